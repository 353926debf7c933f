// What stands on the board, and when each order is due.
import type { Type } from "$api/api.ts";
import { ms } from "$lib/times.ts";

export type Card = Type<"BoardCard">;

export const KINDS = ["consult", "repair", "install", "inspect", "maintain", "survey", "train", "replace", "retire"] as const;

export interface Due {
  /** In milliseconds since 1970; nothing where nothing was promised. */
  at: number | null;
  /** The state it is in ends before the promise to the customer does. */
  isStage: boolean;
  isLate: boolean;
}

/** The earlier of what was promised and of how long the state may take. */
export function dueOf(card: Pick<Card, "promised_resolution" | "stage_ends">, nowMs: number): Due {
  const [promise, stage] = [ms(card.promised_resolution), ms(card.stage_ends)];
  const isStage = stage !== null && (promise === null || stage < promise);
  const at = isStage ? stage : promise;
  return { at, isStage, isLate: at !== null && at < nowMs };
}
