import { alerts, field, isThere, press, problemOf } from "$kit/testing/person.ts";
import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { core } from "../../testing/core.ts";
import { done, MORNING_MS, ZONE } from "../../testing/samples.ts";
import { duration } from "$kit/words/format.ts";
import { t } from "$kit/words/words.svelte.ts";
import type { Span } from "./spans.ts";
import TimeForm from "./TimeForm.svelte";

const MINUTE_MS = 60_000;
const onclose = vi.fn();
const recorded = () => core.heard("record_time").map(({ given }) => given.time);
/** 10:30:15 to 11:30:45 at the site: presses have seconds. */
const PRESSED: Span = { id: "press-1", kind: "work", user: "lin", startMs: MORNING_MS + 15_000, endMs: MORNING_MS + 60 * MINUTE_MS + 45_000, entry: undefined, isCurrent: true };

beforeEach(() => {
  onclose.mockReset();
  core.answers("record_time", done());
});

async function shows(more: object = {}) {
  const shown = render(TimeForm, { visit: "visit-1", zone: ZONE, spans: [PRESSED], team: [{ user: "lin", name: "Lin" }], me: "lin", onclose, ...more });
  await core.settles();
  return shown;
}

/** Sets day and time as the pickers of a phone do. */
async function sets(label: string, time: string, day = "2026-11-23") {
  await fireEvent.input(field(label), { target: { value: time } });
  const days = screen.getAllByLabelText<HTMLInputElement>(t("time-day"));
  const at = label === t("time-from") ? 0 : 1;
  await fireEvent.input(days[at] as HTMLInputElement, { target: { value: day } });
}

test("hours on the wall of the site are instants, with their length while they are set", async () => {
  await shows();
  await sets(t("time-from"), "13:00");
  await sets(t("time-to"), "14:45");
  expect(isThere(duration(105 * MINUTE_MS))).toBe(true);
  await press(t("time-save"));
  const fromMs = Date.UTC(2026, 10, 23, 5, 0);
  await waitFor(() => expect(recorded()[0]).toMatchObject({ kind: "work", user: "lin", start_ms: fromMs, end_ms: fromMs + 105 * MINUTE_MS, reason: null, replaces: [] }));
  await waitFor(() => expect(onclose).toHaveBeenCalledOnce());
});

test("an end before its beginning is said at once, and not recorded", async () => {
  await shows();
  await sets(t("time-from"), "14:00");
  await sets(t("time-to"), "13:00");
  expect(problemOf(t("time-to"))).toBe(t("time-ends-before"));
  await press(t("time-save"));
  expect(recorded()).toEqual([]);
});

test("time without length is none", async () => {
  await shows();
  await sets(t("time-from"), "14:00");
  await sets(t("time-to"), "14:00");
  expect(problemOf(t("time-to"))).toBe("");
  await press(t("time-save"));
  expect(problemOf(t("time-to"))).toBe(t("time-no-length"));
  expect(recorded()).toEqual([]);
});

test("a time that was emptied is asked for", async () => {
  await shows();
  await sets(t("time-from"), "");
  await sets(t("time-to"), "14:00");
  await press(t("time-save"));
  expect(problemOf(t("time-from"))).toBe(t("time-when-missing"));
  expect(recorded()).toEqual([]);
});

test("time that was recorded already is shown beside it", async () => {
  await shows();
  await sets(t("time-from"), "11:00");
  await sets(t("time-to"), "12:00");
  expect(isThere(t("time-overlaps"))).toBe(true);
  await sets(t("time-from"), "11:31");
  expect(isThere(t("time-overlaps"))).toBe(false);
});

test("a correction says why, keeps the seconds that nobody touched, and takes the place of what stood", async () => {
  await shows({ corrects: PRESSED });
  await sets(t("time-to"), "11:00");
  await press(t("time-save-correction"));
  expect(problemOf(t("reason-label"))).toBe(t("time-reason-missing"));
  expect(recorded()).toEqual([]);
  await press(t("time-reason-forgot"));
  await press(t("time-save-correction"));
  const expected = { start_ms: PRESSED.startMs, end_ms: Date.UTC(2026, 10, 23, 3, 0), reason: t("time-reason-forgot"), replaces: ["press-1"] };
  await waitFor(() => expect(recorded()[0]).toMatchObject(expected));
});

test("what the core says of the end stands at the end", async () => {
  core.refuses("record_time", { path: "end_ms", message: "That is in the future." });
  await shows();
  await sets(t("time-from"), "13:00");
  await sets(t("time-to"), "14:00");
  await press(t("time-save"));
  await waitFor(() => expect(problemOf(t("time-to"))).toBe("That is in the future."));
  expect([alerts(), onclose.mock.calls.length]).toEqual([[], 0]);
});
