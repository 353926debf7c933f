import { expect, test } from "vitest";
import { legal, next, openOffer, type View } from "./presses.ts";

type Given = Pick<View, "status" | "lead" | "offers" | "claims" | "claim_confirmations">;
const order = (more: object = {}): Given => ({ status: "new", lead: null, offers: [], claims: [], claim_confirmations: [], ...more }) as Given;
const offer = (id: string, at_ms: number, more: object = {}) => ({ id, at_ms, is_in_review: false, is_withdrawn: false, ...more });

test("a new order wants somebody to go", () => {
  const acts = legal(order(), ["dispatcher"]);
  expect(acts).toEqual(["verify", "assign", "offer", "reschedule", "close", "cancel"]);
  expect(next(order(), acts)).toBe("assign");
});

test("what has ended can only be opened again", () => {
  expect(legal(order({ status: "closed" }), ["dispatcher"])).toEqual(["reopen"]);
  expect(legal(order({ status: "done" }), ["dispatcher"])).toEqual(["close", "reopen"]);
  expect(next(order({ status: "done" }), ["close", "reopen"])).toBe("close");
});

test("a contractor assigns its own or declines, others only look", () => {
  expect(legal(order(), ["contractor_dispatcher"])).toEqual(["assign", "decline"]);
  expect(legal(order(), ["service_manager", "expert"])).toEqual([]);
});

test("an offer is open until it is taken back or somebody has it", () => {
  expect(openOffer(order())).toBeUndefined();
  expect(openOffer(order({ offers: [offer("a", 1)] }))?.id).toBe("a");
  expect(openOffer(order({ offers: [offer("a", 1), offer("b", 2, { is_withdrawn: true })] }))).toBeUndefined();
  expect(openOffer(order({ offers: [offer("a", 1)], claims: [{ id: "c", offer: "a" }], claim_confirmations: [{ claim: "c", at_ms: 3 }] }))).toBeUndefined();
  const again = { offers: [offer("a", 1), offer("b", 5)], claims: [{ id: "c", offer: "a" }], claim_confirmations: [{ claim: "c", at_ms: 9 }] };
  expect(openOffer(order(again))?.id).toBe("b");
});
