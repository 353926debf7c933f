import { alerts, button, isThere, press } from "$kit/testing/person.ts";
import { render, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Type } from "../../door/door.ts";
import { go } from "../../lib/go.svelte.ts";
import { core } from "../../testing/core.ts";
import { done, hello, jobCard } from "../../testing/samples.ts";
import { t } from "$kit/words/words.svelte.ts";
import NextPress from "./NextPress.svelte";

const pressed = () => core.heard("press_visit").map(({ given }) => given);

function shows(more: Partial<Type<"JobCard">>) {
  return render(NextPress, { job: jobCard(more), isMain: true });
}

beforeEach(() => {
  core.answers("hello", hello());
  core.answers("press_visit", done());
});

afterEach(() => void vi.unstubAllGlobals());

test.each([
  ["accept", "press-accept"],
  ["depart", "press-depart"],
  ["arrive", "press-arrive"],
] as const)("%s is one press on the card, and the card stays", async (next, words) => {
  shows({ next_press: next });
  await press(t(words));
  await waitFor(() => expect(pressed()).toEqual([{ visit: "visit-1", pressed: { press: next, source: "button", place: null } }]));
  expect(go.path).toBe("/today");
});

test.each([
  ["start", "press-start"],
  ["resume", "press-resume"],
] as const)("%s opens the visit once it is recorded", async (next, words) => {
  const open = core.leavesOpen("press_visit");
  shows({ next_press: next });
  await press(t(words));
  await waitFor(() => expect(open).toHaveLength(1));
  expect(go.path).toBe("/today");
  open[0]?.answer(done());
  await waitFor(() => expect(go.path).toBe("/visit/visit-1"));
});

test("what was refused is said below, and leads nowhere", async () => {
  core.refuses("press_visit", { message: "Another visit is under way." });
  shows({ next_press: "start" });
  await press(t("press-start"));
  await waitFor(() => expect(alerts()).toEqual(["Another visit is under way."]));
  expect(go.path).toBe("/today");
});

test.each([
  ["a call to the customer", { next_press: "confirm_with_customer" }, "press-confirm-with-customer", "/job/visit-1/confirm"],
  ["the end", { next_press: "finish", status: "working" }, "press-finish", "/visit/visit-1"],
  ["nothing more", { next_press: null, status: "finished" }, "job-open-visit", "/visit/visit-1"],
] as const)("%s is asked on its own screen, and nothing is recorded by going there", async (_, card, words, path) => {
  shows(card);
  await press(t(words));
  expect([go.path, pressed()]).toEqual([path, []]);
});

test("in the middle of the steps it says which one and leads to it", async () => {
  shows({ next_press: "finish", status: "working", next_step: 3 });
  await press(t("visit-go-on", { step: 3 }));
  expect(go.path).toBe("/visit/visit-1/step/next");
});

test("pressed again while it is under way, it is recorded once", async () => {
  const open = core.leavesOpen("press_visit");
  shows({ next_press: "arrive" });
  await press(t("press-arrive"));
  await waitFor(() => expect(button(t("press-arrive")).getAttribute("aria-busy")).toBe("true"));
  await press(t("press-arrive"));
  open[0]?.answer(done());
  await waitFor(() => expect(button(t("press-arrive")).getAttribute("aria-busy")).toBe("false"));
  expect(pressed()).toHaveLength(1);
});

test("it is named in the language of the moment", async () => {
  const { speak } = await import("$kit/words/words.svelte.ts");
  shows({ next_press: "depart" });
  const english = t("press-depart");
  await speak("zh");
  await waitFor(() => expect(isThere(t("press-depart"))).toBe(true));
  expect(isThere(english)).toBe(false);
});

/** A phone that knows where it is, or never says. */
function phoneAt(getCurrentPosition: Geolocation["getCurrentPosition"]) {
  vi.stubGlobal("navigator", Object.defineProperty(Object.create(navigator), "geolocation", { value: { getCurrentPosition } }));
}

test("the place goes along only where its user said so", async () => {
  phoneAt((tell) => tell({ coords: { latitude: 31.2304, longitude: 121.4737, accuracy: 12.4 } } as GeolocationPosition));
  shows({ next_press: "arrive" });
  await press(t("press-arrive"));
  await waitFor(() => expect(pressed()[0]?.pressed?.place).toBeNull());
  core.answers("hello", hello({}, { notes_place: true }));
  await press(t("press-arrive"));
  await waitFor(() => expect(pressed()[1]?.pressed?.place).toEqual({ latitude_udeg: 31_230_400, longitude_udeg: 121_473_700, accuracy_m: 12 }));
});

test("a place that cannot be had keeps no press waiting", async () => {
  core.answers("hello", hello({}, { notes_place: true }));
  phoneAt((_, fail) => fail?.({} as GeolocationPositionError));
  shows({ next_press: "arrive" });
  await press(t("press-arrive"));
  await waitFor(() => expect(pressed()[0]?.pressed?.place).toBeNull());
});
