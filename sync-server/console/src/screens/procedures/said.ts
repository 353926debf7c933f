// What stands in a procedure, in words: kinds, roles, conditions, and the values of fields where versions differ.
import { meterName, skillNames } from "$api/called.svelte.ts";
import { nameOf, numberOf } from "$api/named.svelte.ts";
import type { Type } from "$api/api.ts";
import { capital } from "$kit/words/capital.ts";
import { limitsOf, readingOf, unitOf } from "$kit/words/readings.ts";
import { comma, label, t, words } from "$kit/words/words.svelte.ts";
import { type Change, isNothing } from "$lib/writing/same.ts";
import Camera from "@lucide/svelte/icons/camera";
import CircleHelp from "@lucide/svelte/icons/circle-help";
import Gauge from "@lucide/svelte/icons/gauge";
import ListChecks from "@lucide/svelte/icons/list-checks";
import PenLine from "@lucide/svelte/icons/pen-line";
import ScanLine from "@lucide/svelte/icons/scan-line";
import SquareCheck from "@lucide/svelte/icons/square-check";
import TextCursorInput from "@lucide/svelte/icons/text-cursor-input";
import type { Component } from "svelte";
import type { Field, StepField } from "./differences.ts";
import type { Choice, Condition, Measurement, Step, StepKind, Text } from "./procedure.ts";

export const ICONS: Record<StepKind, Component> = {
  check: SquareCheck,
  choice: ListChecks,
  measurement: Gauge,
  text: TextCursorInput,
  photo: Camera,
  scan: ScanLine,
  signature: PenLine,
  unknown: CircleHelp,
};

type Role = Type<"Role">;

/** Roles that do steps; others are at the desk. */
export const ROLES: readonly Role[] = ["engineer", "expert", "quality_inspector", "service_manager"];

export function roleSaid(role: Role | null): string {
  switch (role) {
    case "engineer":
      return t("procedures-role-engineer");
    case "expert":
      return t("procedures-role-expert");
    case "quality_inspector":
      return t("procedures-role-quality-inspector");
    case "service_manager":
      return t("procedures-role-service-manager");
    default:
      return role ? capital(label(role)) : t("procedures-role-anybody");
  }
}

type ScanOf = Type<"ScanOf">;

export const SCANS: readonly ScanOf[] = ["device", "part", "serial", "any"];

export function scanSaid(of: ScanOf | null): string {
  return of === "any" || of === null ? t("procedures-scan-any") : capital(label(of));
}

export const SIGNERS = ["customer", "lead"] as const;

export function signerSaid(signer: string): string {
  if (signer === "lead") return t("procedures-signer-lead");
  return signer === "customer" || signer === "" ? t("procedures-signer-customer") : signer;
}

export function choiceSaid(step: Step, value: string): string {
  if (step.kind === "check") return capital(label(value));
  const choice = step.choices.find((one) => one.value === value);
  return choice ? words(choice.label) || t("procedures-untitled") : value;
}

export function titleOf(step: Step): string {
  return words(step.title) || t("procedures-untitled");
}

/** “Condenser” is Dirty or Blocked */
export function conditionSaid(condition: Condition | null, steps: readonly Step[]): string {
  if (!condition) return "";
  const at = steps.findIndex((step) => step.id === condition.step);
  const earlier = steps[at];
  if (!earlier) return t("procedures-condition-gone");
  const unit = earlier.measurement?.unit ?? "";
  const is = [
    condition.any_of.map((value) => choiceSaid(earlier, value)).join(t("procedures-or")),
    condition.above !== null ? t("procedures-above", { value: readingOf(condition.above, unit) }) : "",
    condition.below !== null ? t("procedures-below", { value: readingOf(condition.below, unit) }) : "",
    condition.is_out_of_limits ? t("procedures-outside") : "",
  ];
  return t("procedures-only-if", { number: at + 1, step: titleOf(earlier), is: is.filter(Boolean).join(t("procedures-and")) || "…" });
}

