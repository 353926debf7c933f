import { t } from "$kit/words/words.svelte.ts";
import { expect, test } from "vitest";
import { PRICE_LISTS } from "../parts/prices.ts";
import { SERVICE_LEVELS } from "../parts/promises.ts";
import { differing } from "./differing.ts";
import { standing, versionsOf } from "./versions.ts";

const version = (id: string, revision: number, body: object = {}) => ({ id, etag: '"1.1"', word: "price_list", body: { number: "PL", revision, ...body } });

test("of those that have begun the last one counts, and what is coming waits", () => {
  const all = [version("a", 1), version("c", 3, { valid_from: "2027-01-01" }), version("b", 2, { valid_from: "2026-06-01" }), version("x", 9, { number: "OTHER" })];
  const versions = versionsOf(all, "PL");
  expect(versions.map(({ id }) => id)).toEqual(["c", "b", "a"]);
  expect([...standing(versions, "2026-12-31").values()]).toEqual(["coming", "in-force", "followed"]);
  expect([...standing(versions, "2027-01-01").values()]).toEqual(["in-force", "followed", "followed"]);
  expect(versionsOf(all, "")).toEqual([]);
});

test("what ended or is not offered any more says so", () => {
  const versions = [version("b", 2, { valid_until: "2026-01-31" }), version("a", 1, { is_retired: true })];
  expect([...standing(versions, "2026-11-30").values()]).toEqual(["ended", "retired"]);
});

test("prices that changed are told one by one", () => {
  const old = { ...PRICE_LISTS.fresh(), number: "PL", currency: "EUR", tax: 1900, hours: { work: { minor_per_hour: 9000, step_minutes: 15, minutes_min: 0, tax: null } }, call_out: { minor: 4000, tax: null } };
  const now = { ...old, revision: 2, tax: 700, hours: { work: { minor_per_hour: 9500, step_minutes: 15, minutes_min: 0, tax: null } }, call_out: null };
  const told = differing(PRICE_LISTS, old, now).map(({ path }) => path);
  expect(told).toEqual([".tax", ".hours.work", ".call_out"]);
  expect(differing(PRICE_LISTS, old, { ...old, revision: 2 })).toEqual([]);
});

test("a target that changed is told by what changed in it", () => {
  const target = { priority: "high", channel: null, first_response_minutes: 30, arrival_minutes: 240, resolution_minutes: null };
  const old = { ...SERVICE_LEVELS.fresh(), targets: [target] };
  const now = { ...old, targets: [{ ...target, arrival_minutes: 120 }, { ...target, priority: "low" }] };
  expect(differing(SERVICE_LEVELS, old, now).map(({ old: was, new: is }) => [was, is])).toEqual([
    ["240", "120"],
    [t("setup-nothing-chosen"), expect.stringContaining("240")],
  ]);
});
