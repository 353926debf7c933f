import { expect, test } from "vitest";
import { differencesOf, EMPTY, thousandths, type ToCount } from "./counting.ts";

const line = (key: string, expected: number): ToCount => ({
  key,
  part: key,
  number: key,
  name: { zh: "", en: "" },
  unit: "pcs",
  condition: "new",
  serial: null,
  lot: null,
  expected,
  isFound: false,
});
const lines = [line("a", 2000), line("b", 1000), line("c", 0)];

test("of a part of the van only what was counted can differ", () => {
  const differences = differencesOf(lines, { ...EMPTY, counts: { a: 1000, b: 1000 } });
  expect(differences.map(({ line, counted }) => [line.key, counted])).toEqual([["a", 1000]]);
});

test("of the whole van what nobody counted is none", () => {
  const differences = differencesOf(lines, { ...EMPTY, scope: "all", counts: { a: 2000 } });
  expect(differences.map(({ line, counted }) => [line.key, counted])).toEqual([["b", 0]]);
});

test("quantities are decimal text of either sign for decimals, and nothing else", () => {
  expect(["1", "0", "1.5", "1,5", "0.025"].map(thousandths)).toEqual([1000, 0, 1500, 1500, 25]);
  expect(["", "-1", "AH-6001", "1e999"].map(thousandths)).toEqual([undefined, undefined, undefined, undefined]);
});
