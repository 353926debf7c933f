import { expect, test } from "vitest";
import { beginning, changed, redone, undone } from "./past.ts";

test("what was typed into one place is undone at once, what was done elsewhere for itself", () => {
  let past = beginning("");
  past = changed(past, "P", "title", 1_000);
  past = changed(past, "Pu", "title", 1_200);
  past = changed(past, "Pump", "hint", 1_300);
  expect(undone(past).now).toBe("Pu");
  expect(undone(undone(past)).now).toBe("");
});

test("after a pause the same place is another step", () => {
  let past = changed(beginning("a"), "b", "title", 1_000);
  past = changed(past, "c", "title", 9_000);
  expect(undone(past).now).toBe("b");
});

test("what was undone can be done again until something else is done", () => {
  let past = changed(changed(beginning(1), 2, "", 0), 3, "", 0);
  past = undone(undone(past));
  expect(past.now).toBe(1);
  past = redone(past);
  expect(past.now).toBe(2);
  past = changed(past, 9, "", 0);
  expect(redone(past).now).toBe(9);
  expect(undone(past).now).toBe(2);
});

test("a change right after an undoing does not join what was undone", () => {
  let past = changed(beginning("a"), "ab", "title", 1_000);
  past = undone(past);
  past = changed(past, "ac", "title", 1_100);
  expect(undone(past).now).toBe("a");
});

test("nothing to undo leaves everything as it is", () => {
  const past = beginning("a");
  expect(undone(past)).toBe(past);
  expect(redone(past)).toBe(past);
  expect(changed(past, "a", "title", 5)).toBe(past);
});
