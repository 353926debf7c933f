// What stands in the form that asks for parts.
import type { Id } from "../../door/door.ts";

export interface Wish {
  lines: { part: Id; quantity: number }[];
  /** As the field for it writes times: `2026-11-23T08:00`. */
  neededBy: string;
  priority: string;
  note: string;
}

export const EMPTY: Wish = { lines: [], neededBy: "", priority: "normal", note: "" };

const ONE = 1000;

/** Of its own for each visit. */
export function placeOf(visit: string): string {
  return visit === "" ? "van/request" : `visit/${visit}/request`;
}

export function withPart(wish: Wish, part: Id, quantity = ONE): Wish {
  if (wish.lines.some((line) => line.part === part)) return wish;
  return { ...wish, lines: [...wish.lines, { part, quantity }] };
}
