import type { Type } from "../../door/door.ts";

/** What a signature is over, as people call it. */
export const OVER: Record<Type<"Signed">, string> = {
  report: "report-over-report",
  quote: "report-over-quote",
  step: "report-over-step",
  handover: "report-over-handover",
  unknown: "report-over-report",
};
