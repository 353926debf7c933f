import { describe, expect, test } from "vitest";
import { addedEntries, countEntries, differences, entryOf, linesOf, onePlus } from "./entries.ts";
import { approvals, bestSource, proposed, refusals, toIssue, type Line } from "./requests.ts";
import { settlingOf } from "./settling.ts";
import { isOn, shelves, typedQuantity, type Lying, type Part } from "./stock.ts";
import { byPlace } from "./where.ts";

const line = (more: Partial<Line> = {}): Line => ({ line: "L1", part: "P1", wanted: 3000, ruling: null, approved: 0, location: null, reason: null, issued: 0, accepted: 0, returned: 0, ...more });
const lying = (more: Partial<Lying> = {}): Lying => ({ part: "P1", condition: "new", serial: null, lot: null, quantity: 1000, ...more });

describe("quantities", () => {
  test("are thousandths, and neither negative nor finer than that", () => {
    expect(typedQuantity("4.5")).toBe(4500);
    expect(typedQuantity("0")).toBe(0);
    expect(typedQuantity("-1")).toBeUndefined();
    expect(typedQuantity("0.0001")).toBeUndefined();
    expect(typedQuantity("two")).toBeUndefined();
  });

  test("of pieces with numbers stand on one shelf", () => {
    const rows = shelves([lying({ serial: "A" }), lying({ serial: "B" }), lying({ condition: "defective", serial: "C" })]);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ quantity: 2000, serials: ["A", "B"] });
  });

  test("of one part by place leave out what is broken, warehouses first", () => {
    const places = byPlace(
      [
        { location: "van", condition: "new", quantity: 9000 },
        { location: "house", condition: "new", quantity: 1000 },
        { location: "house", condition: "defective", quantity: 5000 },
      ],
      (id) => (id === "house" ? "warehouse" : "van"),
    );
    expect(places.map(({ location, quantity }) => [location, quantity])).toEqual([
      ["house", 1000],
      ["van", 9000],
    ]);
  });
});

describe("a request", () => {
  test("is approved as it is written, and what is wrong is said by line", () => {
    expect(approvals([line()], {}).ruled).toEqual([{ line: "L1", ruling: "approved", quantity: 3000 }]);
    expect(approvals([line()], { L1: { typed: "2", location: "W" } }).ruled).toEqual([{ line: "L1", ruling: "approved", quantity: 2000, location: "W" }]);
    const why = (typed: string, more: Partial<Line> = {}) => approvals([line(more)], { L1: { typed, location: "" } }).wrong[0]?.why;
    expect(why("x")).toBe("number");
    expect(why("4")).toBe("more");
    expect(why("1", { issued: 2000 })).toBe("issued");
    expect(why("0")).toBe("nothing");
  });

  test("is refused with a reason", () => expect(refusals([line()], " none left ")).toEqual([{ line: "L1", ruling: "refused", reason: "none left" }]));

  test("leaves only what was approved and is not on its way", () => {
    expect(toIssue(line())).toBe(0);
    expect(toIssue(line({ ruling: "approved", approved: 2000, issued: 500 }))).toBe(1500);
  });

  test("is issued by numbers, by lots, or simply so much", () => {
    const open = line({ ruling: "approved", approved: 2000 });
    expect(proposed(open, [lying({ serial: "A" }), lying({ serial: "B" }), lying({ serial: "C" })], true).map(({ serial }) => serial)).toEqual(["A", "B"]);
    expect(proposed(open, [lying({ lot: "X", quantity: 1500 }), lying({ lot: "Y", quantity: 9000 })], false)).toMatchObject([
      { lot: "X", quantity: 1500 },
      { lot: "Y", quantity: 500 },
    ]);
    expect(proposed(open, [], false)).toMatchObject([{ quantity: 2000, serial: null, lot: null }]);
    // Nobody invents a serial number or takes what is broken.
    expect(proposed(open, [lying({ condition: "defective", serial: "D" })], true)).toEqual([]);
  });

  test("comes from the warehouse that has most of it", () => {
    const houses = [
      { id: "one", balances: [lying({ quantity: 1000 })] },
      { id: "two", balances: [lying({ quantity: 5000 })] },
    ];
    expect(bestSource([line({ ruling: "approved", approved: 3000 })], houses)).toBe("two");
  });
});

describe("a count", () => {
  const list = [
    { part: "P1", condition: "new", serial: null, lot: null, expected: 5000 },
    { part: "P2", condition: "new", serial: "S1", lot: null, expected: 1000 },
  ];

  test("differs where it was counted otherwise; where all was counted, also by what nobody typed", () => {
    const entries = countEntries(list, { "P1|new||": "3" }, []);
    expect(differences(entries, false)).toMatchObject([{ part: "P1", books: 5000, counted: 3000 }]);
    expect(differences(entries, true)).toMatchObject([{ part: "P1" }, { part: "P2", books: 1000, counted: 0 }]);
  });

  test("counts what was found besides, and the same thing twice as its sum", () => {
    const added = { part: "P1", condition: "new", serial: null, lot: null, typed: "2" };
    const entries = countEntries(list, { "P1|new||": "3" }, [added]);
    expect(linesOf(entries)).toMatchObject([{ part: "P1", quantity: 5000 }]);
    expect(differences(entries, false)).toEqual([]);
    expect(linesOf(addedEntries([added, added], []))).toMatchObject([{ quantity: 4000 }]);
  });

  test("finds a scanned piece by its number, and a lot only where one line has it", () => {
    const entries = countEntries([...list, { part: "P3", condition: "new", serial: null, lot: "X", expected: 1 }, { part: "P4", condition: "new", serial: null, lot: "X", expected: 1 }], {}, []);
    expect(entryOf(" s1 ", entries)?.part).toBe("P2");
    expect(entryOf("X", entries)).toBeUndefined();
    expect(onePlus("")).toBe("1");
    expect(onePlus("1.5")).toBe("2.5");
  });
});

test("a code is on a part by its number and its barcodes", () => {
  const part = { number: "AH-1", maker_number: "", barcodes: ["290"] } as unknown as Part;
  expect(isOn(part, "ah-1")).toBe(true);
  expect(isOn(part, "290 ")).toBe(true);
  expect(isOn(part, "")).toBe(false);
});

test("what does not add up is read from its detail, of whatever kind", () => {
  expect(settlingOf({ detail: { differences: [{ part: "P1", condition: "new", serial: null, lot: null, counted: 1, expected: 2 }] } }).lines).toHaveLength(1);
  expect(settlingOf({ detail: { balance: lying({ quantity: -1000 }) } }).lines[0]?.expected).toBe(-1000);
  expect(settlingOf({ detail: {} }).lines).toEqual([]);
});
