import { expect, test } from "vitest";
import { type Due, isLate, SPANS, spanOf, standingOf } from "./due.ts";

const NOW = Date.parse("2026-11-30T08:00:00Z");
const due = (given: Partial<Due>): Due => ({
  plan: null,
  device: null,
  occurrence: "1",
  trigger: "fixed",
  is_predicted: false,
  due: "2026-11-28T08:00:00Z",
  window_start: "2026-11-25T08:00:00Z",
  window_end: "2026-12-05T08:00:00Z",
  work_order: null,
  number: null,
  status: null,
  ...given,
});

test("what is late comes from the end of its window and from what became of its order", () => {
  const said = (given: Partial<Due>) => standingOf(due(given), NOW).said;
  const over = { window_end: "2026-11-29T08:00:00Z" };
  expect(said({})).toBe("setup-due-now");
  expect(said({ window_start: "2026-12-01T08:00:00Z" })).toBe("setup-due-planned");
  expect(said(over)).toBe("setup-due-late");
  expect(said({ ...over, work_order: "W", status: "scheduled" })).toBe("setup-due-order-late");
  expect(said({ ...over, work_order: "W", status: "reviewed" })).toBe("setup-due-order");
  expect(isLate(due({ ...over, work_order: "W", status: "cancelled" }), NOW)).toBe(false);
});

test("what is asked stays the same for a day and is never more than the server answers", () => {
  for (const { value } of SPANS) {
    const asked = spanOf(value, NOW);
    expect(Date.parse(asked.to) - Date.parse(asked.from)).toBeLessThanOrEqual(62 * 86_400_000);
    expect(spanOf(value, NOW + 3_600_000)).toEqual(asked);
  }
});
