import { expect, test } from "vitest";
import { cardBeside, dueOf } from "./board.ts";

const at = (minutes: number) => new Date(minutes * 60_000).toISOString();

test("an order is due when the earlier of its promise and its state ends", () => {
  expect(dueOf({ promised_resolution: at(60), stage_ends: at(30) }, 0)).toEqual({ at: 30 * 60_000, isStage: true, isLate: false });
  expect(dueOf({ promised_resolution: at(20), stage_ends: at(30) }, 25 * 60_000)).toEqual({ at: 20 * 60_000, isStage: false, isLate: true });
});

test("an order that nothing was promised for is never late", () => {
  expect(dueOf({ promised_resolution: null, stage_ends: null }, 1)).toEqual({ at: null, isStage: false, isLate: false });
});

test("arrows lead along a column and over empty ones", () => {
  const columns = [["a", "b", "c"], [], ["d"]];
  expect(cardBeside(columns, "a", "down")).toBe("b");
  expect(cardBeside(columns, "a", "up")).toBeUndefined();
  expect(cardBeside(columns, "c", "right")).toBe("d");
  expect(cardBeside(columns, "d", "left")).toBe("a");
  expect(cardBeside(columns, "nothing", "left")).toBeUndefined();
});
