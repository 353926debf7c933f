import { isThere, press } from "$kit/testing/person.ts";
import { render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";
import type { Type } from "../../door/door.ts";
import { go } from "../../lib/go.svelte.ts";
import { core } from "../../testing/core.ts";
import { askedStep, done, hello, pressure, stepDetail, visitDetail } from "../../testing/samples.ts";
import { t } from "$kit/words/words.svelte.ts";
import Closing from "./Closing.svelte";

const STEPS = [stepDetail("first", askedStep()), stepDetail("second", pressure())];
const missing = (more: Partial<Type<"Missing">>): Type<"Missing"> => ({ field: null, kind: "answer", step: null, title: null, ...more });
const onstep = vi.fn();
const finish = () => screen.queryByRole("button", { name: t("press-finish") });

beforeEach(() => {
  onstep.mockReset();
  core.answers("hello", hello());
  core.answers("press_visit", done());
});

async function opens(lacks: Type<"Missing">[], steps = STEPS) {
  core.answers("missing_of_visit", lacks);
  render(Closing, { detail: visitDetail(steps, { missing: [] }), isOpen: true, onstep });
  await core.settles();
}

test("what is missing is named, and there is nothing to finish with", async () => {
  await opens([missing({ step: "second", title: { zh: "吐出压力", en: "Discharge pressure" } })]);
  await waitFor(() => expect(isThere(t("visit-finish-missing", { count: 1 }))).toBe(true));
  expect(finish()).toBeNull();
});

test("each of it is a press away", async () => {
  await opens([missing({ step: "second", title: { zh: "吐出压力", en: "Discharge pressure" } })]);
  await press(`2. Discharge pressure ${t("visit-missing-answer")}`);
  expect(onstep).toHaveBeenCalledExactlyOnceWith(STEPS[1]);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("a field that the company defined for visits is called by its name and filled in here", async () => {
  const onown = vi.fn();
  core.answers("field_definitions", [{ id: "own-1", extends: "visit" } as never]);
  core.answers("missing_of_visit", [missing({ kind: "field", field: "own-1", title: { zh: "仪表读数", en: "Meter reading" } })]);
  render(Closing, { detail: visitDetail(STEPS, { missing: [] }), isOpen: true, onstep, onown });
  await core.settles();
  await waitFor(() => expect(isThere("Meter reading")).toBe(true));
  // What it belongs to is asked only where a field is missing.
  await waitFor(() => expect(core.heard("field_definitions")).not.toEqual([]));
  await core.settles();
  screen.getByText(t("visit-missing-field")).closest("button")?.click();
  expect(onown).toHaveBeenCalledOnce();
});

test("a field of the order is asked where the order is", async () => {
  core.answers("field_definitions", []);
  await opens([missing({ kind: "field", field: "fault_code" })]);
  screen.getByText(t("visit-missing-field")).closest("button")?.click();
  await waitFor(() => expect(go.path).toBe("/job/order-1"));
});

test("nothing missing, nobody signed: that is said, and the way to the customer stands before the end", async () => {
  await opens([]);
  expect(isThere(t("visit-finish-unsigned"))).toBe(true);
  await press(t("visit-do-acceptance"));
  expect(go.path).toBe("/visit/visit-1/acceptance");
  expect(core.heard("press_visit")).toEqual([]);
});

test("the end is one press and closes the sheet", async () => {
  await opens([]);
  finish()?.click();
  await waitFor(() => expect(core.heard("press_visit").map(({ given }) => given.pressed?.press)).toEqual(["finish"]));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("an end that is refused says why and stays", async () => {
  core.refuses("press_visit", { message: "Still travelling." });
  await opens([]);
  finish()?.click();
  await waitFor(() => expect(isThere("Still travelling.")).toBe(true));
  expect(screen.queryByRole("dialog")).not.toBeNull();
});

test("steps that need no answer and have none are counted, not blamed", async () => {
  await opens([], [stepDetail("first", askedStep({ is_required: false }))]);
  expect(isThere(t("visit-finish-optional", { count: 1 }))).toBe(true);
  expect(finish()).not.toBeNull();
});
