// What lies where, and what a movement makes of it: sums, differences and shortages, without a screen.
import type { Id, Type } from "$api/api.ts";
import { parseDecimal } from "$kit/words/money.ts";

type Held = Type<"Item_StockLocationView">;
/** In the description of the API the question about custody has taken the name of the answer; this is `stock.rs`. */
export type Location = Omit<Held, "body"> & {
  body: Omit<Held["body"], "custody"> & { custody: { field_device: Id | null; user: Id | null; epoch: number; former: Id[] } };
};
export type Part = Type<"Part">;
/** Quantities are thousandths of the part's base unit everywhere. */
export const UNIT = 1000;
const DIGITS = 3;
/** As the server: a billion of anything is a mistake. */
const QUANTITY_MAX = 1_000_000_000_000;

export interface Piece {
  part: Id;
  condition: string;
  serial: string | null;
  lot: string | null;
}

export interface Lying extends Piece {
  quantity: number;
}

export const keyOf = ({ part, condition, serial, lot }: Piece) => [part, condition, serial ?? "", lot ?? ""].join("|");

export const sum = (of: readonly { quantity: number }[]) => of.reduce((total, { quantity }) => total + quantity, 0);

/** So much of exactly this by the books. */
export function booked(balances: readonly Lying[], piece: Piece): number {
  const key = keyOf(piece);
  return balances.find((balance) => keyOf(balance) === key)?.quantity ?? 0;
}

/** So much of this thing in whatever condition: a piece that is found broken still leaves the balance that it lies in. */
export const bookedInAny = (balances: readonly Lying[], { part, serial, lot }: Piece): number =>
  sum(balances.filter((one) => one.quantity > 0 && one.part === part && (one.serial ?? "") === (serial ?? "") && (one.lot ?? "") === (lot ?? "")));

/** What was typed for a quantity; `undefined` for what is no quantity. Zero may be counted, but not moved. */
export function typedQuantity(typed: string): number | undefined {
  const quantity = parseDecimal(typed, DIGITS);
  return quantity !== undefined && quantity >= 0 && quantity <= QUANTITY_MAX ? quantity : undefined;
}

/** What is fit to be fitted: what runs low is looked at without what is broken. */
export const usable = (balances: readonly Lying[]) => balances.filter(({ condition }) => condition !== "defective");

export interface Shelf {
  part: Id;
  condition: string;
  lot: string | null;
  quantity: number;
  serials: string[];
}

/** One line a part, condition and lot; pieces with numbers of their own stand together. */
export function shelves(balances: readonly Lying[]): Shelf[] {
  const found = new Map<string, Shelf>();
  for (const { part, condition, lot, serial, quantity } of balances) {
    const key = keyOf({ part, condition, serial: null, lot });
    const shelf = found.get(key) ?? { part, condition, lot, quantity: 0, serials: [] };
    shelf.quantity += quantity;
    if (serial && quantity !== 0) shelf.serials.push(serial);
    found.set(key, shelf);
  }
  return [...found.values()];
}

/** Whether a code stands on a part or its box. */
export function isOn(part: Part, code: string): boolean {
  const same = (text: string) => text.trim().toLocaleUpperCase() === code.trim().toLocaleUpperCase();
  return code.trim() !== "" && [part.number, part.maker_number, ...part.barcodes].some(same);
}
