import { waitFor } from "@testing-library/svelte";
import { flushSync } from "svelte";
import { afterEach, expect, test } from "vitest";
import { core } from "../testing/core.ts";
import { jobCard } from "../testing/samples.ts";
import { type Query, pictureUrl, query } from "./query.svelte.ts";
import type { Type } from "./door.ts";

let leave: (() => void) | undefined;

afterEach(() => {
  leave?.();
  leave = undefined;
});

/** Reads as a component does that stands until the test is over. */
function reads<T>(begin: () => Query<T>): Query<T> {
  let held!: Query<T>;
  leave = $effect.root(() => {
    held = begin();
  });
  flushSync();
  return held;
}

const card = (visit: string, title: string): Type<"JobCard"> => jobCard({ visit, title });

test("what is asked comes, and until then it is loading", async () => {
  core.answers("job_card", ({ visit }) => card(visit, "Pump"));
  const read = reads(() => query("job_card", () => ({ visit: "1" })));
  expect([read.isLoading, read.data]).toEqual([true, undefined]);
  await waitFor(() => expect(read.isLoading).toBe(false));
  expect(read.data?.title).toBe("Pump");
});

test("arguments that are not there yet ask nothing", async () => {
  core.answers("job_card", ({ visit }) => card(visit, "Pump"));
  let visit = $state<string | null>(null);
  const read = reads(() => query("job_card", () => (visit === null ? null : { visit })));
  expect(core.heard("job_card")).toEqual([]);
  expect(read.isLoading).toBe(true);
  visit = "1";
  flushSync();
  await waitFor(() => expect(read.data?.visit).toBe("1"));
});

test("changes of one moment are read once, and what stood stays meanwhile", async () => {
  const open = core.leavesOpen("job_card");
  const read = reads(() => query("job_card", () => ({ visit: "1" })));
  open[0]?.answer(card("1", "before"));
  await waitFor(() => expect(read.data?.title).toBe("before"));
  core.changes("visit/1");
  core.changes("visit/2");
  core.changes("*");
  await waitFor(() => expect(open).toHaveLength(2));
  expect([read.data?.title, read.isLoading]).toEqual(["before", false]);
  open[1]?.answer(card("1", "after"));
  await waitFor(() => expect(read.data?.title).toBe("after"));
  expect(core.heard("job_card")).toHaveLength(2);
});

test("an answer that comes after a newer one is not believed", async () => {
  const open = core.leavesOpen("job_card");
  const read = reads(() => query("job_card", () => ({ visit: "1" })));
  read.again();
  flushSync();
  await waitFor(() => expect(open).toHaveLength(2));
  open[1]?.answer(card("1", "new"));
  await waitFor(() => expect(read.data?.title).toBe("new"));
  open[0]?.answer(card("1", "old"));
  await core.settles();
  expect(read.data?.title).toBe("new");
});

test("nor does a failure of an older read put away what a newer one found", async () => {
  const open = core.leavesOpen("job_card");
  const read = reads(() => query("job_card", () => ({ visit: "1" })));
  read.again();
  flushSync();
  await waitFor(() => expect(open).toHaveLength(2));
  open[1]?.answer(card("1", "new"));
  await waitFor(() => expect(read.data?.title).toBe("new"));
  open[0]?.fail();
  await core.settles();
  expect(read.failure).toBeUndefined();
});

test("another subject does not show what belongs to the one before", async () => {
  const open = core.leavesOpen("job_card");
  let visit = $state("1");
  const read = reads(() => query("job_card", () => ({ visit })));
  open[0]?.answer(card("1", "first"));
  await waitFor(() => expect(read.data?.title).toBe("first"));
  visit = "2";
  flushSync();
  expect([read.data, read.isLoading]).toEqual([undefined, true]);
  await waitFor(() => expect(open).toHaveLength(2));
  open[1]?.answer(card("2", "second"));
  await waitFor(() => expect(read.data?.title).toBe("second"));
});

test("what failed says why, and asking again may mend it", async () => {
  core.refuses("job_card", { outcome: "unavailable", message: "The store is busy." });
  const read = reads(() => query("job_card", () => ({ visit: "1" })));
  await waitFor(() => expect(read.failure?.message).toBe("The store is busy."));
  expect(read.isLoading).toBe(false);
  core.answers("job_card", card("1", "Pump"));
  read.again();
  await waitFor(() => expect(read.data?.title).toBe("Pump"));
  expect(read.failure).toBeUndefined();
});

test("who has gone asks no more", async () => {
  core.answers("job_card", card("1", "Pump"));
  const read = reads(() => query("job_card", () => ({ visit: "1" })));
  await waitFor(() => expect(read.data).toBeDefined());
  leave?.();
  core.answers("hello", () => ({}) as never);
  const other = reads(() => query("hello", () => ({})));
  await waitFor(() => expect(other.data).toBeDefined());
  core.changes("*");
  await waitFor(() => expect(core.heard("hello")).toHaveLength(2));
  expect(core.heard("job_card")).toHaveLength(1);
});

test("a picture is fetched once, and again where it had not arrived", async () => {
  core.refuses("blob", { outcome: "unavailable" });
  await expect(pictureUrl("aa11")).rejects.toThrow();
  core.answers("blob", new Uint8Array([1, 2, 3]));
  const url = await pictureUrl("aa11");
  expect(url).toMatch(/^blob:/);
  expect(await pictureUrl("aa11")).toBe(url);
  expect(core.heard("blob")).toHaveLength(2);
});
