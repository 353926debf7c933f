// What is to be reviewed, worst first: outside limits, not completed, signed against a rule, not accepted, in conflict, then the oldest.
import type { Type } from "$api/api.ts";
import type { Item } from "$lib/attention/detail.ts";
import { idOf, wordOf } from "$lib/subjects.ts";

export type VisitRow = Type<"VisitRow">;
export type Reason = "out_of_limits" | "not_completed" | "second_visit_needed" | "signed_differs" | "not_accepted" | "conflict" | "late_work" | "not_signed";

/** In the order in which they press. */
const RANKS: readonly Reason[] = ["out_of_limits", "not_completed", "second_visit_needed", "signed_differs", "not_accepted", "conflict", "late_work"];
const OF_KIND: Readonly<Record<string, Reason>> = {
  out_of_limits: "out_of_limits",
  signed_differs: "signed_differs",
  not_accepted: "not_accepted",
  field_conflict: "conflict",
  entry_conflict: "conflict",
  claim_conflict: "conflict",
  late_work: "late_work",
};

export interface QueueRow extends VisitRow {
  reasons: readonly Reason[];
}

function reasonsOf(row: VisitRow, items: readonly Item[]): Reason[] {
  const found = new Set<Reason>(items.flatMap((item) => OF_KIND[item.kind] ?? []));
  if (row.status === "not_completed" || row.status === "second_visit_needed") found.add(row.status);
  const inOrder = RANKS.filter((reason) => found.has(reason));
  return row.is_signed ? inOrder : [...inOrder, "not_signed"];
}

export function queueOf(rows: readonly VisitRow[], attention: readonly Item[]): QueueRow[] {
  const about = new Map<string, Item[]>();
  for (const item of attention) {
    if (wordOf(item.subject) === "visit") about.set(idOf(item.subject), [...(about.get(idOf(item.subject)) ?? []), item]);
  }
  const rank = ({ reasons }: QueueRow) => {
    const at = RANKS.findIndex((reason) => reasons.includes(reason));
    return at < 0 ? RANKS.length : at;
  };
  const sinceMs = ({ since }: QueueRow) => Date.parse(since ?? "") || 0;
  return rows
    .map((row) => ({ ...row, reasons: reasonsOf(row, about.get(row.id) ?? []) }))
    .sort((a, b) => rank(a) - rank(b) || sinceMs(a) - sinceMs(b) || a.id.localeCompare(b.id));
}

/** Beside which visits one stands: where to go with `j` and `k`, and after it was accepted. */
export function besides(queue: readonly { id: string }[], visit: string): { at: number; before?: string; after?: string } {
  const at = queue.findIndex(({ id }) => id === visit);
  if (at < 0) return { at, after: queue[0]?.id };
  return { at, before: queue[at - 1]?.id, after: queue[at + 1]?.id };
}
