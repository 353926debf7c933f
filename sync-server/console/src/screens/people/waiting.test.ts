import { expect, test } from "vitest";
import { t } from "$kit/words/words.svelte.ts";
import { when } from "$lib/times.ts";
import type { Device } from "./devices.ts";
import { isWaiting, lossSaid, waitingSaid } from "./waiting.ts";

const SYNC = "2026-11-30T08:00:00Z";
const device = (more: Partial<Device>): Device => ({ last_sync: SYNC, waiting: null, wipe: null, ...more }) as Device;
const told = { units: 7, files: 0, file_bytes: 0, since: "2026-11-30T01:12:00Z", told: SYNC };

test("what is not known is said to be, and never taken for nothing", () => {
  expect(waitingSaid(device({}))).toBe(t("people-waiting-unknown"));
  expect(waitingSaid(device({ last_sync: null }))).toBe(t("people-waiting-never"));
  expect(lossSaid(device({}))).toBe(t("people-loss-unknown", { sync: when(SYNC) }));
  expect(lossSaid(device({ last_sync: null }))).toBe(t("people-loss-never"));
});

test("what waits is counted, and even nothing says since when that is known", () => {
  const waits = device({ waiting: told });
  expect(isWaiting(waits)).toBe(true);
  expect(waitingSaid(waits)).toBe(`${t("people-waiting-units", { count: 7 })} ${t("people-waiting-since", { when: when(told.since) })}`);
  expect(lossSaid(waits)).toBe(t("people-loss-known", { what: waitingSaid(waits), sync: when(SYNC) }));
  const nothing = device({ waiting: { ...told, units: 0, since: null } });
  expect([isWaiting(nothing), waitingSaid(nothing)]).toEqual([false, t("people-waiting-none")]);
  expect(lossSaid(nothing)).toBe(t("people-loss-none", { sync: when(SYNC) }));
});
