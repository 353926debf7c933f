// Parts that go out of the van, as a form holds them: back to the warehouse, or to a colleague.
import { call, type Id } from "../../door/door.ts";
import type { Condition } from "./condition.ts";
import { keyOf, type StockLine } from "./holding.ts";
import { intoDraft } from "./intoDraft.ts";

export interface Outgoing {
  /** How much of each line of the van, by its key. */
  picked: Record<string, number>;
  note: string;
  /** The part request they came with. */
  request: Id;
  /** As a line is found, where that is another condition than the books have it in, by its key. */
  found?: Record<string, Condition>;
}

export const EMPTY: Outgoing = { picked: {}, note: "", request: "", found: {} };

/** What a piece may turn out to be: no worse piece becomes a better one. */
export function foundAs(condition: Condition): readonly Condition[] {
  if (condition === "new") return ["new", "good_used", "defective"];
  return condition === "good_used" ? ["good_used", "defective"] : [];
}

export interface Going {
  line: StockLine;
  quantity: number;
}

/** The lines that were picked and still are there. */
export function goingOf(lines: readonly StockLine[], picked: Readonly<Record<string, number>>): Going[] {
  return lines.flatMap((line) => {
    const quantity = picked[keyOf(line)];
    return quantity === undefined ? [] : [{ line, quantity }];
  });
}

/** What the core takes for each of them. */
export function partOf({ line, quantity }: Going) {
  return { part: line.part, quantity, condition: line.condition, serial: line.serial, lot: line.lot };
}

/** A part's lines are picked before the form opens: its only one, or those that are old. */
export async function putLines(place: string, part: Id): Promise<void> {
  if (part === "") return;
  const van = await call("van_stock", {});
  const lines = (van?.lines ?? []).filter((line) => line.part === part && line.quantity > 0);
  const chosen = lines.length === 1 ? lines : lines.filter((line) => line.condition !== "new");
  await intoDraft(place, EMPTY, (form) => {
    const added = chosen.filter((line) => form.picked[keyOf(line)] === undefined).map((line) => [keyOf(line), Math.min(1000, line.quantity)] as const);
    return { ...form, picked: { ...form.picked, ...Object.fromEntries(added) } };
  });
}
