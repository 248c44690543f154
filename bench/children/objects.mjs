import { SUBJECTS } from '../subjects.mjs';

/** Instances of the subject's service; no two classes share a function. */
export async function objectsOf(subject, copies = 1) {
  const objects = [];
  for (let copy = 0; copy < copies; copy++) objects.push(new (await SUBJECTS[subject].load(copy))());
  return objects;
}

/** A loop that shares no call sites with another. */
export const loopOf = (text) => new Function(text)();
