import { expect, test } from "vitest";
import { csvOf, linesOf, reported, templatesOf, textOf } from "./table.ts";

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
  const report = {
    is_taken: false,
    created: 1,
    changed: 0,
    unchanged: 1,
    rows: [
      { line: 3, effect: "unchanged" },
      { line: 2, effect: "created" },
    ],
    mistakes: [
      { line: 5, column: "zone", column_en: "Time zone", column_zh: "时区", problem: "this must be filled in", problem_zh: "此项必填" },
      { line: 4, column: "", column_en: "", column_zh: "", problem: "2 cells under 3 columns", problem_zh: "3 列下有 2 格" },
    ],
  };
  const lines = reported(report, "en");
  expect(reported(report, "zh")[1]).toMatchObject({ column: "时区", problem: "此项必填" });
  expect(lines.map(({ line, effect }) => `${line} ${effect}`)).toEqual(["4 mistake", "5 mistake", "2 created", "3 unchanged"]);
});

test("procedures have a template of their own form", () => {
  expect(templatesOf("parts", "zh").map(({ href }) => href)).toEqual(["/v1/import/parts/template?format=xlsx&language=zh", "/v1/import/parts/template?format=csv&language=zh"]);
  expect(templatesOf("procedures", "en").map(({ format }) => format)).toEqual(["json"]);
});

test("what a spreadsheet would take for a formula is none in a file of ours", () => {
  expect(csvOf([["line", "problem"], ["2", '=1+1, "so"']])).toBe('\uFEFFline,problem\r\n2,"\'=1+1, ""so"""\r\n');
});
