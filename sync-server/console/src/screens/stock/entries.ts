// Lines that somebody types or scans at a shelf: a count against the books, goods that come in, parts that go out.
import type { Id } from "$api/api.ts";
import { booked, keyOf, typedQuantity, UNIT, type Lying, type Piece } from "./stock.ts";

export interface Added extends Piece {
  typed: string;
}

export interface Entry extends Piece {
  /** Of the table; an added line keeps it while its condition changes. */
  id: string;
  books: number;
  typed: string;
  isAdded: boolean;
}

export interface Expected extends Piece {
  expected: number;
}

/** What is to be counted with what was typed of it, and what was found besides. */
export function countEntries(list: readonly Expected[], typed: Readonly<Record<string, string>>, added: readonly Added[]): Entry[] {
  const listed = list.map(({ part, condition, serial, lot, expected }) => {
    const key = keyOf({ part, condition, serial, lot });
    return { id: key, part, condition, serial, lot, books: expected, typed: typed[key] ?? "", isAdded: false };
  });
  const books = list.map(({ expected, ...piece }) => ({ ...piece, quantity: expected }));
  return [...listed, ...addedEntries(added, books)];
}

export const addedEntries = (added: readonly Added[], books: readonly Lying[]): Entry[] =>
  added.map(({ typed, ...piece }, index) => ({ ...piece, id: `added-${index}`, books: booked(books, piece), typed, isAdded: true }));

export const isWrong = (entry: { typed: string }) => entry.typed.trim() !== "" && typedQuantity(entry.typed) === undefined;
const isWritten = (entry: { typed: string }) => entry.typed.trim() !== "";

export interface Line extends Piece {
  quantity: number;
}

/** As they are sent: the same thing typed twice is one line with the sum. */
export function linesOf(entries: readonly Entry[]): Line[] {
  const lines = new Map<string, Line>();
  for (const entry of entries) {
    const quantity = isWritten(entry) ? typedQuantity(entry.typed) : undefined;
    if (quantity === undefined) continue;
    const { part, condition, serial, lot } = entry;
    const key = keyOf(entry);
    const line = lines.get(key) ?? { part, condition, serial, lot, quantity: 0 };
    line.quantity += quantity;
    lines.set(key, line);
  }
  return [...lines.values()];
}

export interface Difference extends Piece {
  books: number;
  counted: number;
}

/** What the books say otherwise. Where everything was counted, what nobody typed is not there. */
export function differences(entries: readonly Entry[], isComplete: boolean): Difference[] {
  const books = new Map(entries.map((entry) => [keyOf(entry), entry]));
  const counted = new Map(linesOf(entries).map((line) => [keyOf(line), line.quantity]));
  return [...books].flatMap(([key, entry]): Difference[] => {
    const is = counted.get(key) ?? (isComplete ? 0 : undefined);
    if (is === undefined || is === entry.books) return [];
    const { part, condition, serial, lot } = entry;
    return [{ part, condition, serial, lot, books: entry.books, counted: is }];
  });
}

/** One more than what is typed. */
export function onePlus(typed: string): string {
  const quantity = typedQuantity(typed) ?? 0;
  return String((quantity + UNIT) / UNIT);
}

const same = (one: string | null, other: string) => one !== null && one.trim().toLocaleUpperCase() === other.trim().toLocaleUpperCase();

/** The piece a scanned number means: its own number, else its lot where only one line has it. */
export function entryOf(code: string, entries: readonly Entry[]): Entry | undefined {
  const numbered = entries.filter(({ serial }) => same(serial, code));
  if (numbered.length) return numbered[0];
  const lots = entries.filter(({ lot, serial }) => !serial && same(lot, code));
  return lots.length === 1 ? lots[0] : undefined;
}

/** The line that a part without numbers of its own is counted on. */
export const plainOf = (part: Id, entries: readonly Entry[]) => entries.find((entry) => entry.part === part && !entry.serial && !entry.lot && entry.condition === "new");
