import { expect, test } from "vitest";
import { merged } from "./merging.ts";

const base = { phone: "1", remarks: "", name: { zh: "甲" } };

test("what only one of two changed is taken from that one", () => {
  const { body, clashes } = merged(base, { ...base, phone: "2" }, { ...base, remarks: "gate 3" });
  expect(body).toEqual({ phone: "2", remarks: "gate 3", name: { zh: "甲" } });
  expect(clashes).toEqual([]);
});

test("what both changed differently is asked, and stands as it was typed here until then", () => {
  const { body, clashes } = merged(base, { ...base, phone: "2", name: { zh: "乙" } }, { ...base, phone: "3", name: { zh: "乙" } });
  expect(clashes).toEqual([{ field: "phone", mine: "3", theirs: "2" }]);
  expect(body.phone).toBe("3");
});

test("both changed it to the same: nobody is asked", () => {
  expect(merged(base, { ...base, phone: "2" }, { ...base, phone: "2" }).clashes).toEqual([]);
});
