import { render, waitFor } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { isThere, press, type } from "$kit/testing/person.ts";
import { answer, Refused, told } from "../../testing/server.ts";
import Batches from "./Batches.svelte";
import type { Batch, Batches as Of } from "./batches.svelte.ts";

const BATCH: Batch = { id: "01HF00000000000000000000BA", purpose: "East", first: "YGEMDVTSWGH2", drawn: "2026-11-24T09:00:00Z", count: 30, bound: 4, free: 25, released: 1, printed: 30, last_printed: null };

function batches(items: Batch[]): Of {
  return { data: items, isLoading: false, failure: undefined, hasMore: false, again: vi.fn(), more: vi.fn() } as unknown as Of;
}

const keysOf = () => told("POST").map(({ headers }) => headers.get("idempotency-key"));

test("after no answer the same press, even after a reload, asks for the same batch", async () => {
  localStorage.clear();
  answer("POST", /^\/v1\/device-codes$/, () => {
    throw new Refused(503, "no_answer");
  });
  const { unmount } = render(Batches, { batches: batches([]), current: null, onchoose: () => undefined });
  await type("How many", "30");
  await press("Draw 30 codes");
  await waitFor(() => expect(isThere("no second one is drawn")).toBe(true));
  unmount();
  answer("POST", /^\/v1\/device-codes$/, () => ({ codes: [{ code: "YGEMDVTSWGH2", in_clear: "YGEM-DVTS-WGH2", link: "" }] }));
  const onchoose = vi.fn();
  render(Batches, { batches: batches([BATCH]), current: null, onchoose });
  await press("Ask for the same batch again");
  await waitFor(() => expect(onchoose).toHaveBeenCalledWith(BATCH.id));
  const [first, second] = keysOf();
  expect(first).toBeTruthy();
  expect(second).toBe(first);
});

test("a batch that was drawn is printed as it is: nothing is drawn", async () => {
  localStorage.clear();
  const onchoose = vi.fn();
  render(Batches, { batches: batches([BATCH]), current: null, onchoose });
  await press("Print");
  expect(onchoose).toHaveBeenCalledWith(BATCH.id);
  expect(told("POST")).toEqual([]);
});

test("a wrong count is said beside the field, and nothing is drawn", async () => {
  localStorage.clear();
  render(Batches, { batches: batches([]), current: null, onchoose: () => undefined });
  await type("How many", "10001");
  await press("Draw codes");
  expect(isThere("A whole number from 1 to")).toBe(true);
  expect(told("POST")).toEqual([]);
});
