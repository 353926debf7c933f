// What keeps a procedure from being published, and what its writer should look at: the server's rules, said before it is asked.
import type { Id } from "$api/api.ts";
import { doubt, impossible } from "./conditions.ts";
import { isDecimal, isLess } from "./decimal.ts";
import { type Procedure, type Step, STEPS_MAX, type Text } from "./procedure.ts";

export interface Problem {
  /** Nothing where it is about the whole. */
  step: Id | null;
  /** The field it stands beside. */
  field: string;
  /** What is wrong keeps it from being published; a doubt does not. */
  is: "wrong" | "doubt";
  /** Key of what is said. */
  words: string;
}

const CONDITION: Record<NonNullable<ReturnType<typeof impossible>>, string> = {
  "condition-gone": "procedures-condition-gone",
  "condition-later": "procedures-condition-later",
  "condition-no-answer": "procedures-condition-no-answer",
  "condition-kind": "procedures-condition-kind",
  "condition-nothing": "procedures-condition-nothing",
  "condition-not-decimal": "procedures-condition-not-decimal",
  "condition-between": "procedures-condition-between",
  "condition-no-limits": "procedures-condition-no-limits",
  "condition-within": "procedures-condition-within",
  "condition-never": "procedures-condition-never",
};

const DOUBT: Record<NonNullable<ReturnType<typeof doubt>>, string> = {
  "condition-always": "procedures-condition-always",
  "condition-optional": "procedures-condition-optional",
};

const LINE_CHARS_MAX = 200;
const NOTE_CHARS_MAX = 4_000;

const isBlank = (text: Text) => !text.zh?.trim() && !text.en?.trim();
const isHalf = (text: Text) => !isBlank(text) && (!text.zh?.trim() || !text.en?.trim());
const isLonger = (text: Text, chars: number) => [text.zh, text.en].some((one) => (one?.length ?? 0) > chars);

export function problemsOf(procedure: Procedure, taken: ReadonlySet<string> = new Set()): Problem[] {
  const found: Problem[] = [];
  const whole = (field: string, words: string, is: Problem["is"] = "wrong") => found.push({ step: null, field, is, words });
  if (!procedure.number.trim()) whole("number", "procedures-problem-number");
  else if (taken.has(procedure.number.trim())) whole("number", "procedures-problem-number-taken");
  if (isBlank(procedure.name)) whole("name", "procedures-problem-name");
  else if (isHalf(procedure.name)) whole("name", "procedures-problem-half", "doubt");
  if (isLonger(procedure.name, LINE_CHARS_MAX)) whole("name", "procedures-problem-long");
  if (isHalf(procedure.purpose)) whole("purpose", "procedures-problem-half", "doubt");
  if (procedure.steps.length === 0) whole("steps", "procedures-problem-no-steps");
  if (procedure.steps.length > STEPS_MAX) whole("steps", "procedures-problem-many-steps");
  for (const step of procedure.steps) found.push(...problemsOfStep(step, procedure.steps));
  return found;
}

export function problemsOfStep(step: Step, steps: readonly Step[]): Problem[] {
  const found: Problem[] = [];
  const say = (field: string, words: string, is: Problem["is"] = "wrong") => found.push({ step: step.id, field, is, words });
  if (isBlank(step.title)) say("title", "procedures-problem-title");
  else if (isHalf(step.title)) say("title", "procedures-problem-half", "doubt");
  if (isLonger(step.title, LINE_CHARS_MAX)) say("title", "procedures-problem-long");
  for (const field of ["acceptance", "hint", "danger"] as const) {
    if (isHalf(step[field])) say(field, "procedures-problem-half", "doubt");
    if (isLonger(step[field], NOTE_CHARS_MAX)) say(field, "procedures-problem-long");
  }
  if (step.kind === "choice") ofChoices(step, say);
  if (step.kind === "measurement") ofMeasurement(step, say);
  if (step.signer !== "" && !step.signer.trim()) say("signer", "procedures-problem-signer");
  const never = impossible(step, steps);
  if (never) say("condition", CONDITION[never]);
  const doubted = doubt(step, steps);
  if (doubted) say("condition", DOUBT[doubted], "doubt");
  return found;
}

type Say = (field: string, words: string, is?: Problem["is"]) => void;

function ofChoices({ choices }: Step, say: Say) {
  if (choices.length < 2) say("choices", "procedures-problem-choices");
  if (choices.some((choice) => isBlank(choice.label))) say("choices", "procedures-problem-choice-words");
  else if (choices.some((choice) => isHalf(choice.label))) say("choices", "procedures-problem-half", "doubt");
  const said = choices.flatMap(({ label }) => [label.zh && `zh ${label.zh.trim()}`, label.en && `en ${label.en.trim()}`]).filter(Boolean);
  if (new Set(said).size < said.length) say("choices", "procedures-problem-choice-twice", "doubt");
}

function ofMeasurement({ measurement }: Step, say: Say) {
  if (!measurement) return say("measurement", "procedures-problem-unit");
  const { low, nominal, high, unit } = measurement;
  if (!unit.trim()) say("unit", "procedures-problem-unit", "doubt");
  const bounds = [low, nominal, high].filter((bound) => bound !== null);
  if (!bounds.every(isDecimal)) return say("limits", "procedures-problem-decimal");
  if (bounds.some((bound, at) => at > 0 && isLess(bound, bounds[at - 1] ?? ""))) say("limits", "procedures-problem-limits");
  else if (low === null && high === null) say("limits", "procedures-problem-no-limits", "doubt");
}

export const wrongs = (problems: readonly Problem[]) => problems.filter(({ is }) => is === "wrong");

/** The worst that is to be said of a step: what is wrong before what is doubted. */
export function worst(problems: readonly Problem[], step: Id): Problem["is"] | undefined {
  const own = problems.filter((problem) => problem.step === step);
  return own.find(({ is }) => is === "wrong")?.is ?? own[0]?.is;
}

/** The problem of one field, the worst first. */
export function problemAt(problems: readonly Problem[], step: Id | null, field: string): Problem | undefined {
  const own = problems.filter((problem) => problem.step === step && problem.field === field);
  return own.find(({ is }) => is === "wrong") ?? own[0];
}

export interface Refusal {
  path: string;
  /** The step it is about, and its number from 1; nothing where it is about the whole. */
  step?: Step;
  number?: number;
  field: string;
  /** It names something that is not there any more. */
  isGone: boolean;
  detail: string;
}

/** What the server found, by the path of each (`steps[2].measurement.low`). */
export function placed(problems: readonly { path: string; code: string; detail: string }[], steps: readonly Step[]): Refusal[] {
  return problems.map(({ path, code, detail }) => {
    const [, at, inStep] = /^steps\[(\d+)\](?:\.(\w+))?/.exec(path) ?? [];
    const field = at === undefined ? (/^\w+/.exec(path)?.[0] ?? path) : (inStep ?? "steps");
    return { path, field, isGone: code === "not_found", detail, ...(at !== undefined && steps[Number(at)] ? { step: steps[Number(at)], number: Number(at) + 1 } : {}) };
  });
}
