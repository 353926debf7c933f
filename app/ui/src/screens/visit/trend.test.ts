import { expect, test } from "vitest";
import { trendOf } from "./trend.ts";

test("a line needs two readings", () => {
  expect(trendOf(["1.5"], {}, 100, 50)).toBeUndefined();
  expect(trendOf(["1.5", "high"], {}, 100, 50)).toBeUndefined();
  expect(trendOf(["1.5", "1.6"], {}, 100, 50)?.points).toHaveLength(2);
});

test("points run from left to right, higher readings lie higher, and all of them are in the box", () => {
  const trend = trendOf(["1.49", "1.52", "1.78"], { low: "1.20", high: "1.65" }, 100, 50);
  const [first, second, third] = trend?.points ?? [];
  expect([first?.x, second?.x, third?.x]).toEqual([0, 50, 100]);
  expect(third?.y).toBeLessThan(second?.y ?? 0);
  for (const point of trend?.points ?? []) expect(point.y).toSatisfy((y: number) => y >= 0 && y <= 50);
});

test("a reading above the upper limit lies above the band, and an open limit reaches the edge", () => {
  const trend = trendOf(["1", "3"], { high: "2" }, 100, 50);
  expect(trend?.band?.top).toBeGreaterThan(trend?.points[1]?.y ?? 0);
  expect((trend?.band?.top ?? 0) + (trend?.band?.height ?? 0)).toBe(50);
  expect(trendOf(["5", "5"], {}, 100, 50)?.band).toBeUndefined();
});
