import type { ClassOnlyOptions, Convention, TracedOptions } from '../options.js';
import { checkClassOptions } from '../wrapping/check-options.js';

/**
 * Makes class options that are not tied to one class: a convention, for `TracedClass`, `instrument` and
 * `createTracing`. Method names that a class does not have are passed over.
 *
 * @throws TypeError where an option is wrong
 */
export function defineConvention(options: Omit<TracedOptions, 'name'> & ClassOnlyOptions): Convention {
  checkClassOptions('defineConvention()', options);
  return options as Convention;
}
