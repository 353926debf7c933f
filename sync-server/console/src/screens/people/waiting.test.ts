import { expect, test } from "vitest";
import { isWaiting, lossSaid, waitingSaid } from "./waiting.ts";
import type { Device } from "./devices.ts";

// The rules have no catalogue here: a sentence is its key.
const device = (more: Partial<Device>): Device => ({ last_sync: "2026-11-30T08:00:00Z", waiting: null, wipe: null, ...more }) as Device;
const told = { units: 7, files: 0, file_bytes: 0, since: "2026-11-30T01:12:00Z", told: "2026-11-30T08:00:00Z" };

test("what is not known is said to be, and never taken for nothing", () => {
  expect(waitingSaid(device({}))).toContain("people-waiting-unknown");
  expect(waitingSaid(device({ last_sync: null }))).toContain("people-waiting-never");
  expect(lossSaid(device({}))).toContain("people-loss-unknown");
  expect(lossSaid(device({ last_sync: null }))).toContain("people-loss-never");
});

test("what waits is counted, and even nothing says since when that is known", () => {
  expect(isWaiting(device({ waiting: told }))).toBe(true);
  expect(waitingSaid(device({ waiting: told }))).toContain("people-waiting-units");
  expect(lossSaid(device({ waiting: told }))).toContain("people-loss-known");
  const nothing = device({ waiting: { ...told, units: 0, since: null } });
  expect([isWaiting(nothing), waitingSaid(nothing)]).toEqual([false, "people-waiting-none"]);
  expect(lossSaid(nothing)).toContain("people-loss-none");
});
