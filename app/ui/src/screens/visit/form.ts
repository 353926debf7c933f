// What stands in the form of a step: where it begins, and what keeps it from being saved.
import type { Hash, Id, Type } from "../../door/door.ts";
import { judge, written } from "./decimal.ts";
import { isInConflict, NOT_APPLICABLE, type Step } from "./steps.ts";
import { usedLast } from "./tools.ts";

export interface Form {
  value: string;
  note: string;
  photos: Hash[];
  tool: Id | null;
}

/** Nothing but the instrument at hand. */
export function blankForm(detail: Type<"VisitDetail">, { step }: Step): Form {
  return { value: "", note: "", photos: [], tool: usedLast(detail.steps, step.measurement?.unit ?? "") };
}

/** The answer that stands; where several do, none of them until one is taken. Photos taken back since are left out. */
export function standingForm(detail: Type<"VisitDetail">, step: Step): Form {
  const stands = isInConflict(step) ? undefined : step.answers.at(-1);
  if (!stands) return blankForm(detail, step);
  const recorded = new Set(detail.visit.photos.filter((photo) => photo.is_current).map((photo) => photo.hash));
  return { value: stands.value ?? "", note: stands.note ?? "", photos: stands.photos.filter((hash) => recorded.has(hash)), tool: stands.tool };
}

export interface Wrong {
  at: "value" | "note" | "tool" | "photos";
  /** Key of what is said. */
  words: string;
}

const EMPTY: Record<Type<"StepKind">, string> = {
  check: "visit-answer-missing-check",
  choice: "visit-answer-missing-check",
  measurement: "visit-answer-missing-reading",
  text: "visit-answer-missing-text",
  scan: "visit-answer-missing-code",
  photo: "visit-answer-missing-photo",
  signature: "visit-answer-missing-text",
  unknown: "visit-answer-missing-text",
};

export interface Around {
  /** Of this answer, or recorded for the step before. */
  hasPhoto: boolean;
  /** The code is another device's than the job's. */
  isOtherDevice: boolean;
}

export function isOutside({ measurement }: Type<"Step">, value: string): boolean {
  if (!measurement || value.trim() === "" || value === NOT_APPLICABLE) return false;
  return ["above", "below"].includes(judge(written(value), measurement).is);
}

export function isFaultChoice({ choices }: Type<"Step">, value: string): boolean {
  return choices.some((choice) => choice.is_fault && choice.value === value);
}

/** The first thing that keeps the answer from being saved; what the core refuses is said before it is asked. */
export function wrongIn(step: Type<"Step">, form: Form, { hasPhoto, isOtherDevice }: Around): Wrong | undefined {
  const value = form.value.trim();
  const hasNote = form.note.trim() !== "";
  if (step.kind === "photo") return form.photos.length === 0 ? { at: "photos", words: EMPTY.photo } : undefined;
  if (value === "") return { at: "value", words: EMPTY[step.kind] };
  if (value === NOT_APPLICABLE) return hasNote ? undefined : { at: "note", words: "visit-note-missing" };
  if (isOtherDevice) return { at: "value", words: "visit-code-scan-own" };
  if (step.measurement && judge(written(value), step.measurement).is === "unreadable") return { at: "value", words: "visit-reading-unreadable" };
  if (isOutside(step, value) && !hasNote && !hasPhoto) return { at: "note", words: "visit-reading-why" };
  if (isFaultChoice(step, value) && !hasNote && !hasPhoto) return { at: "note", words: "visit-fault-why" };
  if (step.measurement?.is_instrument_required && form.tool === null) return { at: "tool", words: "visit-instrument-required" };
  return undefined;
}
