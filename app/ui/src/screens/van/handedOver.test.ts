import { expect, test } from "vitest";
import { codesFor } from "./handedOver.ts";
import type { Going } from "./outgoing.ts";

const going = (serial: string | null): Going => ({
  line: { part: "0".repeat(26), quantity: 1000, condition: "new", serial, lot: null, number: "", name: { zh: "", en: "" }, unit: "pcs", minimum: null },
  quantity: 1000,
});

test("a code takes two plain parts, no more, and at least one of any", () => {
  expect(codesFor([going(null), going(null), going(null)], "").map((code) => code.length)).toEqual([2, 1]);
  expect(codesFor([going("S".repeat(200)), going("S".repeat(200))], "").map((code) => code.length)).toEqual([1, 1]);
  expect(codesFor([], "")).toEqual([]);
});

test("a note takes the room of a part", () => {
  expect(codesFor([going(null), going(null)], "给周乙，".repeat(12)).map((code) => code.length)).toEqual([1, 1]);
});
