import { expect, test } from "vitest";
import { treeOf } from "./tree.ts";

const places = (...positions: string[]) => positions.map((position) => ({ position, now: null, before: [] }));
const shape = (...positions: string[]) => treeOf(places(...positions)).map(({ depth, name }) => `${">".repeat(depth)}${name}`);

test("a part of a part stands below it, whatever order they came in", () => {
  expect(shape("cabinet/fan", "tube", "cabinet", "cabinet/fan/bearing")).toEqual(["tube", "cabinet", ">fan", ">>bearing"]);
});

test("without the part above it a position keeps its whole name", () => {
  expect(shape("cabinet/fan", "24 V/5 A")).toEqual(["cabinet/fan", "24 V/5 A"]);
});

test("a part above that is not in the list is passed over", () => {
  expect(shape("cabinet", "cabinet/drawer/fan")).toEqual(["cabinet", ">drawer/fan"]);
});
