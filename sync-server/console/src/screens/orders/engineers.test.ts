import { expect, test } from "vitest";
import { engineers } from "./engineers.ts";
import type { Held } from "$lib/records.ts";

const user = (id: string, roles: string[], skills: object[] = [], more: object = {}) =>
  ({ id, etag: "", body: { roles, skills, number: id, is_disabled: false, ...more } }) as unknown as Held<"user">;

test("who lacks nothing stands first, and a skill that has run out is lacking", () => {
  const users = [user("1", ["engineer"], [{ code: "hvac", expires_on: "2026-01-01" }]), user("2", ["engineer"], [{ code: "hvac", expires_on: null }]), user("3", ["dispatcher"]), user("4", ["engineer"], [], { is_disabled: true }), user("5", ["expert"])];
  expect(engineers(users, ["hvac"], "2026-11-30").map(({ id, lacking, isExpert }) => [id, lacking, isExpert])).toEqual([
    ["2", [], false],
    ["1", ["hvac"], false],
    ["5", ["hvac"], true],
  ]);
});
