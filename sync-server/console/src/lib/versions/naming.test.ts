import { expect, test } from "vitest";
import { newerThan, placeOfUse } from "./naming.ts";

const version = (id: string, revision: number, more: object = {}) => ({ id, body: { number: "PL", revision, ...more } });

test("the newest version is offered where an older one is named, and a retired one never", () => {
  const all = [version("a", 1), version("b", 2), version("c", 3, { is_retired: true }), { id: "d", body: { number: "OTHER", revision: 9 } }];
  expect(newerThan(all, "a")?.newest.id).toBe("b");
  expect(newerThan(all, "b")).toBeUndefined();
  expect(newerThan(all, "d")).toBeUndefined();
  expect(newerThan(all, "gone")).toBeUndefined();
  expect(newerThan([{ id: "e", body: { revision: 1 } }, { id: "f", body: { revision: 2 } }], "e")).toBeUndefined();
});

test("what names a version is a press away, and of a version its next one", () => {
  expect(placeOfUse("order_kind/01X")).toBe("/setup/order-kinds?record=01X");
  expect(placeOfUse("contract/01X", true)).toBe("/setup/contracts?record=new&from=01X");
  expect(placeOfUse("customer/01X")).toBe("/customers/01X");
});
