import { expect, test } from "vitest";
import type { CataloguePart } from "../van/catalogue.svelte.ts";
import { keyOf, type StockLine } from "../van/holding.ts";
import { componentFor, type Component, OTHER, pieceFor, piecesOf } from "./using.ts";

const line = (serial: string | null, more: Partial<StockLine> = {}): StockLine => ({
  part: "a",
  quantity: 1000,
  condition: "new",
  serial,
  lot: null,
  number: "A",
  name: { zh: "", en: "" },
  unit: "pcs",
  minimum: null,
  ...more,
});
const component = (id: string, part: string | null) => ({ id, part, is_current: true }) as Component;
const part = { id: "a", replaces: ["old"] } as unknown as CataloguePart;

test("only pieces that are there and usable are offered", () => {
  const pieces = piecesOf([line("1"), line("2", { condition: "defective" }), line("3", { quantity: -1000 }), line("4", { part: "b" })], "a");
  expect(pieces.map((piece) => piece.serial)).toEqual(["1"]);
});

test("a scanned number chooses its piece, the only piece is chosen, several are asked for", () => {
  const pieces = [line("S-1"), line("S-2")];
  expect(pieceFor(pieces, "s-2")).toBe(keyOf(line("S-2")));
  expect(pieceFor(pieces, "2900000000001")).toBeNull();
  expect(pieceFor([line("S-1")], "")).toBe(keyOf(line("S-1")));
  expect(pieceFor([], "S-9")).toBe(OTHER);
});

test("a component is meant where there is only one of this part or of one that it stands in for", () => {
  expect(componentFor([component("1", "a"), component("2", "b")], part)).toBe("1");
  expect(componentFor([component("1", "old")], part)).toBe("1");
  expect(componentFor([component("1", "a"), component("2", "a")], part)).toBe("");
  expect(componentFor([component("1", null)], part)).toBe("");
});
