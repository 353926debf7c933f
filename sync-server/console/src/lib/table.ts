// What a table shows of its rows, and of its columns where there is no room for all.
import type { Snippet } from "svelte";

export interface Column<Row> {
  /** Names it where its place is remembered. */
  key: string;
  title: string;
  /** What stands there; a snippet where it is more than text. */
  text?: (row: Row) => string | null | undefined;
  cell?: Snippet<[Row]>;
  /** In pixels at least; what is left is shared out. */
  width?: number;
  /** Texts of any length: cut at the width where there is no room. */
  isLong?: boolean;
  /** Not shown where there is no room for all, unless somebody chose it: the highest goes first. */
  yields?: number;
  /** Figures stand at the end of their column. */
  isNumber?: boolean;
  /** Shown only where it is chosen. */
  isExtra?: boolean;
}

/** The columns that somebody chose, or that stand there by themselves. */
export function wantedOf<C extends Pick<Column<never>, "key" | "isExtra">>(columns: readonly C[], chosen: Readonly<Record<string, boolean>>): C[] {
  return columns.filter(({ key, isExtra }) => chosen[key] ?? !isExtra);
}

/** The keys of those that give way, the first first. What somebody chose stays, whatever room it takes. */
export function yieldingOf(columns: readonly Pick<Column<never>, "key" | "isExtra" | "yields">[], chosen: Readonly<Record<string, boolean>>): string[] {
  const giving = wantedOf(columns, chosen).filter(({ key, yields }) => yields !== undefined && chosen[key] === undefined);
  return giving.sort((a, b) => (b.yields ?? 0) - (a.yields ?? 0)).map(({ key }) => key);
}
