// Whether what was promised was kept: when somebody was there, and when it was solved.
import type { Type } from "$api/api.ts";

export interface Kept {
  what: "response" | "resolution";
  isKept: boolean;
  /** How much time was left, or by how much it was missed. */
  gapMs: number;
  dueMs: number;
}

type Order = Pick<Type<"WorkOrderView">, "promised_response_ms" | "promised_resolution_ms" | "visits">;
type Visit = Pick<Type<"VisitView">, "reached_ms" | "status">;

const first = (times: readonly (number | undefined)[]) => {
  const known = times.filter((ms) => ms !== undefined);
  return known.length ? Math.min(...known) : undefined;
};

/** Of what is promised and already known: a promise that still runs is not judged. */
export function promisesOf(order: Order | undefined, visit: Visit, nowMs: number): Kept[] {
  if (!order) return [];
  const there = first([visit, ...order.visits].flatMap(({ reached_ms }) => [reached_ms.on_site, reached_ms.working]));
  const isSolved = visit.status === "finished" || visit.status === "reviewed";
  const solved = isSolved ? visit.reached_ms.finished : undefined;
  const judge = (what: Kept["what"], dueMs: number | null, doneMs: number | undefined): Kept[] => {
    if (dueMs === null || (doneMs === undefined && nowMs <= dueMs)) return [];
    const gap = dueMs - (doneMs ?? nowMs);
    return [{ what, dueMs, isKept: gap >= 0, gapMs: Math.abs(gap) }];
  };
  return [...judge("response", order.promised_response_ms, there), ...judge("resolution", order.promised_resolution_ms, solved)];
}
