import { expect, test } from "vitest";
import { likelySame, type Open } from "./likely.ts";
import { isSameNumber } from "./phones.ts";

const open = (id: string, more: Partial<Open> = {}): Open => ({
  id, word: "work_order", device: null, customer: "hospital", words: "", phone: "", number: id, status: "new", received: null, lead: null, ...more,
});
const told = { device: null, customer: "hospital", words: "冷机高压报警停机", isCaller: (phone: string) => isSameNumber(phone, "5555 0310") };

test("an open order of the device comes before what the caller said, and that before the same words", () => {
  const all = [open("words", { words: "高压报警" }), open("caller", { phone: "+86 21 5555 0310" }), open("device", { device: "chiller" })];
  expect(likelySame({ ...told, device: "chiller" }, all).map(({ of, why }) => [of.id, why])).toEqual([
    ["device", "device"],
    ["caller", "caller"],
    ["words", "words"],
  ]);
});

test("another device, another customer and other words are no duplicates", () => {
  const all = [open("a", { device: "other", words: told.words }), open("b", { customer: "school", words: told.words }), open("c", { words: "保养" })];
  expect(likelySame({ ...told, device: "chiller" }, all)).toEqual([]);
});
