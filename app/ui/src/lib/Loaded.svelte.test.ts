import { alerts, isThere, press, text } from "$kit/testing/person.ts";
import { render, screen } from "@testing-library/svelte";
import { createRawSnippet } from "svelte";
import { expect, test, vi } from "vitest";
import type { Query } from "../door/query.svelte.ts";
import { t } from "$kit/words/words.svelte.ts";
import Loaded from "./Loaded.svelte";

const REFUSED = { outcome: "unavailable", code: "unavailable", path: "", message: "The store is busy.", detail: "2 of 3" } as const;

function shows(of: Partial<Query<string[]>>, more: object = {}) {
  const children = createRawSnippet<[string[]]>((given) => ({ render: () => `<p>Jobs: ${given().join(", ")}</p>` }));
  const whole: Query<string[]> = { data: undefined, failure: undefined, isLoading: false, again: () => {}, ...of };
  render(Loaded<string[]>, { of: whole, isEmpty: (data: string[]) => data.length === 0, empty: text("No jobs today"), children, ...more });
}

test("while it comes, its shape is there and says that it is loading", () => {
  shows({ isLoading: true }, { rows: 4 });
  expect(screen.getByRole("status", { name: t("state-loading") }).children).toHaveLength(4);
});

test("what failed says so, and a press asks again", async () => {
  const again = vi.fn();
  shows({ failure: REFUSED, again });
  expect(alerts()[0]).toContain("The store is busy. 2 of 3");
  await press(t("do-again"));
  expect(again).toHaveBeenCalledOnce();
});

test("what failed does not show what it knew before as if it were so", () => {
  shows({ failure: REFUSED, data: ["Pump"] });
  expect(isThere("Pump")).toBe(false);
});

test("where there is nothing it teaches", () => {
  shows({ data: [] });
  expect([isThere("No jobs today"), isThere("Jobs:")]).toEqual([true, false]);
});

test("what there is stands there", () => {
  shows({ data: ["Pump", "Chiller"] });
  expect([isThere("Jobs: Pump, Chiller"), isThere("No jobs today")]).toEqual([true, false]);
});

test("what has no words for nothing is shown as it is", () => {
  shows({ data: [] }, { empty: undefined });
  expect([isThere("Jobs:"), screen.queryByRole("status")]).toEqual([true, null]);
});
