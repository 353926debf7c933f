// In what two versions of a procedure differ: steps added, removed, moved, and fields with their old and new values.
import { type Change, changes } from "$lib/writing/same.ts";
import type { Procedure, Step } from "./procedure.ts";

export type StepField = Exclude<keyof Step, "id">;
export type Field = Exclude<keyof Procedure, "steps" | "revision" | "published_ms" | "published_by" | "draft" | "change_note" | "is_retired">;

export interface StepChange {
  step: Step;
  /** Places from 1; nothing where it was not, or is not any more. */
  from: number | null;
  to: number | null;
  isMoved: boolean;
  fields: Change<StepField>[];
}

export interface Differences {
  fields: Change<Field>[];
  added: StepChange[];
  removed: StepChange[];
  /** Moved, changed, or both. */
  changed: StepChange[];
}

export const FIELDS: readonly Field[] = [
  "number", "name", "purpose", "kinds", "models", "target_minutes", "skills", "tools", "parts", "attachments",
];
export const STEP_FIELDS: readonly StepField[] = [
  "kind", "title", "is_required", "choices", "measurement", "photos_min", "scan_of", "signer", "role", "target_minutes", "acceptance", "hint", "danger",
  "picture", "condition", "is_self_check", "part",
];

export function differences(old: Procedure, now: Procedure): Differences {
  const before = new Map(old.steps.map((step, at) => [step.id, { step, at }]));
  const after = new Map(now.steps.map((step, at) => [step.id, at]));
  const kept = now.steps.flatMap((step, to) => {
    const was = before.get(step.id);
    return was ? [{ step, was: was.step, from: was.at, to }] : [];
  });
  const staying = longestRising(kept.map(({ from }) => from));
  const changed = kept.map(({ step, was, from, to }, at) => ({
    step, from: from + 1, to: to + 1, isMoved: !staying.has(at), fields: changes(was, step, STEP_FIELDS),
  }));
  return {
    fields: changes(old, now, FIELDS),
    added: now.steps.flatMap((step, at) => (before.has(step.id) ? [] : [{ step, from: null, to: at + 1, isMoved: false, fields: [] }])),
    removed: old.steps.flatMap((step, at) => (after.has(step.id) ? [] : [{ step, from: at + 1, to: null, isMoved: false, fields: [] }])),
    changed: changed.filter(({ isMoved, fields }) => isMoved || fields.length > 0),
  };
}

export function isNone({ fields, added, removed, changed }: Differences): boolean {
  return fields.length + added.length + removed.length + changed.length === 0;
}

/** Places of the longest run that kept its order: whoever is not among them was moved, and nobody else. */
function longestRising(values: readonly number[]): Set<number> {
  const tails: number[] = [];
  const before: number[] = [];
  values.forEach((value, at) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before[at] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = at;
  });
  const found = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) found.add(at);
  return found;
}
