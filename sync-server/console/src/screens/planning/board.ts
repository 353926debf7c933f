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

/** The card that an arrow leads to: along a column, or at the same height in the next one that has any. */
export function cardBeside(columns: readonly (readonly string[])[], from: string, way: "left" | "right" | "up" | "down"): string | undefined {
  const column = columns.findIndex((cards) => cards.includes(from));
  const place = columns[column]?.indexOf(from) ?? -1;
  if (place < 0) return undefined;
  if (way === "up" || way === "down") return columns[column]?.[place + (way === "down" ? 1 : -1)];
  const step = way === "right" ? 1 : -1;
  for (let at = column + step; at >= 0 && at < columns.length; at += step) {
    const cards = columns[at] ?? [];
    if (cards.length) return cards[Math.min(place, cards.length - 1)];
  }
  return undefined;
}

/** The earlier of what was promised and of how long the state may take. */
export function dueOf(card: Pick<Card, "promised_resolution" | "stage_ends">, nowMs: number): Due {
  const [promise, stage] = [ms(card.promised_resolution), ms(card.stage_ends)];
  const isStage = stage !== null && (promise === null || stage < promise);
  const at = isStage ? stage : promise;
  return { at, isStage, isLate: at !== null && at < nowMs };
}
