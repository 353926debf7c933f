import { fireEvent, render } from "@testing-library/svelte";
import { expect, test } from "vitest";
import Quantity from "./Quantity.svelte";
import { button, field, keys, press, type } from "./testing/person.ts";

function shows(value: number, more: object = {}) {
  render(Quantity, { label: "Quantity", less: "Less", more: "More", value, unit: "m", ...more });
}

const figure = () => field("Quantity").value;

test("thousandths are read as people write them", () => {
  shows(1_500);
  expect(figure()).toBe("1.5");
});

test("less stops where less is not allowed", async () => {
  shows(2_000, { min: 1_000 });
  await press("Less");
  expect([figure(), button("Less").disabled]).toEqual(["1", true]);
  await press("More");
  expect([figure(), button("Less").disabled]).toEqual(["2", false]);
});

test("a step that is larger than what is left ends at the least", async () => {
  shows(1_500, { min: 1_000 });
  await press("Less");
  expect(figure()).toBe("1");
});

test.each(["", "  "])("emptied (%j) it keeps what it had", async (typed) => {
  shows(1_500);
  await writes(typed);
  expect(figure()).toBe("1.5");
});

test.each([
  ["2.25", "2.25"],
  ["0,5", "0.5"],
  [" 3 ", "3"],
  ["1.2344", "1.234"],
])("typed %j it is %s", async (typed, shown) => {
  shows(1_000);
  await writes(typed);
  expect(figure()).toBe(shown);
});

test.each(["two", "1.2.3", "-1", "1/2", "∞", "Infinity"])("typed %j it stays what it was", async (typed) => {
  shows(1_000);
  await writes(typed);
  expect(figure()).toBe("1");
  await press("More");
  expect(figure()).toBe("2");
});

/** As a person does: what is typed counts when the field is left. */
async function writes(typed: string) {
  await type("Quantity", typed);
  await keys("{Tab}");
  await fireEvent.blur(field("Quantity"));
}
