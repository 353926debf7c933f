// Steps, answers and their authors in words.
import type { Tone } from "$kit/tone.ts";
import Ban from "@lucide/svelte/icons/ban";
import Check from "@lucide/svelte/icons/check";
import Circle from "@lucide/svelte/icons/circle";
import CircleAlert from "@lucide/svelte/icons/circle-alert";
import CircleDashed from "@lucide/svelte/icons/circle-dashed";
import Minus from "@lucide/svelte/icons/minus";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import UsersRound from "@lucide/svelte/icons/users-round";
import type { Component } from "svelte";
import type { Answer as Answered, Id, Type } from "../../door/door.ts";
import { readingOf } from "$kit/words/readings.ts";
import { label, t, words } from "$kit/words/words.svelte.ts";
import { NOT_APPLICABLE, type Answer, type Stand, type Step } from "./steps.ts";

export const LOOKS: Record<Stand, { tone: Tone; icon: Component; words: string }> = {
  open: { tone: "ink", icon: Circle, words: "visit-stand-open" },
  optional: { tone: "quiet", icon: CircleDashed, words: "visit-stand-optional" },
  answered: { tone: "done", icon: Check, words: "visit-stand-answered" },
  outside: { tone: "attention", icon: TriangleAlert, words: "visit-stand-outside" },
  fault: { tone: "attention", icon: TriangleAlert, words: "visit-stand-fault" },
  lacking: { tone: "waiting", icon: CircleAlert, words: "visit-stand-lacking" },
  conflict: { tone: "attention", icon: UsersRound, words: "visit-stand-conflict" },
  not_applicable: { tone: "quiet", icon: Minus, words: "visit-stand-not-applicable" },
  not_to_be_done: { tone: "quiet", icon: Ban, words: "visit-stand-not-to-be-done" },
};

export const MISSING: Record<Type<"MissingKind">, string> = {
  answer: "visit-missing-answer",
  photo: "visit-missing-photo",
  note_or_photo: "visit-missing-note-or-photo",
  instrument: "visit-missing-instrument",
  field: "visit-missing-field",
  unknown: "visit-missing-answer",
};

export const ROLES: Record<Type<"Role">, string> = {
  engineer: "visit-role-engineer",
  expert: "visit-role-expert",
  dispatcher: "visit-role-dispatcher",
  intake_agent: "visit-role-intake-agent",
  contractor_dispatcher: "visit-role-contractor-dispatcher",
  service_manager: "visit-role-service-manager",
  quality_inspector: "visit-role-quality-inspector",
  complaint_handler: "visit-role-complaint-handler",
  stock_keeper: "visit-role-stock-keeper",
  administrator: "visit-role-administrator",
  unknown: "visit-role-other",
};

/** A value of a step as people say it: of an answer that stands, or of one given before. */
export function valueSaid({ kind, choices, measurement }: Type<"Step">, value: string | null): string {
  if (!value) return "";
  if (value === NOT_APPLICABLE) return t("visit-not-applicable");
  switch (kind) {
    case "check":
      return label(value);
    case "choice": {
      const choice = choices.find((one) => one.value === value);
      return choice ? words(choice.label) : value;
    }
    case "measurement":
      return readingOf(value, measurement?.unit ?? "");
    case "signature":
      return t("visit-answer-signed");
    default:
      return value;
  }
}

export function answerSaid({ step }: Step, answer: Pick<Answer, "value" | "photos">): string {
  const photos = answer.photos.length;
  return valueSaid(step, answer.value) || (photos > 0 ? t("visit-answer-photos", { count: photos }) : "");
}

/** Who wrote something. */
export function whoSaid(by: Type<"Author"> | null, colleagues: Answered<"colleagues"> | undefined): string {
  if (!by || !("user" in by)) return t("visit-by-office");
  const known = colleagues?.find((colleague) => colleague.user === by.user);
  return known ? words(known.name) : by.by === "console" ? t("visit-by-office") : t("visit-by-somebody");
}

export function isMine(by: Type<"Author"> | null, me: Id | null | undefined): boolean {
  return by !== null && "user" in by && by.user === me;
}

/** Why a step is or is not to be done. */
export function conditionSaid(condition: Type<"StepCondition">, steps: readonly Step[]): string {
  const earlier = steps.find(({ step }) => step.id === condition.step)?.step;
  if (!earlier) return "";
  const title = words(earlier.title);
  if (condition.is_out_of_limits) return t("visit-step-only-if-outside", { step: title });
  const unit = earlier.measurement?.unit ?? "";
  const is = [
    condition.any_of.map((value) => valueSaid(earlier, value)).join(t("visit-step-or")),
    condition.below ? t("visit-below", { value: readingOf(condition.below, unit) }) : "",
    condition.above ? t("visit-above", { value: readingOf(condition.above, unit) }) : "",
  ];
  return t("visit-step-only-if", { step: title, is: is.filter(Boolean).join(", ") });
}
