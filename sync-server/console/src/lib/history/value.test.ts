import { expect, test } from "vitest";
import { bitsOf, wordOfKey } from "./value.ts";

const ID = "01HF0000000000000000000001";

test("an id is told by what it names, under its own key and under others", () => {
  expect(bitsOf("customer", ID)).toEqual([{ text: "", subject: `customer/${ID}` }]);
  expect(bitsOf("responsible_engineer", ID)).toEqual([{ text: "", subject: `user/${ID}` }]);
  expect(bitsOf("sites", [ID])).toEqual([{ text: "", subject: `site/${ID}` }]);
  expect([wordOfKey("facilities"), wordOfKey("companies")]).toEqual([undefined, undefined]);
});

test("what says nothing is empty, and a switch says yes or no", () => {
  expect([bitsOf("remarks", ""), bitsOf("codes", []), bitsOf("name", { zh: "", en: "" }), bitsOf("price", null)]).toEqual([[], [], [], []]);
  expect(bitsOf("is_retired", false)).toHaveLength(1);
});

test("money, amounts at places and what stands within is named", () => {
  expect(bitsOf("minimums", { [ID]: 2000 })).toMatchObject([{ subject: `part/${ID}` }]);
  expect(bitsOf("photo", { quality: 80 })).toMatchObject([{ text: "80" }]);
  expect(bitsOf("photo", { quality: 80 })[0]?.name).toBeTruthy();
  expect(bitsOf("coordinates", { latitude_udeg: 31_230_000, longitude_udeg: 121_470_000 })[0]?.text).toBe("31.23000, 121.47000");
});

test("what somebody typed is no code", () => {
  expect(bitsOf("model", "new")[0]?.text).toBe("new");
});
