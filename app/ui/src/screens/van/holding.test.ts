import { expect, test } from "vitest";
import { holdings, stepsOf, type StockLine, usableOf } from "./holding.ts";

const line = (part: string, quantity: number, more: Partial<StockLine> = {}): StockLine => ({
  part,
  quantity,
  condition: "new",
  serial: null,
  lot: null,
  number: part.toUpperCase(),
  name: { zh: "", en: part },
  unit: "pcs",
  minimum: null,
  ...more,
});
const nameOf = (part: string) => ({ number: part.toUpperCase(), name: { zh: "", en: part }, unit: "pcs" });

test("pieces of a part in one condition are one row, another condition is another", () => {
  const rows = holdings([line("a", 1000, { serial: "1" }), line("a", 1000, { serial: "2" }), line("a", 1000, { condition: "defective" })], {}, nameOf);
  expect(rows.map((row) => [row.condition, row.quantity, row.pieces.length])).toEqual([
    ["defective", 1000, 1],
    ["new", 2000, 2],
  ]);
});

test("what is below zero stands first, then what is short, and what is gone is among it", () => {
  const rows = holdings([line("a", 5000), line("b", 1000), line("c", -1000)], { b: 2000, z: 1000 }, nameOf);
  expect(rows.map((row) => [row.part, row.quantity, row.below])).toEqual([
    ["c", -1000, null],
    ["b", 1000, 2000],
    ["z", 0, 1000],
    ["a", 5000, null],
  ]);
});

test("defective parts are none that may be used", () => {
  expect(usableOf([line("a", 1000), line("a", 2000, { condition: "good_used" }), line("a", 4000, { condition: "defective" })], "a")).toBe(3000);
});

test("pieces go by ones, metres by tenths", () => {
  expect([stepsOf("pcs").step, stepsOf("m").step]).toEqual([1000, 100]);
});
