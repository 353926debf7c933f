import { expect, test } from "vitest";
import { wantedOf, yieldingOf } from "./table.ts";

const columns = [
  { key: "number" },
  { key: "device", yields: 3 },
  { key: "kind", yields: 4 },
  { key: "promise", yields: 1 },
  { key: "site", yields: 5, isExtra: true },
];
const keys = (found: readonly { key: string }[]) => found.map(({ key }) => key);

test("what somebody chose is shown, and the rest as it is meant", () => {
  expect(keys(wantedOf(columns, {}))).toEqual(["number", "device", "kind", "promise"]);
  expect(keys(wantedOf(columns, { site: true, kind: false }))).toEqual(["number", "device", "promise", "site"]);
});

test("the least wanted gives way first, and never what somebody chose", () => {
  expect(yieldingOf(columns, {})).toEqual(["kind", "device", "promise"]);
  expect(yieldingOf(columns, { kind: true, device: false, site: true })).toEqual(["promise"]);
});
