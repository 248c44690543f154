import { SUBJECTS } from '../subjects.mjs';

/** Instances of the subject's service, each of a class with functions of its own. */
export async function objectsOf(subject, copies = 1) {
  const objects = [];
  for (let copy = 0; copy < copies; copy++) objects.push(new (await SUBJECTS[subject].load(copy))());
  return objects;
}

/** A loop with call sites of its own. */
export const loopOf = (text) => new Function(text)();
