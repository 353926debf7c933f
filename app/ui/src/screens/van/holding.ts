// What a van holds, put together as people see it: one row for a part in one condition, with its pieces.
import type { Id, Text, Type } from "../../door/door.ts";
import { unitName } from "$kit/words/format.ts";
import type { Condition } from "./condition.ts";

export type StockLine = Type<"StockLine">;

/** So much of a part in one condition. */
export interface Holding {
  key: string;
  part: Id;
  number: string;
  name: Text;
  unit: string;
  condition: Condition;
  quantity: number;
  /** As the books have them: by serial or lot, where they have one. */
  pieces: StockLine[];
  /** What is usable is below this. */
  below: number | null;
}

/** Which line of the van: part, condition, serial, lot. */
export function keyOf(line: Pick<StockLine, "part" | "condition" | "serial" | "lot">): string {
  return [line.part, line.condition, line.serial ?? "", line.lot ?? ""].join("|");
}

/** What may be fitted. */
export function isUsable(line: Pick<StockLine, "condition">): boolean {
  return line.condition !== "defective";
}

export function usableOf(lines: readonly StockLine[], part: Id): number {
  return lines.filter((line) => line.part === part && isUsable(line)).reduce((sum, line) => sum + line.quantity, 0);
}

/** Pieces are counted by ones, what is measured by tenths. */
export function stepsOf(unit: string | undefined): { unit: string; step: number; min: number } {
  const isCounted = !unit || ["pcs", "pc", "set", "{pcs}", "{set}", "1"].includes(unit);
  return isCounted ? { unit: unitName(unit || "pcs"), step: 1000, min: 1000 } : { unit: unitName(unit), step: 100, min: 10 };
}

/** Whether the pieces of these lines are told apart. */
export function isTracked(line: Pick<StockLine, "serial" | "lot">): boolean {
  return line.serial !== null || line.lot !== null;
}

/** Rows of a van: what needs a look first, the rest by number. `minimums` are by part, of parts that are gone, too. */
export function holdings(lines: readonly StockLine[], minimums: Readonly<Record<Id, number>>, nameOf: (part: Id) => Pick<Holding, "number" | "name" | "unit">): Holding[] {
  const rows = new Map<string, Holding>();
  for (const line of lines) {
    const key = `${line.part}|${line.condition}`;
    const row = rows.get(key) ?? {
      key,
      part: line.part,
      number: line.number,
      name: line.name,
      unit: line.unit,
      condition: line.condition,
      quantity: 0,
      pieces: [],
      below: null,
    };
    row.quantity += line.quantity;
    row.pieces.push(line);
    rows.set(key, row);
  }
  for (const [part, minimum] of Object.entries(minimums)) {
    if (usableOf(lines, part) >= minimum) continue;
    const row = rows.get(`${part}|new`) ?? rows.get(`${part}|good_used`);
    if (row) row.below = minimum;
    else rows.set(`${part}|new`, { key: `${part}|new`, part, ...nameOf(part), condition: "new", quantity: 0, pieces: [], below: minimum });
  }
  const rank = (row: Holding) => (row.quantity < 0 ? 0 : row.below !== null ? 1 : 2);
  return [...rows.values()].sort((a, b) => rank(a) - rank(b) || a.number.localeCompare(b.number) || a.condition.localeCompare(b.condition));
}
