import { waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { core } from "../testing/core.ts";
import { done } from "../testing/samples.ts";
import { commands } from "./command.svelte.ts";

const note = { visit: "1", note: { text: "Belt changed" } };

test("what is told arrives as it was given, with its bytes, and is answered", async () => {
  core.answers("keep_photo", () => ({ hash: "aa" }) as never);
  const kept = await commands().tell("keep_photo", {}, new Uint8Array([7, 8, 9]));
  expect(kept).toEqual({ hash: "aa" });
  expect([...(core.heard("keep_photo")[0]?.body ?? [])]).toEqual([7, 8, 9]);
});

test("words of any language travel whole", async () => {
  core.answers("write_note", done());
  await commands().tell("write_note", { visit: "1", note: { text: "皮带 — ⚙️ “frayed”" } });
  expect(core.heard("write_note")[0]?.given).toEqual({ visit: "1", note: { text: "皮带 — ⚙️ “frayed”" } });
});

test("what was refused stands until the next thing is told", async () => {
  const work = commands();
  core.refuses("write_note", { message: "Signed already." });
  expect(await work.tell("write_note", note)).toBeUndefined();
  expect(work.failure?.message).toBe("Signed already.");
  const open = core.leavesOpen("write_note");
  const told = work.tell("write_note", note);
  expect(work.failure, "it is not said of the next one").toBeUndefined();
  await waitFor(() => expect(open).toHaveLength(1));
  open[0]?.answer(done());
  expect(await told).toBeDefined();
});

test("it is busy until the last of several has ended", async () => {
  const work = commands();
  const open = core.leavesOpen("write_note");
  const both = [work.tell("write_note", note), work.tell("write_note", note)];
  await waitFor(() => expect(open).toHaveLength(2));
  open[1]?.answer(done());
  await both[1];
  expect(work.isBusy).toBe(true);
  open[0]?.fail();
  await both[0];
  expect(work.isBusy).toBe(false);
});

test("a line that breaks is a failure to be shown, and no screen breaks with it", async () => {
  const work = commands();
  core.answers("write_note", () => Promise.reject(new TypeError("the line is gone")));
  expect(await work.tell("write_note", note)).toBeUndefined();
  expect(work.failure).toMatchObject({ outcome: "broken", message: "the line is gone" });
});
