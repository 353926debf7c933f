// What an attention item about stock holds: differences of a count, a balance below zero, a use in the name of a van.
import type { Id, Type } from "$api/api.ts";
import type { Lying } from "./stock.ts";

interface Line extends Omit<Lying, "quantity"> {
  /** What the books say, or how much was used. */
  expected: number;
  counted?: number;
}

export interface Settling {
  lines: readonly Line[];
  by: Type<"Author"> | undefined;
  /** Somebody used it who does not hold the van. */
  isUse: boolean;
  workOrder: Id | undefined;
}

interface Detail {
  differences?: (Omit<Lying, "quantity"> & { counted: number; expected: number })[];
  by?: Type<"Author">;
  balance?: Lying;
  movement?: Type<"FactSeen_MovementFact">;
}

export function settlingOf(item: { detail: unknown }): Settling {
  const detail = (item.detail ?? {}) as Detail;
  if (detail.differences) return { lines: detail.differences, by: detail.by, isUse: false, workOrder: undefined };
  if (detail.balance) return { lines: [{ ...detail.balance, expected: detail.balance.quantity }], by: undefined, isUse: false, workOrder: undefined };
  const moved = detail.movement;
  if (!moved) return { lines: [], by: undefined, isUse: false, workOrder: undefined };
  const lines = moved.lines.map(({ part, condition, serial, lot, quantity }) => ({ part, condition, serial, lot, expected: quantity }));
  return { lines, by: moved.by, isUse: true, workOrder: moved.work_order ?? undefined };
}
