import { waitFor } from "@testing-library/svelte";
import { flushSync } from "svelte";
import { expect, test } from "vitest";
import type { Answer } from "../door/door.ts";
import { core } from "../testing/core.ts";
import { unsent } from "./unsent.svelte.ts";

type Row = Answer<"outbox">[number];
const row = (state: string, intent: unknown) => ({ state, intent }) as Row;

test("what waits and what was refused is known by the entries and facts that it made; the rest is at the server", async () => {
  core.answers("outbox", [
    row("waiting", { writes: [{ writes: [{ id: "note-1" }, { id: "note-2" }] }, { writes: [{ id: "time-1" }] }] }),
    row("waiting", { facts: [{ id: "press-1" }] }),
    row("rejected", { facts: [{ id: "move-1" }] }),
    row("waiting", null),
    row("waiting", { writes: [{ other: true }], facts: [{ id: 7 }] }),
  ]);
  let marks!: ReturnType<typeof unsent>;
  const leave = $effect.root(() => {
    marks = unsent();
  });
  flushSync();
  await waitFor(() => expect(marks.of("note-1")).toBe("waiting"));
  expect(["note-2", "time-1", "press-1", "move-1", "note-9"].map((id) => marks.of(id))).toEqual(["waiting", "waiting", "waiting", "refused", undefined]);
  core.answers("outbox", []);
  core.changes("outbox");
  await waitFor(() => expect(marks.of("move-1")).toBeUndefined());
  leave();
});
