import { expect, test } from "vitest";
import type { Answer } from "../door/door.ts";
import { askedOf, changedOf, chosenOf, factsOf, lackingOf, sentOf } from "./ext.ts";

const definition = (id: string, more: object) =>
  ({ id, extends: "device", kind: "text", label: { zh: id, en: id }, choices: [], unit: "", sort: 0, ...more }) as unknown as Answer<"field_definitions">[number];

test("own fields are read by their names, in the company's order, and what is not explained is left out", () => {
  const choices = [{ value: "a", label: { zh: "甲", en: "A" } }, { value: "b", label: { zh: "乙", en: "B" } }];
  const definitions = [
    definition("weight", { kind: "number", unit: "kg", sort: 2 }),
    definition("class", { kind: "choices", choices, sort: 1 }),
    definition("of-orders", { extends: "work_order" }),
  ];
  const facts = factsOf(definitions, "device", { weight: "120", class: ["b", "a"], "of-orders": "x", unknown: "y", none: null });
  expect(facts).toEqual([
    ["class", "乙、甲"],
    ["weight", "120\u00a0kg"],
  ]);
});

test("a form asks for what is asked of its kind, and sends what stands there", () => {
  const definitions = [
    definition("late", { extends: "visit", sort: 2, order_kinds: [], is_required: true, is_retired: false }),
    definition("early", { extends: "visit", sort: 1, order_kinds: ["repair"], is_retired: false }),
    definition("gone", { extends: "visit", order_kinds: [], is_retired: true }),
  ];
  const asked = askedOf(definitions, "visit", "repair");
  expect(asked.map(({ id }) => id)).toEqual(["early", "late"]);
  expect(askedOf(definitions, "visit", "install").map(({ id }) => id)).toEqual(["late"]);
  expect(lackingOf(asked, { late: " " })).toEqual(["late"]);
  expect(sentOf(asked, { late: false, early: "", other: 1 })).toEqual({ late: false });
  expect(changedOf(asked, { early: "x", late: "1" }, { early: "", late: "1" })).toEqual({ early: null });
  // A register holds several choices as lines.
  expect(chosenOf("a\nb")).toEqual(["a", "b"]);
});
