import { expect, test } from "vitest";
import { found } from "./colleagues.ts";

const all = [
  { user: "1", name: { zh: "林甲", en: "Lin Jia" }, phone: "+86 21 5555 0101" },
  { user: "2", name: { zh: "周乙", en: "Zhou Yi" }, phone: "+86 21 5555 0102" },
  { user: "3", name: { zh: "周一心", en: "" }, phone: "" },
];
const who = (sought: string, me?: string) => found(all, sought, me).map(({ user }) => user);

test("colleagues are found by either name and by their number", () => {
  expect(who("周")).toEqual(["2", "3"]);
  expect(who("zhou")).toEqual(["2"]);
  expect(who("yi ZH")).toEqual(["2"]);
  expect(who("zhouyi")).toEqual(["2"]);
  expect(who("0102")).toEqual(["2"]);
  expect(who("+86 21 5555")).toEqual(["1", "2"]);
  expect(who("钱")).toEqual([]);
});

test("nobody hands over to themselves", () => {
  expect(who("", "1")).toEqual(["2", "3"]);
});
