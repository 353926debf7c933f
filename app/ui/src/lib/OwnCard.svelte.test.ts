import { isThere, type } from "$kit/testing/person.ts";
import { t } from "$kit/words/words.svelte.ts";
import { render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";
import { core } from "../testing/core.ts";
import { done, hello } from "../testing/samples.ts";
import type { Definition } from "./ext.ts";
import OwnCard from "./OwnCard.svelte";

const definition = (id: string, en: string, more: Partial<Definition>): Definition =>
  ({
    id, extends: "visit", kind: "text", label: { zh: en, en }, hint: { zh: "", en: "" }, is_required: false, choices: [], low: null, high: null, unit: "", chars_max: null, order_kinds: [], sort: 0,
    is_searched: false, is_retired: false, ...more,
  }) as Definition;
const FIELDS = [definition("meter", "Meter", { kind: "number", unit: "kPa", is_required: true, sort: 1 }), definition("gas", "Gas found", { kind: "yes_no", sort: 2 })];

beforeEach(() => {
  core.answers("hello", hello());
  core.answers("field_definitions", FIELDS);
  core.answers("fill_own_fields", done());
});

test("what stands there is read, what is required and empty is said, and both are filled in at once", async () => {
  render(OwnCard, { word: "visit", id: "visit-1", kind: "repair", ext: { gas: false }, mayFill: true });
  await waitFor(() => expect(isThere(t("own-lacking", { count: 1 }))).toBe(true));
  expect(isThere("Gas found")).toBe(true);
  screen.getByRole("button", { name: t("own-fill") }).click();
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeNull());
  await type(t("own-required", { field: "Meter" }), "118.5");
  screen.getByRole("button", { name: t("own-save") }).click();
  await waitFor(() => expect(core.heard("fill_own_fields").map(({ given }) => given)).toEqual([{ about: "visit/visit-1", values: { meter: "118.5" } }]));
});

test("whoever may not fill it in reads it, and nothing is shown where nothing is defined", async () => {
  const { rerender } = render(OwnCard, { word: "visit", id: "visit-2", kind: "repair", ext: { meter: "4" }, mayFill: false });
  await waitFor(() => expect(isThere("Meter")).toBe(true));
  expect(screen.queryByRole("button", { name: t("own-fill") })).toBeNull();
  await rerender({ word: "device", id: "visit-2", ext: {}, mayFill: true });
  await waitFor(() => expect(isThere(t("own-fields"))).toBe(false));
});