export function measurementSaid(measurement: Measurement | null): string {
  if (!measurement) return "";
  return [
    limitsOf(measurement) || (measurement.unit ? unitOf(measurement.unit) : t("procedures-no-limits")),
    measurement.nominal ? t("procedures-nominal-is", { value: readingOf(measurement.nominal, measurement.unit) }) : "",
    measurement.decimals !== null ? t("procedures-decimals-are", { count: measurement.decimals }) : "",
    measurement.is_instrument_required ? t("procedures-instrument-needed") : "",
    measurement.meter ? t("procedures-meter-is", { meter: meterName(measurement.meter) }) : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

/** What a step asks beside its title, in one line. */
export function askedSaid(step: Step): string {
  switch (step.kind) {
    case "measurement":
      return (step.measurement && limitsOf(step.measurement)) || t("procedures-no-limits");
    case "choice":
      return step.choices.map(({ label: text }) => words(text)).filter(Boolean).join(" / ");
    case "photo":
      return t("procedures-photos-least", { count: step.photos_min ?? 1 });
    case "scan":
      return scanSaid(step.scan_of);
    case "signature":
      return signerSaid(step.signer);
    default:
      return "";
  }
}

const FIELDS: Record<Field, () => string> = {
  number: () => t("procedures-number"),
  name: () => t("procedures-name"),
  purpose: () => t("procedures-purpose"),
  kinds: () => t("procedures-kinds"),
  models: () => t("procedures-models"),
  target_minutes: () => t("procedures-minutes"),
  skills: () => t("procedures-skills"),
  tools: () => t("procedures-tools"),
  parts: () => t("procedures-parts"),
  attachments: () => t("procedures-attachments"),
};

const STEP_FIELDS: Record<StepField, () => string> = {
  kind: () => t("procedures-kind"),
  title: () => t("procedures-title"),
  is_required: () => t("procedures-required"),
  choices: () => t("procedures-choices"),
  measurement: () => t("procedures-measurement"),
  photos_min: () => t("procedures-photos"),
  scan_of: () => t("procedures-scan"),
  signer: () => t("procedures-signer"),
  role: () => t("procedures-role"),
  target_minutes: () => t("procedures-minutes"),
  acceptance: () => t("procedures-acceptance"),
  hint: () => t("procedures-hint"),
  danger: () => t("procedures-danger"),
  picture: () => t("procedures-picture"),
  condition: () => t("procedures-condition"),
  is_self_check: () => t("procedures-self-check"),
  part: () => t("procedures-part"),
};

export function fieldSaid(field: Field | StepField | string, ofStep: boolean): string {
  const said = ofStep ? STEP_FIELDS[field as StepField] : FIELDS[field as Field];
  return said?.() ?? (field === "steps" ? (ofStep ? t("procedures-step") : t("procedures-steps")) : field);
}

const both = ({ zh, en }: Text) => [zh, en].filter(Boolean).join(" / ");

/** One value of a field, for beside the other version's. */
export function valueSaid(field: string, value: unknown, steps: readonly Step[]): string {
  if (typeof value === "boolean") return capital(label(value ? "yes" : "no"));
  if (isNothing(value)) return t("procedures-nothing");
  switch (field) {
    case "kind":
    case "kinds":
      return [value].flat().map((code) => capital(label(String(code)))).join(comma());
    case "choices":
      return (value as Choice[]).map((choice) => both(choice.label) + (choice.is_fault ? ` (${t("procedures-fault")})` : "")).join("; ");
    case "measurement":
      return measurementSaid(value as Measurement);
    case "condition":
      return conditionSaid(value as Condition, steps);
    case "role":
      return roleSaid(value as Role);
    case "scan_of":
      return scanSaid(value as ScanOf);
    case "signer":
      return signerSaid(String(value));
    case "picture":
      return t("procedures-a-picture");
    case "target_minutes":
      return t("unit-minutes", { count: Number(value) });
    case "part":
      return named("part", String(value));
    case "parts":
    case "tools":
      return (value as string[]).map((id) => named(field.slice(0, -1), id)).join(comma());
    case "skills":
      return skillNames(value as string[]);
    case "attachments":
      return (value as Type<"Attachment">[]).map(({ name }) => name).join(comma());
    case "steps":
      return titleOf(value as Step);
    default:
      if (Array.isArray(value)) return value.join(comma());
      return typeof value === "object" ? both(value as Text) : String(value);
  }
}

/** Old and new beside each other: of a text only the languages that differ. */
export function changeSaid(change: Change, old: readonly Step[], now: readonly Step[]): [string, string] {
  const [was, is] = [change.old, change.new].map((value) => (isText(value) ? value : undefined));
  if (!was || !is) return [valueSaid(change.field, change.old, old), valueSaid(change.field, change.new, now)];
  const only = (text: Partial<Text>, other: Partial<Text>) => both({ zh: text.zh !== other.zh ? (text.zh ?? "") : "", en: text.en !== other.en ? (text.en ?? "") : "" });
  return [only(was, is) || t("procedures-nothing"), only(is, was) || t("procedures-nothing")];
}

function isText(value: unknown): value is Partial<Text> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).every((key) => key === "zh" || key === "en");
}

function named(word: string, id: string): string {
  return [numberOf(word, id), nameOf(word, id)].filter((text, at, all) => text && all.indexOf(text) === at).join(" ") || "…";
}
