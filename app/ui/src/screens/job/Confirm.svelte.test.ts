import { alerts, choose, field, isThere, press, type } from "$kit/testing/person.ts";
import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";
import type { Type } from "../../door/door.ts";
import { go } from "../../lib/go.svelte.ts";
import { core } from "../../testing/core.ts";
import { done, hello, jobCard, MORNING_MS, visitDetail, visitView, ZONE } from "../../testing/samples.ts";
import { span } from "$kit/words/format.ts";
import { t } from "$kit/words/words.svelte.ts";
import Confirm from "./Confirm.svelte";

const HOUR_MS = 3_600_000;
const PLANNED = { window_start_ms: MORNING_MS, window_end_ms: MORNING_MS + 2 * HOUR_MS };
const pressed = () => core.heard("press_visit").map(({ given }) => given.pressed);
const save = () => press(t("job-confirm-save"));

beforeEach(() => {
  core.answers("hello", hello());
  core.answers("press_visit", done());
  core.answers("job_list", []);
});

async function shows(card: Partial<Type<"JobCard">> = {}, view: Partial<Type<"VisitView">> = PLANNED) {
  const detail = visitDetail([], {
    card: jobCard({ next_press: "confirm_with_customer", legal_presses: ["confirm_with_customer"], work_order: null, ...card }),
    visit: visitView({ status: "accepted", ...view }),
  });
  core.answers("visit_detail", detail);
  render(Confirm, { visit: "visit-1" });
  await core.settles();
}

test("whether the customer was reached is asked for before anything is recorded", async () => {
  await shows();
  await save();
  expect(alerts()).toEqual([t("job-confirm-choose")]);
  expect(pressed()).toEqual([]);
});

test("what most calls end with is two presses: reached, at the planned time", async () => {
  await shows();
  await choose(t("job-confirm-yes"));
  expect(isThere(t("job-confirm-as-planned", { window: span(PLANNED.window_start_ms, PLANNED.window_end_ms, ZONE) }))).toBe(true);
  await save();
  const expected = { press: "confirm_with_customer", reached: true, window: [MORNING_MS, MORNING_MS + 2 * HOUR_MS], reason: null, source: "button", place: null };
  await waitFor(() => expect(pressed()).toEqual([expected]));
  await waitFor(() => expect(go.path).toBe("/job/visit-1"));
});

test("another time is read as the clock on the wall there shows it, and one that ends before it begins is not taken", async () => {
  await shows();
  await choose(t("job-confirm-yes"));
  await choose(t("job-confirm-other-time"));
  await save();
  expect(alerts()).toEqual([t("job-window-incomplete")]);
  await fireEvent.input(field(t("job-window-day")), { target: { value: "2026-11-24" } });
  await fireEvent.input(field(t("job-window-from")), { target: { value: "15:00" } });
  await fireEvent.input(field(t("job-window-to")), { target: { value: "13:00" } });
  await save();
  expect(alerts()).toEqual([t("job-window-backwards")]);
  expect(pressed()).toEqual([]);
  await fireEvent.input(field(t("job-window-to")), { target: { value: "16:30" } });
  await save();
  const fromMs = Date.UTC(2026, 10, 24, 7, 0);
  await waitFor(() => expect(pressed()[0]?.window).toEqual([fromMs, fromMs + 1.5 * HOUR_MS]));
});

test("a customer who was not reached gets no time, and the try is recorded with how it went", async () => {
  await shows();
  await choose(t("job-confirm-no"));
  await choose(t("job-confirm-no-answer"));
  await type(t("job-confirm-note"), "rang twice");
  await press(t("job-confirm-save-not-reached"));
  await waitFor(() => expect(pressed()[0]).toMatchObject({ reached: false, window: null, reason: `${t("job-confirm-no-answer")} · rang twice` }));
});

test("a job at the same time is said, and the own visit is none", async () => {
  core.answers("job_list", [jobCard({ ...PLANNED }), jobCard({ visit: "visit-2", number: "HZ-0009", ...PLANNED })] as never);
  await shows();
  await choose(t("job-confirm-yes"));
  await waitFor(() => expect(isThere("HZ-0009")).toBe(true));
  const window = span(PLANNED.window_start_ms, PLANNED.window_end_ms, ZONE);
  expect(isThere(t("job-confirm-overlap", { number: "HZ-0009", window }))).toBe(true);
  expect(isThere(t("job-confirm-overlap", { number: "HZ-0007", window }))).toBe(false);
});

test("who may not confirm is told, and has no press", async () => {
  await shows({ is_lead: false });
  expect(isThere(t("job-confirm-not-now"))).toBe(true);
  expect(screen.queryByRole("button", { name: t("job-confirm-save") })).toBeNull();
});
