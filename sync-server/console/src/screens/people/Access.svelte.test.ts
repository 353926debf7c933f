import { button, isThere, press, type } from "$kit/testing/person.ts";
import { render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";
import { live } from "../../api/live.svelte.ts";
import { session } from "../../api/session.svelte.ts";
import { undoing } from "../../lib/undo.svelte.ts";
import { answer, told } from "../../testing/server.ts";
import { forgetShelves } from "../setup/form/shelf.svelte.ts";
import Access from "./Access.svelte";
import type { Device } from "./devices.ts";
import Enrol from "./Enrol.svelte";
import Revoke from "./Revoke.svelte";

const USER = "01HF000000000000000000000E";
const user = (is_disabled = false) => ({ id: USER, word: "user", etag: '"1.1"', body: { name: { en: "Lin Example" }, is_disabled } });
const device = (given: Partial<Device> = {}): Device => ({
  id: "01HF000000000000000000000D",
  name: "phone-example",
  model: "",
  users: [USER],
  organisation: "01HF000000000000000000000B",
  enrolled: "2026-11-30T08:00:00Z",
  last_sync: null,
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

beforeEach(() => {
  forgetShelves();
  undoing.forget();
  if (session.now) {
    session.now.writes = ["user"];
    session.now.reads = { field_device: "everything" };
  }
});

test("what shutting somebody out means is said before it is done, and it can be undone", async () => {
  answer("POST", /\/disable$/, () => ({}));
  answer("POST", /\/enable$/, () => ({}));
  render(Access, { user: user(), onchanged: () => {} });
  await press("Shut out");
  await waitFor(() => expect(isThere("Everything they recorded stays.")).toBe(true));
  expect(told("POST")).toEqual([]);
  const [, sure] = screen.getAllByRole("button", { name: "Shut out", hidden: true });
  sure?.click();
  await waitFor(() => expect(told("POST").map(({ path }) => path)).toEqual([`/v1/users/${USER}/disable`]));
  await waitFor(() => expect(undoing.now?.said).toBe("Lin Example is shut out"));
  await undoing.now?.undo();
  expect(told("POST").at(-1)?.path).toBe(`/v1/users/${USER}/enable`);
});

test("a drawn password is shown once", async () => {
  answer("POST", /\/password$/, () => ({ password: "correct horse example" }));
  render(Access, { user: user(), onchanged: () => {} });
  await press("New password");
  await waitFor(() => expect(isThere("The old one stops working")).toBe(true));
  screen.getAllByRole("button", { name: "New password", hidden: true }).at(-1)?.click();
  await waitFor(() => expect(isThere("correct horse example")).toBe(true));
  await press("Done");
  expect(isThere("correct horse example")).toBe(false);
});

test("whoever may not change users is offered nothing", () => {
  if (session.now) session.now.writes = [];
  render(Access, { user: user(), onchanged: () => {} });
  expect(screen.queryAllByRole("button")).toEqual([]);
  expect(isThere("May sign in and sync")).toBe(true);
});

test("a phone is waited for until its field device appears; older ones are not it", async () => {
  let devices = [device({ id: "01HF00000000000000000000AA", name: "old-example" })];
  let heard: (() => void) | undefined;
  const on = live.on;
  live.on = (listener) => {
    heard = () => listener("all");
    return on(listener);
  };
  answer("GET", /^\/v1\/field-devices/, () => ({ items: devices }));
  answer("POST", /\/invite$/, () => ({ link: "onsite://enrol/example", url: "https://service.example", root_fingerprint: "ab".repeat(32), valid_minutes: 15, expires: "2026-11-30T08:15:00Z", symbol: { modules: 21, path: "M0 0h1v1h-1z" } }));
  render(Enrol, { user: USER });
  await waitFor(() => expect(isThere("Waiting for the phone")).toBe(true));
  expect(isThere("15:00") || isThere("14:5")).toBe(true);
  expect(isThere("service.example")).toBe(true);
  devices = [device(), ...devices];
  heard?.();
  await waitFor(() => expect(isThere("Enrolled")).toBe(true));
  expect(isThere("phone-example")).toBe(true);
  live.on = on;
});

test("a field device is revoked with a reason, and losing work is a choice of its own", async () => {
  answer("POST", /\/revoke$/, () => device({ is_revoked: true }));
  render(Revoke, { device: device(), kind: "revoke", isOpen: true, onchanged: () => {} });
  await waitFor(() => button("Revoke"));
  await press("Revoke");
  expect(isThere("Write why, in a few words.")).toBe(true);
  expect(told("POST")).toEqual([]);
  await type("Why", "lost on the way");
  await press("Revoke");
  await waitFor(() => expect(told("POST").length).toBe(1));
  expect(told("POST")[0]?.body).toEqual({ reason: "lost on the way", wipe: false, lose_unsent: false });
});
