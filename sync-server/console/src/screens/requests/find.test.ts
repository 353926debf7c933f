import { expect, test } from "vitest";
import { codeIn } from "./find.ts";

test("a scanner types the link, a person the code in groups", () => {
  expect(codeIn("https://service.example/d/CGFJF0DTKQ58")).toBe("CGFJF0DTKQ58");
  expect(codeIn(" CGFJ F0DT KQ58 ")).toBe("CGFJF0DTKQ58");
  expect(codeIn("cgfj-f0dt-kq58")).toBe("cgfjf0dtkq58");
});

test("names and telephone numbers are no codes", () => {
  for (const typed of ["Harbour", "海港诊所", "5555 0310", "13800000000", ""]) expect(codeIn(typed), typed).toBeNull();
});
