import { expect, test } from "vitest";
import { t } from "$kit/words/words.svelte.ts";
import { leftOut, why } from "./why.ts";

test("what the office left out says so with its reason, by whom and when; a refusal by a rule is none of that", () => {
  const outcome = { code: "set_aside", detail: "Zhou wrote it already", by: "chen", at_ms: 7 };
  expect(why("rejected", outcome)).toBe(t("sync-set-aside", { why: "Zhou wrote it already" }));
  expect(leftOut("rejected", outcome)).toEqual({ by: "chen", atMs: 7 });
  expect(why("rejected", { code: "set_aside", detail: "" })).toBe(t("sync-set-aside", { why: t("sync-set-aside-silent") }));
  expect(leftOut("rejected", { code: "forbidden", path: "" })).toBeUndefined();
  expect(leftOut("review", "late")).toBeUndefined();
});
