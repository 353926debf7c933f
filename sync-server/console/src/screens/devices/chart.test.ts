import { expect, test } from "vitest";
import { drawn, number } from "./chart.ts";

const BOX = { width: 300, height: 100, left: 40, edge: 10 };

test("later readings stand further right, larger ones higher", () => {
  const { points, line } = drawn([{ at: 0, value: 1, isOutside: false }, { at: 10, value: 3, isOutside: true }], null, null, BOX);
  expect(points[0]?.x).toBe(50);
  expect(points[1]?.x).toBe(290);
  expect(points[1]!.y).toBeLessThan(points[0]!.y);
  expect(line).toMatch(/^M50 [\d.]+ L290 [\d.]+$/);
  expect(points[1]?.isOutside).toBe(true);
});

test("limits are in sight though no reading came near them", () => {
  const { low, high, points } = drawn([{ at: 0, value: 50, isOutside: false }], 0, 100, BOX);
  expect(high).toBeGreaterThanOrEqual(10);
  expect(low).toBeLessThanOrEqual(90);
  expect(points[0]?.y).toBe(50);
});

test("one reading, and readings that are all the same, are drawn too", () => {
  for (const points of [[{ at: 5, value: 0, isOutside: false }], [{ at: 5, value: 7, isOutside: false }, { at: 9, value: 7, isOutside: false }]]) {
    const of = drawn(points, null, null, BOX);
    for (const { x, y } of of.points) expect([Number.isFinite(x), Number.isFinite(y)]).toEqual([true, true]);
  }
});

test("the axis has a few round figures", () => {
  const { ticks } = drawn([{ at: 0, value: 0, isOutside: false }, { at: 1, value: 1, isOutside: false }], null, null, BOX);
  expect(ticks.length).toBeGreaterThanOrEqual(2);
  expect(ticks.map(({ value }) => value)).toEqual(ticks.map(({ value }) => Number(value.toFixed(2))));
});

test("decimal text is a number, and nothing is none", () => {
  expect([number("7.22"), number(""), number(null), number("x")]).toEqual([7.22, null, null, null]);
});
