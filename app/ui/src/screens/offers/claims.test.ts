import { expect, test } from "vitest";
import { fateOfClaim, withClaim, withoutClaim } from "./claims.ts";

const confirmed = (user: string, is_in_review = false) => ({ id: user, at_ms: 1, received_ms: 1, by: { by: "rule" as const, rule: "claim" }, is_in_review, claim: "c", user });

test("the server's word says who got an order", () => {
  expect(fateOfClaim({ claim_confirmations: [confirmed("lin")], lead: "lin" }, "lin")).toEqual({ is: "mine" });
  expect(fateOfClaim({ claim_confirmations: [confirmed("zhou")], lead: "zhou" }, "lin")).toEqual({ is: "others", to: "zhou" });
  expect(fateOfClaim({ claim_confirmations: [confirmed("lin", true), confirmed("zhou")], lead: null }, "lin")).toEqual({ is: "others", to: "zhou" });
});

test("without it the assignment says, and an offer may have been taken back", () => {
  expect(fateOfClaim({ claim_confirmations: [], lead: "zhou" }, "lin")).toEqual({ is: "others", to: "zhou" });
  expect(fateOfClaim({ claim_confirmations: [], lead: "lin" }, "lin")).toEqual({ is: "mine" });
  expect(fateOfClaim({ claim_confirmations: [], lead: null }, "lin")).toEqual({ is: "withdrawn" });
  expect(fateOfClaim(null, "lin")).toEqual({ is: "others", to: null });
});

test("a claim is kept once, the newest first", () => {
  const claim = (order: string) => ({ order, number: order, title: order });
  const claims = withClaim(withClaim(withClaim([], claim("a")), claim("b")), claim("a"));
  expect(claims.map(({ order }) => order)).toEqual(["a", "b"]);
  expect(withoutClaim(claims, "a").map(({ order }) => order)).toEqual(["b"]);
  expect(Array.from({ length: 40 }, (_, at) => claim(String(at))).reduce(withClaim, claims)).toHaveLength(20);
});
