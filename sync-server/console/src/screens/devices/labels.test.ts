import { expect, test } from "vitest";
import { address, formatOf, sheets, type How } from "./labels.ts";

const HOW: How = { format: "45x30", level: "Q", line: "", language: "zh", skipped: 0 };

test("devices are printed by their ids, with what was chosen", () => {
  expect(address({ devices: ["A", "B"] }, { ...HOW, level: "H", line: " 资产 " }, "pdf")).toBe("/v1/labels?format=45x30&kind=pdf&level=H&devices=A%2CB&line=%E8%B5%84%E4%BA%A7&language=zh");
});

test("only a sheet begins further down, and only when it is printed", () => {
  expect(address({ codes: ["C"] }, { ...HOW, skipped: 4 }, "pdf")).not.toContain("skipped");
  expect(address({ codes: ["C"] }, { ...HOW, format: "L7160", skipped: 4 }, "pdf")).toContain("skipped=4");
  expect(address({ codes: ["C"] }, { ...HOW, format: "L7160", skipped: 4 }, "svg")).not.toContain("skipped");
});

test("labels that are gone from the first sheet take their places", () => {
  expect(sheets(21, formatOf("L7160"), 0)).toBe(1);
  expect(sheets(21, formatOf("L7160"), 1)).toBe(2);
  expect(sheets(0, formatOf("L7160"), 5)).toBe(0);
  expect(sheets(12, formatOf("30x20"), 5)).toBe(12);
});

test("sheets lie within their paper", () => {
  for (const code of ["L7160", "L7163"]) {
    const { page, columns, rows, width, height } = formatOf(code);
    expect(page!.left + (columns - 1) * page!.acrossEach + width).toBeLessThanOrEqual(page!.width);
    expect(page!.top + rows * height).toBeLessThanOrEqual(page!.height);
  }
});

