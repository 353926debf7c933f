import { expect, test } from "vitest";
import { legal, statusOf } from "./presses.ts";

test("a request stands where its presses brought it, and an illegal press moves nothing", () => {
  expect(statusOf([])).toBe("received");
  expect(statusOf([{ press: "verify" }, { press: "make_orders" }])).toBe("ordered");
  expect(statusOf([{ press: "close" }, { press: "levitate" }])).toBe("received");
  expect(statusOf([{ press: "answer" }, { press: "close" }, { press: "reopen" }])).toBe("verified");
});

test("only what is possible and allowed is offered, what is wanted most first", () => {
  expect(legal("received", ["dispatcher"])).toEqual(["make_orders", "verify", "answer", "solve_remotely", "mark_duplicate", "withdraw"]);
  expect(legal("ordered", ["intake_agent"])).toEqual(["make_orders"]);
  expect(legal("ordered", ["dispatcher"])).toEqual(["make_orders", "withdraw", "close"]);
  expect(legal("closed", ["intake_agent"])).toEqual([]);
  expect(legal("received", ["stock_keeper"])).toEqual([]);
});
