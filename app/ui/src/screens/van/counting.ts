// A stock-take as its form holds it, and what it found.
import type { Id, Text } from "../../door/door.ts";
import type { Condition } from "./condition.ts";

/** One thing to count: of the books, or found beside them. */
export interface ToCount {
  key: string;
  part: Id;
  number: string;
  name: Text;
  unit: string;
  condition: Condition;
  serial: string | null;
  lot: string | null;
  /** What the books say. */
  expected: number;
  isFound: boolean;
}

export interface Found {
  part: Id;
  condition: Condition;
  serial: string | null;
  lot: string | null;
}

export interface Counting {
  scope: "part" | "all";
  /** What the books say is hidden until a line was counted. */
  isBlind: boolean;
  counts: Record<string, number>;
  found: Found[];
  note: string;
}

export const EMPTY: Counting = { scope: "part", isBlind: true, counts: {}, found: [], note: "" };

export interface Difference {
  line: ToCount;
  counted: number;
}

/** Those that were counted and differ; with everything counted, what nobody found counts as none. */
export function differencesOf(lines: readonly ToCount[], { scope, counts }: Counting): Difference[] {
  return lines.flatMap((line) => {
    const counted = counts[line.key] ?? (scope === "all" ? 0 : line.expected);
    return counted === line.expected ? [] : [{ line, counted }];
  });
}


/** Decimal text in thousandths; nothing where it is no quantity. */
export function thousandths(text: string): number | undefined {
  const number = Math.round(Number(text.trim().replace(",", ".")) * 1000);
  return text.trim() === "" || !Number.isFinite(number) || number < 0 ? undefined : number;
}
