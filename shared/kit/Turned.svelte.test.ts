import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { text } from "./testing/person.ts";
import Turned from "./Turned.svelte";

const dialog = () => screen.getByRole<HTMLDialogElement>("dialog", { name: "For the customer" });
/** What a browser does with Escape or the gesture that closes: it asks, and closes where nobody said no. Answers whether it closed. */
async function closes(isForced = false) {
  const isAllowed = await fireEvent(dialog(), new Event("cancel", { cancelable: true }));
  if (isAllowed || isForced) dialog().close();
  return isAllowed || isForced;
}

beforeEach(() => void vi.restoreAllMocks());

test("it covers everything at once", () => {
  render(Turned, { label: "For the customer", children: text("Sign here") });
  expect([dialog().open, dialog().textContent?.includes("Sign here")]).toEqual([true, true]);
});

test("keys that close things do not give the customer the engineer's screen", async () => {
  render(Turned, { label: "For the customer", children: text("Sign here") });
  expect(await closes()).toBe(false);
  expect(dialog().open).toBe(true);
});

test("a second Escape, which browsers do not ask about, does not either", async () => {
  render(Turned, { label: "For the customer", children: text("Sign here") });
  await closes(true);
  await waitFor(() => expect(dialog().open).toBe(true));
});

test("where there is a way back the keys take it", async () => {
  const onleave = vi.fn();
  render(Turned, { label: "For the customer", children: text("Sign here"), onleave });
  expect(await closes()).toBe(false);
  expect([onleave.mock.calls.length, dialog().open]).toEqual([1, true]);
});

test("it goes when its screen goes", () => {
  const { unmount } = render(Turned, { label: "For the customer", children: text("Sign here") });
  unmount();
  expect(screen.queryByRole("dialog")).toBeNull();
});
