import { expect, test } from "vitest";
import type { Type } from "$api/api.ts";
import { groupOf, happened, narrowed } from "./life.ts";

const event = (kind: Type<"LifeKind">, detail: object = {}): Type<"LifeEvent"> => ({ kind, at: "2026-05-01T00:00:00Z", received: null, device: "D", detail: detail as never, source: "S" });

test("without a filter everything is shown, with one only its kinds", () => {
  const all = [event("visit"), event("part_fitted"), event("changed")];
  expect(narrowed(all, new Set())).toHaveLength(3);
  expect(narrowed(all, new Set(["parts", "paper"])).map(({ kind }) => kind)).toEqual(["part_fitted", "changed"]);
});

test("a kind of a newer server stands with the papers", () => {
  expect(groupOf("teleported" as Type<"LifeKind">)).toBe("paper");
});

test("what was written down later stands at the time it happened", () => {
  expect(happened(event("life_cycle", { happened: "2025-03-04T02:00:00Z" }))).toBe("2025-03-04T02:00:00Z");
  expect(happened(event("life_cycle", { happened: null }))).toBe("2026-05-01T00:00:00Z");
});
