import { expect, test } from "vitest";
import { filterOf, withSaved } from "./saved.ts";

test("a filter is written one way, whatever else stands in the address", () => {
  expect(filterOf(new URLSearchParams("q=chiller&make=order&kind=repair&status="))).toBe("q=chiller&kind=repair");
  expect(filterOf(new URLSearchParams("kind=repair&q=chiller"))).toBe("q=chiller&kind=repair");
});

test("a name is taken once, an empty one never", () => {
  const saved = withSaved(withSaved([], { name: " Urgent ", query: "priority=critical" }), { name: "Urgent", query: "priority=high" });
  expect(saved).toEqual([{ name: "Urgent", query: "priority=high" }]);
  expect(withSaved(saved, { name: "  ", query: "" })).toEqual(saved);
});
