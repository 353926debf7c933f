import { expect, test } from "vitest";
import { fateOfClaim, lostOf, withClaim, withoutClaim } from "./claims.ts";

const confirmed = (user: string, is_in_review = false) => ({ id: user, at_ms: 1, received_ms: 1, by: { by: "rule" as const, rule: "claim" }, is_in_review, claim: "c", user });

test("the server's word says who got an order", () => {
  expect(fateOfClaim({ claim_confirmations: [confirmed("lin")], lead: "lin" }, "lin")).toEqual({ is: "mine" });
  expect(fateOfClaim({ claim_confirmations: [confirmed("zhou")], lead: "zhou" }, "lin")).toEqual({ is: "others", to: "zhou", atMs: 1 });
  expect(fateOfClaim({ claim_confirmations: [confirmed("lin", true), confirmed("zhou")], lead: null }, "lin")).toEqual({ is: "others", to: "zhou", atMs: 1 });
});

test("without it the assignment says, and an offer may have been taken back", () => {
  expect(fateOfClaim({ claim_confirmations: [], lead: "zhou" }, "lin")).toEqual({ is: "others", to: "zhou", atMs: null });
  expect(fateOfClaim({ claim_confirmations: [], lead: "lin" }, "lin")).toEqual({ is: "mine" });
  expect(fateOfClaim({ claim_confirmations: [], lead: null }, "lin")).toEqual({ is: "withdrawn" });
  expect(fateOfClaim(null, "lin")).toEqual({ is: "others", to: null, atMs: null });
});

test("of an order that has left the phone the server tells who has it and since when", () => {
  expect(fateOfClaim(null, "lin", { why: "taken", user: "zhou", at_ms: 7 })).toEqual({ is: "others", to: "zhou", atMs: 7 });
  expect(fateOfClaim(null, "lin", { why: "withdrawn", user: null, at_ms: null })).toEqual({ is: "withdrawn" });
  expect(fateOfClaim(null, "lin", { why: "too_late", user: null, at_ms: null })).toEqual({ is: "too_late" });
  expect(fateOfClaim({ claim_confirmations: [confirmed("lin")], lead: "lin" }, "lin", { why: "taken", user: "zhou", at_ms: 7 }), "offered and claimed anew").toEqual({ is: "mine" });
});

test("lost claims are told until they are put away, or offered anew", () => {
  const claims = [{ order: "a", number: "a", title: "a" }, { order: "b", number: "b", title: "b" }];
  const lost = ["a", "b", "c"].map((work_order) => ({ work_order }));
  expect(lostOf(claims, lost, [{ work_order: "b" }])).toEqual([{ work_order: "a" }]);
});

test("a claim is kept once, the newest first", () => {
  const claim = (order: string) => ({ order, number: order, title: order });
  const claims = withClaim(withClaim(withClaim([], claim("a")), claim("b")), claim("a"));
  expect(claims.map(({ order }) => order)).toEqual(["a", "b"]);
  expect(withoutClaim(claims, "a").map(({ order }) => order)).toEqual(["b"]);
  expect(Array.from({ length: 40 }, (_, at) => claim(String(at))).reduce(withClaim, claims)).toHaveLength(20);
});
