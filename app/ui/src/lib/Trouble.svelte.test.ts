import { alerts, press } from "$kit/testing/person.ts";
import { render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import type { Failure } from "../door/door.ts";
import { t } from "$kit/words/words.svelte.ts";
import Trouble from "./Trouble.svelte";

const failure = (more: Partial<Failure>): Failure => ({ outcome: "rejected", code: "no", path: "", message: "Already signed.", detail: "", ...more });

test("nothing went wrong, nothing is said", () => {
  const { container } = render(Trouble, { failure: undefined });
  expect(container.textContent).toBe("");
});

test("what a rule refused is said, and has nothing to copy", () => {
  render(Trouble, { failure: failure({ detail: "Write an amendment." }) });
  expect(alerts()).toEqual(["Already signed. Write an amendment."]);
  expect(screen.queryByRole("button")).toBeNull();
});

test("what is broken can be copied with its incident", async () => {
  render(Trouble, { failure: failure({ outcome: "broken", message: "Something broke.", detail: "incident 7F3A" }) });
  await press(t("do-copy-details"));
  expect(await navigator.clipboard.readText()).toBe("Something broke.\nincident 7F3A");
});

test("another failure takes its place, and none puts it away", async () => {
  const { rerender } = render(Trouble, { failure: failure({ message: "One." }) });
  await rerender({ failure: failure({ message: "Two." }) });
  expect(alerts()).toEqual(["Two."]);
  await rerender({ failure: undefined });
  expect(alerts()).toEqual([]);
});
