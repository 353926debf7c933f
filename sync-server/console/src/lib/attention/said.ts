// Answers to steps in words: a check, a choice, a reading with its unit.
import { capital } from "$kit/words/capital.ts";
import { label, t, words } from "$kit/words/words.svelte.ts";
import type { Type } from "$api/api.ts";
import type { Detail } from "./detail.ts";
import { readingOf } from "$kit/words/readings.ts";

export function valueSaid({ kind, choices, measurement }: Type<"Step">, value: string | null | undefined): string {
  if (!value) return "";
  if (value === "not_applicable") return capital(label(value));
  switch (kind) {
    case "check":
      return capital(label(value));
    case "choice": {
      const choice = choices.find((one) => one.value === value);
      return choice ? words(choice.label) : value;
    }
    case "measurement":
      return readingOf(value, measurement?.unit ?? "");
    case "signature":
      return t("desk-answer-signed");
    default:
      return value;
  }
}

/** A detail whose values are answers to a step of the visit: with the step's words and units. */
export function spoken(detail: Detail, steps: readonly Type<"Listed_VisitStep">[]): Detail {
  const step = steps.find((one) => one.id === detail.step)?.step;
  if (!step) return detail;
  const versions = detail.versions.map((version) => {
    const [first, ...rest] = version.lines;
    return first && version.raw ? { ...version, lines: [{ ...first, value: valueSaid(step, version.raw) }, ...rest] } : version;
  });
  return { ...detail, versions, says: { ...detail.says, what: words(step.title) } };
}
