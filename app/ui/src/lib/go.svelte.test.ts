import { waitFor } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";
import { core } from "../testing/core.ts";
import { go, HOME } from "./go.svelte.ts";

const HOUR_MS = 3_600_000;
const PLACE = "app/path";
/** The address as the system begins the app with, without a link. */
const without = () => history.replaceState(null, "", location.pathname);

beforeEach(() => go.instead(HOME));

test("where one goes stands in the address and is kept, so that a killed app begins there", async () => {
  go.to("/device/7 a?scanned=yes");
  expect(location.hash).toBe("#/device/7%20a?scanned=yes");
  await waitFor(() => expect(core.draftAt(PLACE)).toEqual({ path: "/device/7 a?scanned=yes" }));
});

test("a killed app begins where it was", async () => {
  core.keepsDraft(PLACE, { path: "/visit/1/notes" }, Date.now() - HOUR_MS);
  without();
  await go.restore();
  expect(go.path).toBe("/visit/1/notes");
});

test("on another day it begins with today", async () => {
  core.keepsDraft(PLACE, { path: "/visit/1/notes" }, Date.now() - 13 * HOUR_MS);
  without();
  await go.restore();
  expect(go.path).toBe(HOME);
});

test("a link that came while it was looked up counts more", async () => {
  const open = core.leavesOpen("draft");
  without();
  const restored = go.restore();
  await waitFor(() => expect(open).toHaveLength(1));
  go.to("/scan?code=7QX2");
  open[0]?.answer({ at_ms: Date.now(), body: { path: "/visit/1/notes" } } as never);
  await restored;
  expect(go.path).toBe("/scan?code=7QX2");
});

test("a store that cannot be read keeps nobody from beginning", async () => {
  core.refuses("draft", { outcome: "unavailable" });
  without();
  await go.restore();
  expect(go.path).toBe(HOME);
});

test("back leads where the screen says, where the app began with it", () => {
  go.instead("/visit/1/step/2");
  go.back("/visit/1");
  expect(go.path).toBe("/visit/1");
});
