import { expect, test } from "vitest";
import { promises } from "./promise.ts";

const HOUR = 3_600_000;
const order = { promised_response_ms: 2 * HOUR, promised_resolution_ms: 8 * HOUR, reached_ms: {}, is_open: true, status: "scheduled", visits: [] };
const states = (more: object, now: number) => promises({ ...order, ...more }, now).map(({ which, state }) => `${which} ${state}`);

test("a promise runs, comes near and is late", () => {
  expect(states({}, 0)).toEqual(["response running", "resolution running"]);
  expect(states({}, 1.5 * HOUR)).toEqual(["response soon", "resolution running"]);
  expect(states({}, 9 * HOUR)).toEqual(["response late", "resolution late"]);
});

test("the first arrival keeps the response, the work done the resolution", () => {
  const visits = [{ reached_ms: { on_site: 3 * HOUR } }, { reached_ms: { on_site: HOUR } }];
  expect(states({ visits }, 4 * HOUR)).toEqual(["response kept", "resolution running"]);
  expect(states({ visits, status: "done", reached_ms: { done: 9 * HOUR } }, 10 * HOUR)).toEqual(["response kept", "resolution missed"]);
});

test("an order that was opened again runs on, one that was cancelled does not", () => {
  expect(states({ status: "verified", reached_ms: { done: HOUR } }, 3 * HOUR)).toContain("resolution running");
  expect(states({ status: "cancelled" }, 9 * HOUR)).toEqual([]);
});
