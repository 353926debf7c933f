import { expect, test } from "vitest";
import { type Device, isOlder, newestOf, standOf } from "./devices.ts";

const HOUR_MS = 3_600_000;
const now = Date.parse("2026-11-30T12:00:00Z");
const device = (given: Partial<Device>): Device => ({
  id: "01HF000000000000000000000D",
  name: "phone-example",
  model: "",
  users: [],
  organisation: "",
  enrolled: "2026-01-01T00:00:00Z",
  last_sync: new Date(now - HOUR_MS).toISOString(),
  app_version: "0.1.0",
  is_revoked: false,
  is_forked: false,
  former_users: [],
  href: "",
  in_quarantine: 0,
  in_review: 0,
  os_version: "",
  platform: "",
  silent_hours: 24,
  vans: [],
  wipe: null,
  waiting: null,
  ...given,
});
const wipe = { ordered: "2026-11-30T11:00:00Z", reason: "lost", is_loss_accepted: false, last_heard: null, receipts_outstanding: null, done: null };

test("how a field device stands is what matters most of it", () => {
  const stand = (given: Partial<Device>) => standOf(device(given), 24, now);
  expect(stand({})).toBe("fine");
  expect(stand({ last_sync: new Date(now - 25 * HOUR_MS).toISOString() })).toBe("silent");
  expect(stand({ last_sync: null })).toBe("never");
  expect(stand({ is_forked: true, last_sync: null })).toBe("forked");
  expect(stand({ is_revoked: true, is_forked: true })).toBe("revoked");
  expect(stand({ is_revoked: true, wipe })).toBe("wiping");
  expect(stand({ is_revoked: true, wipe: { ...wipe, done: "2026-11-30T11:30:00Z" } })).toBe("wiped");
});

test("versions are compared by their numbers", () => {
  expect(isOlder("0.9.1", "0.10.0")).toBe(true);
  expect(isOlder("1.0", "1.0.0")).toBe(false);
  expect(newestOf([device({ app_version: "0.9.1" }), device({ app_version: "0.10.0" }), device({ app_version: "" })])).toBe("0.10.0");
});
