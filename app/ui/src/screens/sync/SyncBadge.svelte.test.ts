import { said } from "$kit/testing/person.ts";
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { go } from "../../lib/go.svelte.ts";
import { core } from "../../testing/core.ts";
import { MORNING_MS, syncState } from "../../testing/samples.ts";
import { time } from "$kit/words/format.ts";
import { speak, t } from "$kit/words/words.svelte.ts";
import SyncBadge from "./SyncBadge.svelte";

const LAST = { clock_difference_ms: 0, device_ms: MORNING_MS, server_ms: MORNING_MS };

const STATES = [
  ["everything is at the server", syncState({ phase: "all_sent", last_sync: LAST }), () => t("sync-all-sent", { at: time(MORNING_MS) })],
  ["it is being sent", syncState({ phase: "sending" }, { waiting: 2, blobs_waiting: 1 }), () => t("sync-sending", { count: 3 })],
  ["something waits", syncState({ phase: "waiting" }, { waiting: 2, blobs_waiting: 1 }), () => t("sync-waiting", { count: 3 })],
  ["something waits without a line", syncState({ phase: "waiting", result: "offline" }, { waiting: 4 }), () => t("sync-waiting-offline", { count: 4 })],
  ["nothing waits and nothing was confirmed", syncState({ phase: "waiting" }), () => t("sync-not-yet")],
  ["somebody has to decide", syncState({ phase: "need_attention" }, { needs_attention: 2 }), () => t("sync-need-attention", { count: 2 })],
  ["it cannot go on", syncState({ phase: "failed", result: "revoked" }, { waiting: 2 }), () => t("sync-failed")],
] as const;

test.each(STATES)("%s: it says so in both languages, and leads to more", async (_, state, words) => {
  core.answers("sync_state", state);
  render(SyncBadge);
  const badge = await screen.findByRole("button");
  for (const language of ["en", "zh"] as const) {
    await speak(language);
    await waitFor(() => expect(said(badge)).toBe(words()));
    expect(said(badge)).toMatch(language === "zh" ? /\p{Script=Han}/u : /^[^\p{Script=Han}]+$/u);
  }
  await userEvent.click(badge);
  expect(go.path).toBe("/sync");
});

test("no two states say the same", () => {
  const all = STATES.map(([, , words]) => words());
  expect(new Set(all).size).toBe(STATES.length);
});

test("it never says sent while something waits, and says so again when it is true", async () => {
  core.answers("sync_state", syncState({ phase: "waiting", last_sync: LAST }, { waiting: 1 }));
  render(SyncBadge);
  const badge = await screen.findByRole("button");
  expect(said(badge)).not.toContain(time(MORNING_MS));
  core.answers("sync_state", syncState({ phase: "all_sent", last_sync: LAST }));
  core.changes("sync");
  await waitFor(() => expect(said(badge)).toBe(t("sync-all-sent", { at: time(MORNING_MS) })));
});
