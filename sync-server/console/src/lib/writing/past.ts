// What was written before, to go back to and forward again. What is typed into one place within a moment is one step.

const MERGE_MS = 1_500;
const STEPS_MAX = 200;

export interface Past<T> {
  readonly now: T;
  readonly before: readonly T[];
  readonly after: readonly T[];
  /** Where the newest change was made, and when. */
  readonly place: string;
  readonly atMs: number;
}

export function beginning<T>(now: T): Past<T> {
  return { now, before: [], after: [], place: "", atMs: 0 };
}

/** A change; with a `place` it joins the one before it there. */
export function changed<T>(past: Past<T>, now: T, place: string, atMs: number): Past<T> {
  if (now === past.now) return past;
  const isSame = place !== "" && place === past.place && atMs - past.atMs < MERGE_MS && past.after.length === 0;
  const before = isSame ? past.before : [...past.before, past.now].slice(-STEPS_MAX);
  return { now, before, after: [], place, atMs };
}

export function undone<T>(past: Past<T>): Past<T> {
  const last = past.before.at(-1);
  if (last === undefined) return past;
  return { now: last, before: past.before.slice(0, -1), after: [past.now, ...past.after], place: "", atMs: 0 };
}

export function redone<T>(past: Past<T>): Past<T> {
  const [next, ...after] = past.after;
  if (next === undefined) return past;
  return { now: next, before: [...past.before, past.now], after, place: "", atMs: 0 };
}
