// The two promises of an order: when somebody is there, and when it is solved; kept, running, late.

export interface Promised {
  which: "response" | "resolution";
  dueMs: number;
  /** When it was kept or missed for good; nothing while it runs. */
  doneMs: number | null;
  state: "running" | "soon" | "late" | "kept" | "missed";
}

interface Clocked {
  promised_response_ms: number | null;
  promised_resolution_ms: number | null;
  reached_ms: Record<string, number>;
  is_open: boolean;
  status: string;
  visits: readonly { reached_ms: Record<string, number> }[];
}

/** Nearer than this is soon. */
const SOON_MS = 3_600_000;

export function promises(order: Clocked, nowMs: number): Promised[] {
  const arrivals = order.visits.flatMap(({ reached_ms }) => reached_ms.on_site ?? reached_ms.working ?? []);
  const arrived = arrivals.length ? Math.min(...arrivals) : null;
  const solved = ["done", "reviewed", "closed"].includes(order.status) ? (order.reached_ms.done ?? order.reached_ms.reviewed ?? order.reached_ms.closed ?? null) : null;
  const one = (which: Promised["which"], dueMs: number | null, doneMs: number | null): Promised[] => {
    if (dueMs === null) return [];
    if (doneMs !== null) return [{ which, dueMs, doneMs, state: doneMs <= dueMs ? "kept" : "missed" }];
    // Of what was cancelled nothing is asked any more.
    if (order.status === "cancelled") return [];
    return [{ which, dueMs, doneMs, state: dueMs < nowMs ? "late" : dueMs - nowMs < SOON_MS ? "soon" : "running" }];
  };
  return [...one("response", order.promised_response_ms, arrived ?? solved), ...one("resolution", order.promised_resolution_ms, solved)];
}
