import { expect, test } from "vitest";
import { csvOf, linesOf, reported, textOf } from "./table.ts";

const bytes = (...of: number[]) => new Uint8Array(of).buffer;

test("a row is known by the line it begins in, however many lines its cells have", () => {
  const found = linesOf('number,name\nC1,"Example, ""North""\nwing"\n\nC2,South\r\n');
  expect([...found]).toEqual([
    [1, ["number", "name"]],
    [2, ["C1", 'Example, "North"\nwing']],
    [5, ["C2", "South"]],
  ]);
});

test("a file is read in both encodings, and a spreadsheet is none", () => {
  expect(textOf(new TextEncoder().encode("number\n示例").buffer as ArrayBuffer)).toBe("number\n示例");
  expect(textOf(bytes(0xca, 0xbe, 0xc0, 0xfd))).toBe("示例");
  expect(textOf(bytes(0x50, 0x4b, 0x03, 0x04))).toBeUndefined();
  expect(textOf(bytes())).toBe("");
});

test("mistakes come first, then every row in its order", () => {
  const lines = reported({
    is_taken: false,
    created: 1,
    changed: 0,
    unchanged: 1,
    rows: [
      { line: 3, effect: "unchanged" },
      { line: 2, effect: "created" },
    ],
    mistakes: [
      { line: 5, column: "zone", problem: "this must be filled in" },
      { line: 4, column: "", problem: "2 cells under 3 columns" },
    ],
  });
  expect(lines.map(({ line, effect }) => `${line} ${effect}`)).toEqual(["4 mistake", "5 mistake", "2 created", "3 unchanged"]);
});

test("what a spreadsheet would take for a formula is none in a file of ours", () => {
  expect(csvOf([["line", "problem"], ["2", '=1+1, "so"']])).toBe('\uFEFFline,problem\r\n2,"\'=1+1, ""so"""\r\n');
});
