// Photos as they are compared: what was before beside what was after, step by step.
import type { Type } from "$api/api.ts";

export type Photo = Type<"Listed_Photo">;

export interface Pair {
  /** Entry id of the step; empty for photos of the whole visit. */
  step: string;
  before?: Photo;
  after?: Photo;
  /** Neither before nor after. */
  single?: Photo;
}

const takenMs = (photo: Photo) => photo.taken_ms ?? photo.at_ms;

/** Pairs of the visit first, then those of its steps in the order of doing. */
export function pairsOf(photos: readonly Photo[], stepsInOrder: readonly string[]): Pair[] {
  const current = photos.filter((photo) => photo.is_current).sort((a, b) => takenMs(a) - takenMs(b));
  const steps = ["", ...stepsInOrder, ...new Set(current.map((photo) => photo.step ?? "").filter((step) => step && !stepsInOrder.includes(step)))];
  return steps.flatMap((step) => {
    const mine = current.filter((photo) => (photo.step ?? "") === step);
    const before = mine.filter((photo) => photo.moment === "before");
    const after = mine.filter((photo) => photo.moment === "after");
    const others = mine.filter((photo) => photo.moment !== "before" && photo.moment !== "after");
    const pairs = Array.from({ length: Math.max(before.length, after.length) }, (_, at): Pair => ({ step, before: before[at], after: after[at] }));
    return [...pairs, ...others.map((single): Pair => ({ step, single }))];
  });
}

export const photosOf = ({ before, after, single }: Pair): Photo[] => [before, after, single].filter((photo) => photo !== undefined);
