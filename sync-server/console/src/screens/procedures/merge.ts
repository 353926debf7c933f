// Two people wrote from the same version: what each changed alone stands, what both changed differently is named with both values.
import type { Id } from "$api/api.ts";
import { inserted } from "$lib/writing/lists.ts";
import { isSame } from "$lib/writing/same.ts";
import { FIELDS, STEP_FIELDS } from "./differences.ts";
import type { Procedure, Step } from "./procedure.ts";

export interface Conflict {
  step: Id | null;
  /** `steps` where one removed what the other changed. */
  field: string;
  mine: unknown;
  theirs: unknown;
}

export interface Merged {
  /** With mine wherever both changed the same. */
  procedure: Procedure;
  conflicts: Conflict[];
}

export function merged(base: Procedure, mine: Procedure, theirs: Procedure): Merged {
  const conflicts: Conflict[] = [];
  const procedure = { ...theirs, change_note: mine.change_note, steps: mergedSteps(base, mine, theirs, conflicts) };
  mergeInto(procedure, base, mine, theirs, FIELDS, null, conflicts);
  return { procedure, conflicts };
}

/** A conflict settled for the other's value. */
export function withTheirs(procedure: Procedure, { step, field, theirs }: Conflict): Procedure {
  if (step === null) return { ...procedure, [field]: theirs };
  if (field !== "steps") return { ...procedure, steps: procedure.steps.map((one) => (one.id === step ? { ...one, [field]: theirs } : one)) };
  const others = procedure.steps.filter((one) => one.id !== step);
  if (!theirs) return { ...procedure, steps: others };
  const at = procedure.steps.findIndex((one) => one.id === step);
  return { ...procedure, steps: inserted(others, at < 0 ? others.length : at, theirs as Step) };
}

function mergeInto<T extends object>(into: T, base: T, mine: T, theirs: T, fields: readonly (keyof T & string)[], step: Id | null, conflicts: Conflict[]) {
  for (const field of fields) {
    if (isSame(mine[field], base[field]) || isSame(mine[field], theirs[field])) continue;
    into[field] = mine[field];
    if (!isSame(theirs[field], base[field])) conflicts.push({ step, field, mine: mine[field], theirs: theirs[field] });
  }
}

function mergedSteps(base: Procedure, mine: Procedure, theirs: Procedure, conflicts: Conflict[]): Step[] {
  const [was, own, other] = [base, mine, theirs].map(({ steps }) => new Map(steps.map((step) => [step.id, step]))) as [Map<Id, Step>, Map<Id, Step>, Map<Id, Step>];
  const orderOf = (steps: readonly Step[]) => steps.filter(({ id }) => was.has(id)).map(({ id }) => id);
  const hasOwnOrder = !isSame(orderOf(mine.steps), orderOf(base.steps).filter((id) => own.has(id)));
  const [first, second] = hasOwnOrder ? [mine.steps, theirs.steps] : [theirs.steps, mine.steps];
  return interleaved(first.map(({ id }) => id), second.map(({ id }) => id)).flatMap((id) => {
    const [before, here, there] = [was.get(id), own.get(id), other.get(id)];
    if (here && there) {
      const step = { ...there };
      mergeInto(step, before ?? there, here, there, STEP_FIELDS, id, conflicts);
      return [step];
    }
    const kept = here ?? there;
    if (!kept || !before) return kept ? [kept] : [];
    // One side removed it; it stays where the other has changed it meanwhile and the removal was not mine.
    if (isSame(kept, before)) return [];
    conflicts.push({ step: id, field: "steps", mine: here ?? null, theirs: there ?? null });
    return here ? [here] : [];
  });
}

/** The first order, with what only the second has behind what it stands behind there. */
function interleaved(first: readonly Id[], second: readonly Id[]): Id[] {
  const order = [...first];
  second.forEach((id, at) => {
    if (order.includes(id)) return;
    const behind = second.slice(0, at).filter((one) => order.includes(one)).at(-1);
    order.splice(behind === undefined ? 0 : order.indexOf(behind) + 1, 0, id);
  });
  return order;
}
