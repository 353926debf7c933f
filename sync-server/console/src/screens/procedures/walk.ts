// A walk through a procedure as an engineer has it: which step is next with the answers so far, and what keeps one from being saved.
import { type Answers, toBeDone } from "./conditions.ts";
import { asDecimal, judge } from "./decimal.ts";
import type { Step } from "./procedure.ts";

export const NOT_APPLICABLE = "not_applicable";

/** The step shown for a wished one: itself where it is to be done, else the next that is. */
export function shownStep(steps: readonly Step[], answers: Answers, wished: string | null): Step | undefined {
  const done = toBeDone(steps, answers);
  const at = steps.findIndex((step) => step.id === wished);
  return done.find((step) => steps.indexOf(step) >= at) ?? done.at(-1);
}

export function stepAfter(steps: readonly Step[], answers: Answers, id: string): Step | undefined {
  const done = toBeDone(steps, answers);
  return done[done.findIndex((step) => step.id === id) + 1];
}

export function stepBefore(steps: readonly Step[], answers: Answers, id: string): Step | undefined {
  const done = toBeDone(steps, answers);
  return done[done.findIndex((step) => step.id === id) - 1];
}

export function isOutside(step: Step, answer: string): boolean {
  if (!step.measurement || answer.trim() === "" || answer === NOT_APPLICABLE) return false;
  return ["below", "above"].includes(judge(asDecimal(answer), step.measurement));
}

export function isFault(step: Step, answer: string): boolean {
  return step.choices.some((choice) => choice.is_fault && choice.value === answer);
}

/** What the phone would ask for before it lets the answer go. */
export function wanting(step: Step, answer: string): "answer" | "reading" | "note" | undefined {
  if (answer.trim() === "") return step.is_required ? "answer" : undefined;
  if (step.measurement && answer !== NOT_APPLICABLE && judge(asDecimal(answer), step.measurement) === "unreadable") return "reading";
  return isOutside(step, answer) || isFault(step, answer) ? "note" : undefined;
}
