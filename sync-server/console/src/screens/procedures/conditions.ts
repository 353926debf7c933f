// When a step is to be done: the core's rule, for the preview; and whether it can ever be, for whoever writes it.
import { compare, isDecimal, isLess, judge } from "./decimal.ts";
import type { Condition, Step } from "./procedure.ts";

export type Answers = Readonly<Record<string, string>>;

export function holds(condition: Condition, earlier: Step, answer: string | undefined): boolean {
  if (!answer) return false;
  const { any_of, below, above, is_out_of_limits } = condition;
  const isOut = () => earlier.measurement !== null && ["below", "above"].includes(judge(answer, earlier.measurement));
  return (
    (any_of.length === 0 || any_of.includes(answer)) &&
    (below === null || isLess(answer, below)) &&
    (above === null || isLess(above, answer)) &&
    (!is_out_of_limits || isOut())
  );
}

/** Steps that are to be done, given the answers so far. A condition on a step that is itself not to be done does not hold. */
export function toBeDone(steps: readonly Step[], answers: Answers): Step[] {
  const done = new Map<string, Step>();
  const known = new Set(steps.map((step) => step.id));
  for (const step of steps) {
    const { condition } = step;
    const earlier = condition && done.get(condition.step);
    if (!condition || !known.has(condition.step) || (earlier && holds(condition, earlier, answers[earlier.id]))) done.set(step.id, step);
  }
  return [...done.values()];
}

/** Why a condition can never hold, as a key of what is said. */
export type Impossible =
  | "condition-gone"
  | "condition-later"
  | "condition-no-answer"
  | "condition-kind"
  | "condition-nothing"
  | "condition-not-decimal"
  | "condition-between"
  | "condition-no-limits"
  | "condition-within"
  | "condition-never";

const ANSWERED = ["check", "choice"];

/** What an earlier step may be asked for: its own answers, by value. */
export function answersOf(step: Step): string[] {
  if (step.kind === "check") return ["yes", "no"];
  return step.kind === "choice" ? step.choices.map((choice) => choice.value) : [];
}

/** Steps that a condition can ask about: those before it whose answers are known beforehand. */
export function askable(steps: readonly Step[], before: string): Step[] {
  const at = steps.findIndex((step) => step.id === before);
  return steps.slice(0, Math.max(0, at)).filter((step) => ANSWERED.includes(step.kind) || step.kind === "measurement");
}

/** Why a step can never come; nothing where it can. */
export function impossible(step: Step, steps: readonly Step[]): Impossible | undefined {
  const { condition } = step;
  if (!condition) return undefined;
  const at = steps.findIndex((one) => one.id === step.id);
  const of = steps.findIndex((one) => one.id === condition.step);
  const earlier = steps[of];
  if (!earlier) return "condition-gone";
  if (of >= at) return "condition-later";
  const own = ofItself(condition, earlier);
  if (own) return own;
  return impossible(earlier, steps) ? "condition-never" : undefined;
}

function ofItself(condition: Condition, earlier: Step): Impossible | undefined {
  const { any_of, below, above, is_out_of_limits } = condition;
  const compares = below !== null || above !== null || is_out_of_limits;
  if (compares && earlier.kind !== "measurement") return "condition-kind";
  if (!compares && any_of.length === 0) return "condition-nothing";
  if (ANSWERED.includes(earlier.kind)) {
    const possible = answersOf(earlier);
    // The server refuses one that the earlier step cannot have, whatever stands beside it.
    return any_of.every((value) => possible.includes(value)) ? undefined : "condition-no-answer";
  }
  if (earlier.kind !== "measurement") return undefined;
  return ofReading(condition, earlier);
}

function ofReading({ below, above, is_out_of_limits }: Condition, earlier: Step): Impossible | undefined {
  if ([below, above].some((bound) => bound !== null && !isDecimal(bound))) return "condition-not-decimal";
  if (below !== null && above !== null && compare(above, below) !== -1) return "condition-between";
  if (!is_out_of_limits) return undefined;
  const { low = null, high = null } = earlier.measurement ?? {};
  if (low === null && high === null) return "condition-no-limits";
  // Outside the limits is below `low` or above `high`; of each the asked range must leave something.
  const isBelow = low !== null && (above === null || isLess(above, low));
  const isAbove = high !== null && (below === null || isLess(high, below));
  return isBelow || isAbove ? undefined : "condition-within";
}

/** What is possible and hardly meant. */
export type Doubt = "condition-always" | "condition-optional";

export function doubt(step: Step, steps: readonly Step[]): Doubt | undefined {
  const { condition } = step;
  const earlier = condition && steps.find((one) => one.id === condition.step);
  if (!condition || !earlier || impossible(step, steps)) return undefined;
  const possible = answersOf(earlier);
  if (possible.length > 0 && possible.every((value) => condition.any_of.includes(value))) return "condition-always";
  if (!earlier.is_required && step.is_required) return "condition-optional";
  return undefined;
}

/** Steps that ask about a step, in any way through others. */
export function dependents(steps: readonly Step[], id: string): Step[] {
  const reached = new Set([id]);
  const found: Step[] = [];
  for (const step of steps) {
    if (!step.condition || !reached.has(step.condition.step)) continue;
    reached.add(step.id);
    found.push(step);
  }
  return found;
}
