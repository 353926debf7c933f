// The steps of a visit as a review reads them: what was answered, by the same rules as the core's, and what troubles first.
import type { Type } from "$api/api.ts";
import { isOutside } from "$kit/words/readings.ts";

export type Visit = Pick<Type<"VisitView">, "steps" | "answers" | "photos">;
export type Answer = Type<"Listed_Answer">;
export type Step = Type<"Listed_VisitStep">;
export type Stand = "outside" | "conflict" | "fault" | "missing" | "answered" | "not_applicable" | "optional" | "not_to_be_done";

export interface AnswerRow extends Answer {
  isOutside: boolean;
  isFault: boolean;
}

export interface StepRow {
  id: string;
  /** Its number in the order of doing, from 1. */
  number: number;
  step: Type<"Step">;
  stand: Stand;
  /** That stand, newest last. */
  answers: readonly AnswerRow[];
  /** That others replaced: a reading before it was measured again. */
  replaced: readonly AnswerRow[];
  /** That others were decided for. */
  against: readonly AnswerRow[];
  photos: readonly string[];
}

const TROUBLES: readonly Stand[] = ["outside", "conflict", "fault", "missing"];
const NOT_APPLICABLE = "not_applicable";

export const isTrouble = (stand: Stand): boolean => TROUBLES.includes(stand);

function judged(step: Type<"Step">, answer: Answer): AnswerRow {
  const value = answer.value ?? "";
  return {
    ...answer,
    isOutside: step.measurement !== null && value !== NOT_APPLICABLE && isOutside(value, step.measurement),
    isFault: step.choices.some((choice) => choice.is_fault && choice.value === value),
  };
}

const isGiven = (step: Type<"Step">, { value, photos }: Answer) => (step.kind === "photo" ? photos.length > 0 : (value ?? "").trim() !== "");

/** Whether a step's condition holds: a step without one is always to be done; one on a step that is itself not to be done never. */
function toBeDone(all: readonly Step[], answers: readonly Answer[], listed: Step): boolean {
  const { condition } = listed.step;
  if (!condition) return true;
  const earlier = all.find((one) => one.step.id === condition.step);
  if (!earlier) return true;
  if (all.indexOf(earlier) >= all.indexOf(listed) || !toBeDone(all, answers, earlier)) return false;
  return answers
    .filter((answer) => answer.is_current && answer.step === earlier.id)
    .some((answer) => {
      const value = answer.value ?? "";
      if (condition.is_out_of_limits && !judged(earlier.step, answer).isOutside) return false;
      if (condition.any_of.length && !condition.any_of.includes(value)) return false;
      if (condition.below && !isOutside(value, { low: condition.below })) return false;
      return !condition.above || isOutside(value, { high: condition.above });
    });
}

function standOf(step: Type<"Step">, isToBeDone: boolean, answers: readonly AnswerRow[], photos: number): Stand {
  const given = answers.filter((answer) => isGiven(step, answer));
  const isThere = given.length > 0 || (step.kind === "photo" && photos > 0);
  if (given.some((answer) => answer.isOutside)) return "outside";
  if (new Set(given.map(({ value, note, photos, tool }) => JSON.stringify([value, note, photos, tool]))).size > 1) return "conflict";
  if (given.some((answer) => answer.isFault)) return "fault";
  if (!isToBeDone) return "not_to_be_done";
  if (!isThere) return step.is_required ? "missing" : "optional";
  return given.length > 0 && given.every(({ value }) => value === NOT_APPLICABLE) ? "not_applicable" : "answered";
}

/** Somebody decided that another answer holds. */
export const isAgainst = ({ id, decided }: Pick<Answer, "id"> & Partial<Pick<Answer, "decided">>): boolean => !!decided && decided.holds !== id;

/** In the order of doing. */
export function stepRows(visit: Visit): StepRow[] {
  const all = visit.steps.filter((step) => step.is_current).sort((a, b) => a.position - b.position || a.id.localeCompare(b.id));
  return all.map((listed, at) => {
    const { id, step } = listed;
    const mine = visit.answers.filter((answer) => answer.step === id).map((answer) => judged(step, answer)).sort((a, b) => a.at_ms - b.at_ms);
    const answers = mine.filter((answer) => answer.is_current);
    const photos = [...new Set([...answers.flatMap((answer) => answer.photos), ...visit.photos.filter((photo) => photo.is_current && photo.step === id).map((photo) => photo.hash)])];
    return {
      id,
      number: at + 1,
      step,
      stand: standOf(step, toBeDone(all, visit.answers, listed), answers, photos.length),
      answers,
      replaced: mine.filter((answer) => !answer.is_current && !isAgainst(answer)),
      against: mine.filter((answer) => !answer.is_current && isAgainst(answer)),
      photos,
    };
  });
}

/** What must be looked at comes before what is fine; each part in the order of doing. */
export function troublesFirst(rows: readonly StepRow[]): StepRow[] {
  const rank = ({ stand }: StepRow) => (isTrouble(stand) ? TROUBLES.indexOf(stand) : TROUBLES.length);
  return [...rows].sort((a, b) => rank(a) - rank(b) || a.number - b.number);
}

/** How many of those to be done are answered. */
export function answered(rows: readonly StepRow[]): { done: number; all: number; outside: number } {
  const due = rows.filter(({ stand }) => stand !== "not_to_be_done" && stand !== "optional");
  return { done: due.filter(({ stand }) => stand !== "missing").length, all: due.length, outside: rows.filter(({ stand }) => stand === "outside").length };
}
