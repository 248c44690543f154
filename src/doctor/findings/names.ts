import type { TracedPlan } from '../call-plans.js';
import type { Check } from '../evidence.js';
import { dataProperty, hasMethods } from '../own-data.js';
import { className } from '../traced-methods.js';

/** Traced methods of classes that a minifier renamed, and whose spans have no other name. */
export const minifiedNames: Check = ({ heap }) => {
  if (heap === undefined) return [];
  const methods = [
    ...heap.plans.flatMap(({ className: type, memberName }) =>
      type === undefined ? [] : [{ type, memberName }],
    ),
    ...heap.tracedMethods.map(({ type, key }) => ({ type: className(type), memberName: memberName(key) })),
  ];
  const minified = methods.filter(
    ({ type, memberName }) =>
      MINIFIED.test(type) && !heap.plans.some((plan) => plan.isNamed && isPlanOf(plan, type, memberName)),
  );
  if (minified.length === 0) return [];
  const names = [...new Set(minified.map(({ type, memberName }) => `${type}.${memberName}`))].sort();
  return [
    {
      code: 'minified-names',
      seen: `Traced methods belong to classes whose names look minified: ${shortList(names)}.`,
      why: 'Span names are Class.method: these names are meaningless, and the next build changes them.',
      remedy:
        'Let the bundler keep names (esbuild: keepNames; terser: keep_classnames; swc: jsc.minify.mangle.keepClassNames), ' +
        "or name the class: @TracedClass('orders').",
    },
  ];
};

// What minifiers call a class: one letter, or two that begin with a small one, with a digit at times.
const MINIFIED = /^(?:[A-Za-z_$]|[a-z_$][A-Za-z_$])\d?$/;

function memberName(key: string | symbol): string {
  return typeof key === 'symbol' ? `[${key.description ?? ''}]` : key;
}

function isPlanOf(plan: TracedPlan, type: string, member: string): boolean {
  return plan.memberName === member && (plan.className === undefined || plan.className === type);
}

/** Spans or blocks whose names differ only in an id: the names are without number. */
export const idsInNames: Check = ({ heap }) => {
  if (heap === undefined) return [];
  const blocks = heap.plans.filter(({ isBlock }) => isBlock).map(({ memberName }) => memberName);
  const names = new Set([...blocks, ...heap.objects.flatMap(spanName)]);
  const groups = new Map<string, string[]>();
  for (const name of [...names].sort()) {
    const pattern = name.replace(ID, '{id}');
    if (pattern !== name) groups.set(pattern, [...(groups.get(pattern) ?? []), name]);
  }
  return [...groups]
    .filter(([, alike]) => alike.length >= MANY)
    .map(([pattern, alike]) => ({
      code: 'ids-in-names',
      seen: `${alike.length} span names differ only in an id: ${shortList(alike)}.`,
      why: 'Backends group spans by name: each of these is a group of one, and some backends charge for or drop so many.',
      remedy: `Use one name, such as '${pattern.replaceAll(/\s*\{id\}/g, '').trim() || 'load'}', and record the id as an attribute.`,
    }));
};

// Fewer may be a choice: step 1, step 2.
const MANY = 5;
/** UUIDs, long hexadecimal numbers, numbers. */
const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b(?=[a-f]*\d)[0-9a-f]{8,}\b|\d+/gi;

/** The name of a span that is open, or that waits for its export. */
function spanName(object: object): string[] {
  const name = dataProperty(object, 'name');
  const isSpan =
    typeof name === 'string' && hasMethods(object, 'spanContext') && Object.hasOwn(object, 'startTime');
  return isSpan ? [name] : [];
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown}, …` : shown;
}
