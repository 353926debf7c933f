// How the steps of a visit stand, and which one comes next: the same rules as the core's, for what is shown.
import type { Id, Type } from "../../door/door.ts";

export type Step = Type<"StepDetail">;
export type Answer = Type<"Listed_Answer">;

export const NOT_APPLICABLE = "not_applicable";

export type Stand =
  | "open"
  | "optional"
  | "answered"
  | "outside"
  | "fault"
  | "lacking"
  | "conflict"
  | "not_applicable"
  | "not_to_be_done";

/** The answer answers the step at all: a note alone does not. */
export function isGiven({ step }: Step, answer: Pick<Answer, "value" | "photos">): boolean {
  return step.kind === "photo" ? answer.photos.length > 0 : (answer.value ?? "").trim() !== "";
}

export function isAnswered(step: Step): boolean {
  return step.answers.some((answer) => isGiven(step, answer));
}

/** Two engineers answered without seeing each other, and not the same. */
export function isInConflict({ answers }: Step): boolean {
  const said = answers.map(({ value, note, photos, tool }) => JSON.stringify([value, note, photos, tool]));
  return new Set(said).size > 1;
}

/** It stands with a choice that is a fault. */
export function isFault({ step, answers }: Step): boolean {
  return answers.some(({ value }) => step.choices.some((choice) => choice.is_fault && choice.value === value));
}

export function standOf(step: Step, missing: readonly Type<"Missing">[]): Stand {
  if (!step.is_to_be_done) return "not_to_be_done";
  if (!isAnswered(step)) return step.step.is_required ? "open" : "optional";
  if (isInConflict(step)) return "conflict";
  if (missing.some((one) => one.step === step.id)) return "lacking";
  if (step.is_outside_limits) return "outside";
  if (isFault(step)) return "fault";
  if (step.answers.every(({ value }) => value === NOT_APPLICABLE)) return "not_applicable";
  return "answered";
}

export function toBeDone(steps: readonly Step[]): Step[] {
  return steps.filter((step) => step.is_to_be_done);
}

/** Its number among those that are to be done, from 1; 0 where it is not one of them. */
export function numberOf(steps: readonly Step[], id: Id): number {
  return toBeDone(steps).findIndex((step) => step.id === id) + 1;
}

/**
 * The open step to go on with: the first behind `after`, else the first of all. Steps that need no answer and were skipped
 * do not come back by themselves; `after` itself does not either.
 */
export function nextOpen(steps: readonly Step[], skipped: readonly Id[], after?: Id): Step | undefined {
  const done = toBeDone(steps);
  const open = (step: Step) => step.id !== after && !isAnswered(step) && (step.step.is_required || !skipped.includes(step.id));
  const from = done.findIndex((step) => step.id === after) + 1;
  return done.slice(from).find(open) ?? done.slice(0, from).find(open);
}

/** The step before, as it is walked. */
export function stepBefore(steps: readonly Step[], id: Id): Step | undefined {
  const at = steps.findIndex((step) => step.id === id);
  return toBeDone(steps.slice(0, Math.max(0, at))).at(-1);
}

/** The few that matter now, where there are many: what troubles, what was done last, what comes. */
export function inSight(steps: readonly Step[], missing: readonly Type<"Missing">[], next: Step | undefined): Step[] {
  const done = toBeDone(steps);
  const at = next ? done.indexOf(next) : done.length;
  const troubles = (step: Step) => ["conflict", "lacking", "outside", "fault"].includes(standOf(step, missing));
  return done.filter((step, index) => troubles(step) || (next !== undefined && index >= at - 1 && index < at + 2));
}
