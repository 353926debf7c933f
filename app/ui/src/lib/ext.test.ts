import { expect, test } from "vitest";
import type { Answer } from "../door/door.ts";
import { factsOf } from "./ext.ts";

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
