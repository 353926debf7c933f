import { speak } from "$kit/words/words.svelte.ts";
import { beforeAll, expect, test } from "vitest";
import { choice, definition as of, ID } from "../../testing/own.ts";
import { askedOf, chosenOf, idOfField, isBlank, lackingOf, pathOf, saidOf, sentOf, shownOf, withValue } from "./own.ts";

beforeAll(() => speak("en"));

test("an order is asked for what its kind is asked for, in the company's order", () => {
  const all = [
    of("B", { extends: "work_order", sort: 2 }),
    of("A", { extends: "work_order", sort: 1, order_kinds: ["repair"], is_required: true }),
    of("C", { extends: "work_order", is_retired: true }),
    of("D", { extends: "device" }),
  ];
  expect(askedOf(all, "work_order", "repair").map(({ id }) => id)).toEqual([ID("A"), ID("B")]);
  expect(askedOf(all, "work_order", "install").map(({ id }) => id)).toEqual([ID("B")]);
  expect(lackingOf(all, "work_order", { [ID("A")]: " " }, "repair")).toEqual([ID("A")]);
  expect(lackingOf(all, "work_order", {}, "install")).toEqual([]);
  // What is asked for no longer stays in sight where something stands in it.
  expect(shownOf(all, "work_order", { [ID("C")]: "kept" }, "repair").map(({ id }) => id)).toEqual([ID("C"), ID("A"), ID("B")]);
  expect(sentOf(all, "work_order", { [ID("A")]: "x", [ID("B")]: "", [ID("C")]: "kept" }, "repair")).toEqual({ [ID("A")]: "x" });
});

test("a value is read as what it is", () => {
  const choices = [choice("a", "甲", "First"), choice("b", "乙", "Second")];
  expect(saidOf(of("A"), "Bay 4")).toBe("Bay 4");
  expect(saidOf(of("A", { kind: "number", unit: "Cel" }), "-3.5")).toBe("−3.5\u00a0°C");
  expect(saidOf(of("A", { kind: "yes_no" }), false)).toBe("No");
  expect(saidOf(of("A", { kind: "date" }), "2026-05-01")).toBe("May 1, 2026");
  expect(saidOf(of("A", { kind: "choice", choices }), "b")).toBe("Second");
  expect(saidOf(of("A", { kind: "choice", choices }), "gone")).toBe("gone");
  expect(saidOf(of("A", { kind: "choices", choices }), ["a", "b"])).toBe("First, Second");
  // A register holds a line for each.
  expect(saidOf(of("A", { kind: "choices", choices }), "a\nb")).toBe("First, Second");
  expect(saidOf(of("A"), null)).toBe("");
});

test("values are set, cleared and told from nothing", () => {
  expect(withValue({ a: 1 }, "b", false)).toEqual({ a: 1, b: false });
  expect(withValue({ a: 1, b: 2 }, "b", "")).toEqual({ a: 1 });
  expect([null, "", " ", [], undefined].every(isBlank)).toBe(true);
  expect([false, 0, "x"].some(isBlank)).toBe(false);
  expect(chosenOf("a\n\nb")).toEqual(["a", "b"]);
  expect(idOfField(pathOf("X"))).toBe("X");
  expect(idOfField("title")).toBeUndefined();
});
