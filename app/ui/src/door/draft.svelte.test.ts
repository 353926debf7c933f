import { flushSync } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { core } from "../testing/core.ts";
import { draft, type DraftOf } from "./draft.svelte.ts";

type Note = { text: string; photos: string[] };
const EMPTY: Note = { text: "", photos: [] };
const PLACE = "visit/1/note/new";
/** Longer than the pause after which a form is kept. */
const PAUSE_MS = 1_000;

let leaves: (() => void)[] = [];

beforeEach(() => void vi.useFakeTimers());

afterEach(() => {
  for (const leave of leaves) leave();
  leaves = [];
  vi.useRealTimers();
});

/** Opens a form, and closes it again when the test ends or says so. */
async function opens(place = PLACE): Promise<{ form: DraftOf<Note>; leave: () => void }> {
  let form!: DraftOf<Note>;
  const leave = $effect.root(() => {
    form = draft(place, EMPTY);
  });
  leaves.push(leave);
  flushSync();
  await passes(0);
  return { form, leave };
}

async function passes(ms: number) {
  flushSync();
  await vi.advanceTimersByTimeAsync(ms);
  flushSync();
}

test("what is typed is kept once, when the typing pauses", async () => {
  const { form } = await opens();
  for (const text of ["B", "Be", "Bel", "Belt"]) {
    form.value.text = text;
    await passes(50);
  }
  expect(core.heard("save_draft")).toEqual([]);
  await passes(PAUSE_MS);
  expect(core.heard("save_draft").map(({ given }) => given.body)).toEqual([{ text: "Belt", photos: [] }]);
});

test("it stands there again when the app was killed, and says that it came back", async () => {
  const killed = await opens();
  killed.form.value = { text: "冷却水管老化", photos: ["aa"] };
  await passes(PAUSE_MS);
  const { form } = await opens();
  expect(form.value).toEqual({ text: "冷却水管老化", photos: ["aa"] });
  expect(form.wasLeft).toBe(true);
});

test("a form where nothing was left says nothing of it", async () => {
  const { form } = await opens();
  expect([form.value, form.wasLeft]).toEqual([EMPTY, false]);
});

test("what an older app kept fits into a form that has more fields", async () => {
  core.keepsDraft(PLACE, { text: "Belt" });
  const { form } = await opens();
  expect(form.value).toEqual({ text: "Belt", photos: [] });
});

test("what is typed before the answer came counts more than what was left", async () => {
  const open = core.leavesOpen("draft");
  const { form } = await opens();
  form.value.text = "new";
  flushSync();
  open[0]?.answer({ at_ms: 0, body: { text: "old" } } as never);
  await passes(PAUSE_MS);
  expect([form.value.text, form.wasLeft]).toEqual(["new", false]);
  expect(core.draftAt(PLACE)).toEqual({ text: "new", photos: [] });
});

test("a form that is left at once is kept at once", async () => {
  const { form, leave } = await opens();
  form.value.text = "half a wo";
  flushSync();
  leave();
  await passes(0);
  expect(core.draftAt(PLACE)).toEqual({ text: "half a wo", photos: [] });
});

test("an app that goes to the background keeps it at once", async () => {
  const { form } = await opens();
  form.value.text = "half a wo";
  flushSync();
  const hidden = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  hidden.mockRestore();
  await passes(0);
  expect(core.draftAt(PLACE)).toEqual({ text: "half a wo", photos: [] });
});

test("what was sent does not come back, not when the form is left either", async () => {
  const { form, leave } = await opens();
  form.value.text = "Belt changed";
  await passes(PAUSE_MS);
  form.drop();
  leave();
  await passes(PAUSE_MS);
  expect(core.draftAt(PLACE)).toBeUndefined();
  expect((await opens()).form.value).toEqual(EMPTY);
});

test("a form that is used again after it was sent is kept again, and an emptied one is none", async () => {
  const { form } = await opens();
  form.value.text = "Belt changed";
  await passes(PAUSE_MS);
  form.drop();
  form.value = structuredClone(EMPTY);
  await passes(PAUSE_MS);
  expect(core.draftAt(PLACE)).toBeUndefined();
  form.value.text = "Oil topped up";
  await passes(PAUSE_MS);
  expect(core.draftAt(PLACE)).toEqual({ text: "Oil topped up", photos: [] });
});

test("of two forms at one place the second begins with what the first kept", async () => {
  const first = await opens();
  first.form.value.text = "Belt";
  await passes(PAUSE_MS);
  const second = await opens();
  expect(second.form.value.text).toBe("Belt");
});

test("of two forms at one place the one that is sent is not brought back when the other is left", async () => {
  const first = await opens();
  first.form.value.text = "Belt";
  await passes(PAUSE_MS);
  const second = await opens();
  second.form.drop();
  await passes(0);
  first.leave();
  await passes(PAUSE_MS);
  expect(core.draftAt(PLACE)).toBeUndefined();
});

test("forms at other places know nothing of each other", async () => {
  const { form } = await opens("visit/1/note/new");
  form.value.text = "Belt";
  await passes(PAUSE_MS);
  expect((await opens("visit/2/note/new")).form.value).toEqual(EMPTY);
});

test("what the store would not take is tried again with the next letter", async () => {
  const { form } = await opens();
  core.refuses("save_draft");
  form.value.text = "Belt";
  await passes(PAUSE_MS);
  expect(core.draftAt(PLACE)).toBeUndefined();
  core.answers("save_draft", () => null as never);
  form.value.text = "Belt c";
  await passes(PAUSE_MS);
  expect(core.heard("save_draft").at(-1)?.given.body).toEqual({ text: "Belt c", photos: [] });
});
