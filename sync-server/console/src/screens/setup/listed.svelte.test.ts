import { expect, test } from "vitest";
import { treeOf } from "./faults.ts";
import type { Item } from "./form/field.ts";
import { listed } from "./form/listed.ts";
import { FAULT_CODES } from "./parts/faults.ts";
import { PRICE_LISTS } from "./parts/prices.ts";

const item = (id: string, body: Record<string, unknown>): Item => ({ id, etag: '"1.1"', word: "any", body });

test("of versions the last one stands in the list, unless all are wanted or an older one is open", () => {
  const items = [1, 3, 2].map((revision) => item(`v${revision}`, { number: "PL", revision, name: { en: "Standard" }, currency: "CNY" }));
  const ids = (isAll: boolean, current: string) => listed(PRICE_LISTS, items, "", isAll, current).groups.flatMap(({ rows }) => rows.map(({ id }) => id));
  expect(ids(false, "")).toEqual(["v3"]);
  expect(ids(false, "v1").sort()).toEqual(["v1", "v3"]);
  expect(ids(true, "").length).toBe(3);
  expect(listed(PRICE_LISTS, items, "", false, "").hidden).toBe(2);
});

test("of versions the one in force stands in the list beside the one that is coming", () => {
  const days = [undefined, "2020-01-01", "2999-01-01"];
  const items = days.map((valid_from, at) => item(`v${at + 1}`, { number: "PL", revision: at + 1, valid_from, name: { en: "Standard" }, currency: "CNY" }));
  const rows = listed(PRICE_LISTS, items, "", false, "").groups.flatMap(({ rows }) => rows.map(({ id }) => id));
  expect(rows.sort()).toEqual(["v2", "v3"]);
});

test("words are looked for in both languages", () => {
  const items = [item("a", { code: "F-1", kind: "fault", name: { zh: "漏水", en: "Water leak" } }), item("b", { code: "F-2", kind: "fault", name: { zh: "噪声", en: "Noise" } })];
  const found = (wanted: string) => listed(FAULT_CODES, items, wanted, true, "").groups.flatMap(({ rows }) => rows.map(({ id }) => id));
  expect(found("漏")).toEqual(["a"]);
  expect(found("leak f-1")).toEqual(["a"]);
  expect(found("leak f-2")).toEqual([]);
});

test("a model's tree goes from faults to causes to remedies; what names nothing stands beside", () => {
  const code = (id: string, kind: string, goes_with: string[], models: string[] = []) => item(id, { kind, code: id.toUpperCase(), name: { en: id }, goes_with, models, sort: 0 });
  const items = [code("f", "fault", []), code("g", "fault", [], ["OTHER"]), code("c", "cause", ["F"]), code("r", "remedy", ["C"]), code("any", "remedy", [])];
  const tree = treeOf(items, "MODEL");
  expect(tree.map(({ id }) => id)).toEqual(["f", "any"]);
  expect(tree[0]?.branches[0]).toMatchObject({ id: "c", branches: [{ id: "r" }] });
  expect(tree[1]?.isAnywhere).toBe(true);
});
