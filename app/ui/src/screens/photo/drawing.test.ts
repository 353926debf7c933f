import { expect, test } from "vitest";
import { drawn, isDrawn, type Mark, marksOf, NOTHING, redone, undone } from "./drawing.ts";

const mark = (x: number): Mark => ({ tool: "arrow", points: [0, 0, x, 0], colour: "mark-red" });

test("what was drawn is undone and redone, and something new forgets what was undone", () => {
  const two = drawn(drawn(NOTHING, [mark(1)]), [mark(1), mark(2)]);
  expect(marksOf(two)).toHaveLength(2);
  expect(marksOf(undone(two))).toHaveLength(1);
  expect(marksOf(redone(undone(two)))).toHaveLength(2);
  expect(marksOf(undone(undone(undone(two))))).toEqual([]);
  const other = drawn(undone(two), [mark(9)]);
  expect(marksOf(redone(other))).toEqual([mark(9)]);
});

test("clearing is a step that can be undone", () => {
  const cleared = drawn(drawn(NOTHING, [mark(1)]), []);
  expect(marksOf(cleared)).toEqual([]);
  expect(marksOf(undone(cleared))).toEqual([mark(1)]);
});

test("a touch without a stroke draws nothing", () => {
  expect(isDrawn(mark(3), 8)).toBe(false);
  expect(isDrawn(mark(30), 8)).toBe(true);
  expect(isDrawn({ tool: "text", points: [1, 1], colour: "paper", text: "x" }, 8)).toBe(true);
});
