import { expect, test } from "vitest";
import { chosenOf, endOf, GROUPS, scopesOf, standingOf, type Token } from "./tokens.ts";

const NOW = Date.parse("2026-11-30T08:00:00Z");
const token = (given: Partial<Token> = {}): Token => ({
  id: "01HF000000000000000000000T",
  name: "ERP",
  user: "01HF000000000000000000000A",
  organisation: null,
  scopes: [],
  created_by: "01HF000000000000000000000A",
  created: "2026-11-01T08:00:00Z",
  expires: "2027-11-01T08:00:00Z",
  last_used: null,
  revoked: null,
  is_valid: true,
  ...given,
});

test("scopes are said in the order of the groups, and the most of each counts", () => {
  expect(scopesOf({ devices: "read", work_orders: "write" })).toEqual(["work_orders:write", "devices:read"]);
  expect(chosenOf(["devices:read", "work_orders:write", "work_orders:read", "moons:read"])).toEqual({ devices: "read", work_orders: "write", moons: "read" });
});

test("every group says what it opens", () => {
  expect(GROUPS.filter(({ read, write }) => !read && !write)).toEqual([]);
});

test("a token that no longer works says why", () => {
  const said = (given: Partial<Token>) => standingOf(token(given), NOW).said;
  expect(said({})).toBe("setup-token-valid");
  expect(said({ expires: "2026-12-10T08:00:00Z" })).toBe("setup-token-ending");
  expect(said({ expires: "2026-11-29T08:00:00Z", is_valid: false })).toBe("setup-token-expired");
  expect(said({ revoked: "2026-11-29T08:00:00Z", is_valid: false })).toBe("setup-token-revoked");
  expect(said({ is_valid: false })).toBe("setup-token-dead");
});

test("a token works on its last day", () => {
  expect(new Date(endOf("2027-03-31") ?? "").getDate()).toBe(31);
  expect(endOf("")).toBeUndefined();
  expect(endOf("soon")).toBeUndefined();
});
