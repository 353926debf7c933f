import { isThere, press } from "$kit/testing/person.ts";
import { render, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { core } from "../testing/core.ts";
import { hello } from "../testing/samples.ts";
import { t } from "$kit/words/words.svelte.ts";
import Hint from "./Hint.svelte";

test("it is shown to whoever has not seen it, and put away for good by one press", async () => {
  core.answers("hello", hello({}, { hints_seen: ["visit", "today"], text_percent: 150 }));
  core.answers("set_preferences", hello() as never);
  render(Hint, { id: "scan" });
  await waitFor(() => expect(isThere(t("hints-scan-text"))).toBe(true));
  await press(t("hints-understood"));
  expect(isThere(t("hints-scan-text"))).toBe(false);
  const preferred = { ...hello().preferences, text_percent: 150, hints_seen: ["scan", "today", "visit"] };
  await waitFor(() => expect(core.heard("set_preferences").map(({ given }) => given)).toEqual([preferred]));
});

test("whoever has seen it is left alone", async () => {
  core.answers("hello", hello({}, { hints_seen: ["scan"] }));
  const { container } = render(Hint, { id: "scan" });
  await core.settles();
  expect(container.textContent).toBe("");
});
