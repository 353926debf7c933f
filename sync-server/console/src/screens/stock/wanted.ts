// Parts that somebody at the desk asks for: what is typed, and what is sent of it.
import type { Id } from "$api/api.ts";
import { typedQuantity } from "./stock.ts";

export interface WantedLine {
  part: Id | null;
  typed: string;
  note: string;
}

export const BLANK_LINE: WantedLine = { part: null, typed: "1", note: "" };

export interface Typed {
  user: Id | null;
  work_order: Id | null;
  location: Id | "";
  day: string;
  priority: string;
  note: string;
  lines: WantedLine[];
}

export const BLANK: Typed = { user: null, work_order: null, location: "", day: "", priority: "normal", note: "", lines: [BLANK_LINE] };

type LineLack = `quantity-${number}` | `part-${number}`;
export type Lack = "lines" | "whom" | LineLack;

const isEmpty = ({ part, note }: WantedLine) => part === null && note.trim() === "";

/** What is missing in the rows; those that nobody filled in do not count. */
export function lackingLines(lines: readonly WantedLine[]): LineLack[] {
  return lines.flatMap((line, place): LineLack[] => {
    if (isEmpty(line)) return [];
    const isQuantity = line.typed.trim() !== "" && Boolean(typedQuantity(line.typed));
    return [...(line.part ? [] : [`part-${place}` as const]), ...(isQuantity ? [] : [`quantity-${place}` as const])];
  });
}

/** As they are sent. */
export const linesOf = (lines: readonly WantedLine[]) =>
  lines.filter((line) => !isEmpty(line)).map(({ part, typed, note }) => ({ part: part ?? "", quantity: typedQuantity(typed) ?? 0, note: note.trim() || null }));

/** What is missing before it can be sent. */
export const lacking = (typed: Typed): Lack[] => [
  ...(typed.lines.every(isEmpty) ? (["lines"] as const) : []),
  ...(!typed.user && !typed.work_order && !typed.location ? (["whom"] as const) : []),
  ...lackingLines(typed.lines),
];

/** The body of the request; the day counts to its end in the zone of whoever asks. */
export function wanted(typed: Typed) {
  return {
    user: typed.user,
    work_order: typed.work_order,
    location: typed.location || null,
    needed_by: typed.day ? new Date(`${typed.day}T23:59:00`).toISOString() : null,
    priority: typed.priority,
    note: typed.note.trim() || null,
    lines: linesOf(typed.lines) as unknown as Record<string, never>[],
  };
}

/** The place among what is sent of a row of the form; nothing where it is not sent. */
export const sentAs = (lines: readonly WantedLine[], row: number) => {
  const rows = lines.flatMap((line, place) => (isEmpty(line) ? [] : [place]));
  return rows.includes(row) ? rows.indexOf(row) : undefined;
};
