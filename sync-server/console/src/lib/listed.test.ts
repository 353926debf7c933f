import { expect, test } from "vitest";
import { listedOf, matching } from "./listed.ts";

const PEOPLE = [
  listedOf("1", { name: { zh: "吴丁", en: "Wu Ding" }, login: "wu", number: "YF-004" }),
  listedOf("2", { name: { zh: "林甲", en: "Lin Jia" }, login: "lin", number: "YF-001" }),
].filter((one) => one !== undefined);

test("people are found by name in either language, login and number, whatever the case", () => {
  const found = (typed: string) => matching(PEOPLE, typed, 12).map(({ id }) => id);
  expect([found("吴"), found("LIN"), found("ding wu"), found("yf-0"), found("nobody")]).toEqual([["1"], ["2"], ["1"], ["1", "2"], []]);
});

test("who may not sign in any more is not offered", () => {
  expect(listedOf("3", { name: { zh: "某人" }, is_disabled: true })).toBeUndefined();
});
