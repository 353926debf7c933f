import { expect, test } from "vitest";
import { judged, type Score } from "./score.ts";

const text = { zh: "", en: "" };
const item = (id: string, weight: number, points: number, is_critical: boolean) => ({ id, weight, points, is_critical, title: text, hint: text });
const checklist = { items: [item("1", 3, 5, false), item("2", 1, 2, true)], pass_percent: 75 };
const score = (id: string, points: number | null): Score => ({ item: id, points, reason: "seen on the photos" });

test.each([
  [5, 2, 100, true],
  [4, 1, 72.5, false],
  [4, null, 80, true],
  [5, 0, 75, false],
  [null, null, undefined, true],
])("%s and %s points come to %s percent, passed: %s", (first, second, percent, isPassed) => {
  const found = judged(checklist, [score("1", first), score("2", second)]);
  expect([found.percent, found.isPassed]).toEqual([percent, isPassed]);
});

test("what has no score yet, and what was withheld without a reason, is named", () => {
  expect(judged(checklist, [{ item: "1", points: 3, reason: " " }])).toMatchObject({ open: ["2"], unreasoned: ["1"] });
});
