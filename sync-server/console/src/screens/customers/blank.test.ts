import { expect, test } from "vitest";
import { phonesOf } from "./blank.ts";

test("telephones are typed in lines or with commas of either language", () => {
  expect(phonesOf("+86 21 5555 0310\n 5555 0311，5555 0312;\n")).toEqual(["+86 21 5555 0310", "5555 0311", "5555 0312"]);
  expect(phonesOf("  ")).toEqual([]);
});
