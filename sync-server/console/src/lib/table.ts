// What a table shows of its rows.
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
  /** Figures stand at the end of their column. */
  isNumber?: boolean;
  /** Shown only where it is chosen. */
  isExtra?: boolean;
}
