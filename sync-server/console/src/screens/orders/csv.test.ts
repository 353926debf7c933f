import { expect, test } from "vitest";
import { csv } from "./csv.ts";

test("quotes, commas and lines stay within their field", () => {
  expect(csv(["单号", "标题"], [["WO-1", 'says "high", then\nstops']])).toBe('\ufeff"单号","标题"\r\n"WO-1","says ""high"", then\nstops"\r\n');
});

test("what a spreadsheet would reckon is written as text", () => {
  expect(csv(["a"], [["=1+1"], ["+86 21"], ["-5"], ["@x"], ["2-1"]])).toBe(`\ufeff"a"\r\n"'=1+1"\r\n"'+86 21"\r\n"'-5"\r\n"'@x"\r\n"2-1"\r\n`);
});
