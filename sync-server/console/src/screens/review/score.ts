// The score of a sampled visit by a checklist: the same rule as the core's, for what is shown while it is scored.
import type { Type } from "$api/api.ts";

export interface ChecklistItem {
  id: string;
  title: Type<"Text">;
  hint: Type<"Text">;
  /** How much it counts against the others. */
  weight: number;
  /** For all that can be had. */
  points: number;
  /** No point for it fails the whole visit. */
  is_critical: boolean;
}

export interface Checklist {
  number: string;
  name: Type<"Text">;
  /** Kinds of work it is for; all where empty. */
  kinds: readonly string[];
  items: readonly ChecklistItem[];
  /** From this score on a visit passes. */
  pass_percent: number;
  remarks: string;
  is_retired: boolean;
}

export interface Score {
  item: string;
  /** `null` where it does not apply. */
  points: number | null;
  reason: string | null;
}

/** What was scored, as the server keeps it. */
export interface Inspection {
  visit: string;
  lead: string | null;
  checklist: string;
  inspector: string;
  at_ms: number;
  scores: readonly Score[];
  comment: string;
  /** In hundredths of a percent; nothing where no item applies. */
  score_bp: number | null;
  verdict: "passed" | "failed";
}

export interface Judged {
  /** Nothing where no item applies. */
  percent: number | undefined;
  isPassed: boolean;
  /** Items without a score. */
  open: readonly string[];
  /** Items with points withheld and no reason. */
  unreasoned: readonly string[];
}

export function judged({ items, pass_percent }: Pick<Checklist, "items" | "pass_percent">, scores: readonly Score[]): Judged {
  let sum = 0;
  let whole = 0;
  let hasFailed = false;
  const open: string[] = [];
  const unreasoned: string[] = [];
  for (const item of items) {
    const score = scores.find((one) => one.item === item.id);
    if (!score) open.push(item.id);
    if (!score || score.points === null) continue;
    if (score.points < item.points && (score.reason ?? "").trim() === "") unreasoned.push(item.id);
    hasFailed ||= item.is_critical && score.points === 0;
    // In ten-thousandths of the item, as whole numbers: the core's rounding.
    sum += Math.floor((score.points * 10_000) / item.points) * item.weight;
    whole += item.weight;
  }
  const percent = whole > 0 ? Math.floor(sum / whole) / 100 : undefined;
  return { percent, isPassed: !hasFailed && (percent === undefined || percent >= pass_percent), open, unreasoned };
}
