// Instruments: whether their calibration holds on a day, and which one fits a measurement.
import type { Tone } from "$kit/tone.ts";
import type { Answer as Answered, Id } from "../../door/door.ts";
import type { Answer, Step } from "./steps.ts";

export type Tool = Answered<"tools">[number];

/** Days before its end at which a calibration is said to run out. */
const SOON_DAYS = 30;
const DAY_MS = 24 * 3_600_000;

export type Calibration = "not_needed" | "valid" | "ends_soon" | "ended";

export const CALIBRATIONS: Record<Calibration, { tone: Tone; words: string }> = {
  not_needed: { tone: "quiet", words: "visit-calibration-none" },
  valid: { tone: "done", words: "visit-calibrated-until" },
  ends_soon: { tone: "waiting", words: "visit-calibration-ends" },
  ended: { tone: "attention", words: "visit-calibration-ended" },
};

type Dates = Pick<Tool, "is_calibrated" | "calibrated_on" | "calibration_ends_on">;

/** Good through its last day, as the report prints it. `day` is like `2026-11-23`. */
export function calibrationOn({ is_calibrated, calibrated_on, calibration_ends_on }: Dates, day: string): Calibration {
  if (!is_calibrated) return "not_needed";
  if (calibration_ends_on === null || day > calibration_ends_on || (calibrated_on !== null && day < calibrated_on)) return "ended";
  const leftMs = Date.parse(calibration_ends_on) - Date.parse(day);
  return leftMs <= SOON_DAYS * DAY_MS ? "ends_soon" : "valid";
}

/** Own ones first, and among them those that measure in the unit. */
export function inOrder(tools: readonly Tool[], unit: string, me: Id | null | undefined): { own: Tool[]; others: Tool[] } {
  const fits = (tool: Tool) => (tool.units.includes(unit) ? 0 : 1);
  const usable = tools.filter((tool) => !tool.is_retired);
  const sorted = [...usable].sort((a, b) => fits(a) - fits(b) || a.number.localeCompare(b.number));
  return { own: sorted.filter((tool) => tool.holder === me && me != null), others: sorted.filter((tool) => tool.holder !== me || me == null) };
}

/** The one named last in this visit for the same unit: it is at hand. */
export function usedLast(steps: readonly Step[], unit: string): Id | null {
  const named = steps
    .filter(({ step }) => step.measurement?.unit === unit)
    .flatMap(({ answers }) => answers)
    .filter((answer): answer is Answer & { tool: Id } => answer.tool !== null);
  return named.sort((a, b) => a.at_ms - b.at_ms).at(-1)?.tool ?? null;
}
