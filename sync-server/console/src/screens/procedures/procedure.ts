// A procedure while it is written: what a new one and a new step hold, and what is done with steps. Everything gives a new value.
import type { Id, Type } from "$api/api.ts";
import { inserted, moved } from "$lib/writing/lists.ts";

export type Procedure = Type<"Procedure">;
export type Step = Type<"Step">;
export type StepKind = Type<"StepKind">;
export type Condition = Type<"StepCondition">;
export type Measurement = Type<"Measurement">;
export type Choice = Type<"StepChoice">;
export type Text = Type<"Text">;

export const KINDS: readonly StepKind[] = ["check", "choice", "measurement", "text", "photo", "scan", "signature"];
export const ORDER_KINDS: readonly Type<"Kind">[] = ["consult", "repair", "install", "inspect", "maintain", "survey", "train", "replace", "retire"];
export const STEPS_MAX = 300;

const NO_TEXT: Text = { zh: "", en: "" };

export function blankProcedure(): Procedure {
  return {
    number: "", revision: 0, name: { ...NO_TEXT }, purpose: { ...NO_TEXT }, kinds: [], models: [], steps: [], target_minutes: null, skills: [], tools: [],
    parts: [], attachments: [], draft: null, published_ms: 0, published_by: null, change_note: { ...NO_TEXT }, is_retired: false,
  };
}

export function blankStep(kind: StepKind, id: Id): Step {
  const empty = {
    id, kind, title: { ...NO_TEXT }, hint: { ...NO_TEXT }, picture: null, danger: { ...NO_TEXT }, is_required: true, condition: null, role: null,
    target_minutes: null, acceptance: { ...NO_TEXT }, is_self_check: false, choices: [], measurement: null, photos_min: null, scan_of: null, signer: "",
    part: null,
  };
  return withKind(empty, kind);
}

const BLANK_MEASUREMENT: Measurement = { unit: "", low: null, high: null, nominal: null, decimals: null, is_instrument_required: false, meter: "" };

/** A step of another kind: what only the former kind has is gone, what both have stays. */
export function withKind(step: Step, kind: StepKind): Step {
  return {
    ...step,
    kind,
    measurement: kind === "measurement" ? (step.measurement ?? { ...BLANK_MEASUREMENT }) : null,
    choices: kind === "choice" ? (step.choices.length ? step.choices : [blankChoice([]), blankChoice(["1"])]) : [],
    scan_of: kind === "scan" ? (step.scan_of ?? "device") : null,
    photos_min: kind === "photo" ? (step.photos_min ?? 1) : null,
    signer: kind === "signature" ? step.signer || "customer" : "",
  };
}

/** Its value is never shown and never changes; answers of years hold it. */
export function blankChoice(taken: readonly string[]): Choice {
  let number = taken.length + 1;
  while (taken.includes(String(number))) number += 1;
  return { value: String(number), label: { ...NO_TEXT }, is_fault: false };
}

export function withStep(procedure: Procedure, step: Step): Procedure {
  return { ...procedure, steps: procedure.steps.map((one) => (one.id === step.id ? step : one)) };
}

/** Behind another step, at the end where there is none. */
export function added(procedure: Procedure, step: Step, behind: Id | null): Procedure {
  const at = procedure.steps.findIndex((one) => one.id === behind) + 1;
  const place = at === 0 ? procedure.steps.length : at;
  return { ...procedure, steps: inserted(procedure.steps, place, step) };
}

export function removed(procedure: Procedure, id: Id): Procedure {
  return { ...procedure, steps: procedure.steps.filter((step) => step.id !== id) };
}

/** To a place among all, from 0; beyond an end it stays at the end. */
export function movedTo(procedure: Procedure, id: Id, place: number): Procedure {
  const from = procedure.steps.findIndex((step) => step.id === id);
  const step = procedure.steps[from];
  const to = Math.min(Math.max(place, 0), procedure.steps.length - 1);
  if (!step || from === to) return procedure;
  return { ...procedure, steps: moved(procedure.steps, from, to) };
}

export function movedBy(procedure: Procedure, id: Id, places: number): Procedure {
  return movedTo(procedure, id, procedure.steps.findIndex((step) => step.id === id) + places);
}

/** The same step once more, right behind it. */
export function copied(procedure: Procedure, id: Id, as: Id): Procedure {
  const step = procedure.steps.find((one) => one.id === id);
  return step ? added(procedure, { ...structuredClone(step), id: as }, id) : procedure;
}

/** A new procedure like another: steps of its own, whose conditions ask among themselves, and no number yet. */
export function copyOf(procedure: Procedure, newId: () => Id): Procedure {
  const ids = new Map(procedure.steps.map((step) => [step.id, newId()]));
  const steps = procedure.steps.map((step) => ({
    ...structuredClone(step),
    id: ids.get(step.id) ?? newId(),
    condition: step.condition && { ...step.condition, any_of: [...step.condition.any_of], step: ids.get(step.condition.step) ?? step.condition.step },
  }));
  const { number, revision, published_ms, published_by, draft, change_note, is_retired } = blankProcedure();
  return { ...structuredClone(procedure), steps, number, revision, published_ms, published_by, draft, change_note, is_retired };
}

/** Minutes of all its steps. */
export function minutesOf(procedure: Procedure): number {
  return procedure.steps.reduce((sum, step) => sum + (step.target_minutes ?? 0), 0);
}

/** Where it is kept while it is written: its number stays, each version is another record. */
export function placeOf({ number }: Pick<Procedure, "number">): string {
  return `procedure/number/${number}`;
}
