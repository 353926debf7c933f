import { describe, expect, test } from "vitest";
import type { Type } from "../../door/door.ts";
import { asked, formOf, isSame, nothing, partsToBegin, plainOf, type Form, type Line, type Quote } from "./form.ts";

const filled: Form = {
  ...nothing(),
  payer: "goodwill",
  reason: " second failure ",
  services: [{ id: "SI", quantity: 2_000, price: "99.5" }],
  distance: "18.5",
  hasCallOut: true,
  others: [{ label: "吊车", amount: "1,200" }],
};

function line(kind: Line["kind"], unit_minor: number, more: Partial<Line> = {}): Line {
  const amounts = { net_minor: unit_minor, tax: 0, tax_minor: 0, total_minor: unit_minor };
  return { kind, item: null, time: null, label: { zh: "", en: "" }, quantity: 1_000, unit: "pcs", unit_minor, per: 1_000, payer: "customer", ...amounts, ...more };
}

function quote(lines: Line[], more: Partial<Quote> = {}): Quote {
  const cover: Type<"Cover"> = { kinds: [], labour: false, travel: false, service_items: false, parts: "none", listed_parts: [], excluded_causes: [] };
  const decision: Type<"CoverDecision"> = { payer: "customer", by: null, cover, reasons: [], overridden: null };
  return { currency: "CNY", is_tax_included: false, decision, lines, net_minor: 0, tax_minor: 0, total_minor: 0, covered_minor: 0, valid_until_ms: null, remarks: "", ...more };
}

function expense(note: string | null, minor: number, is_current = true): Type<"VisitView">["expenses"][number] {
  const paid = { paid_ms: 1, distance_m: null, receipt: null, is_charged_to_customer: true, replaces: [] };
  return { id: `${note}${minor}`, by: null, at_ms: 1, is_current, received_ms: null, decided: null, kind: "toll", note, amount: { minor, currency: "CNY" }, ...paid };
}

describe("what the core is asked", () => {
  test("holds exact amounts, metres and milliseconds", () => {
    const { toCharge, problems } = asked({ ...filled, minutes: { work: "90", travel: "", wait: "0" }, validUntil: "2026-12-31" }, "CNY", "Asia/Shanghai");
    expect(problems).toEqual({});
    expect(toCharge).toMatchObject({
      payer: "goodwill",
      reason: "second failure",
      service_items: [{ id: "SI", quantity: 2_000, unit_minor: 9_950 }],
      parts: null,
      time_ms: { work: 5_400_000, travel: 0, wait: 0 },
      distance_m: 18_500,
      has_call_out: true,
      others: [{ label: "吊车", minor: 120_000, tax: null }],
      valid_until_ms: Date.UTC(2026, 11, 31, 15, 59),
    });
  });

  test("leaves to the list what cannot be read, and names it", () => {
    const { toCharge, problems } = asked(
      { ...filled, services: [{ id: "SI", quantity: 1_000, price: "much" }], distance: "far", others: [{ label: "x", amount: "" }], minutes: { work: "1.5", travel: "", wait: "" } },
      "CNY",
      null,
    );
    expect(problems).toEqual({ "service_items[0].unit_minor": "amount", distance_m: "number", "others[0].minor": "amount", "time_ms.work": "number" });
    expect(toCharge.service_items?.[0]?.unit_minor).toBeNull();
  });
});

test("a row without anything in it is not asked for, and the rest keep their places", () => {
  const { toCharge, others, problems } = asked({ ...nothing(), others: [{ label: "", amount: "" }, { label: "吊车", amount: "5" }] }, "CNY", null);
  expect([toCharge.others.length, others, problems]).toEqual([1, [1], {}]);
});

describe("the form behind what was recorded", () => {
  const lines = [
    line("service_item", 68_000, { item: "SI" }),
    line("labour", 52_000, { time: "work", quantity: 60_000, per: 60_000 }),
    line("travel", 300, { quantity: 18_500 }),
    line("call_out", 30_000),
    line("part", 12_000, { item: "P1" }),
    line("other", 120_000, { label: { zh: "吊车", en: "吊车" } }),
    line("other", 8_650, { label: { zh: "toll", en: "toll" } }),
  ];

  test("says nothing about what the lists and records say by themselves", () => {
    const form = formOf(quote(lines), quote(lines), [expense(null, 8_650)]);
    expect(form).toEqual({
      ...nothing(),
      services: [{ id: "SI", quantity: 1_000, price: "" }],
      distance: "18.5",
      hasCallOut: true,
      others: [{ label: "吊车", amount: "1200" }],
    });
  });

  test("keeps what was agreed instead", () => {
    const listed = lines.map((one) => (one.kind === "service_item" ? { ...one, unit_minor: 70_000 } : one.time ? { ...one, quantity: 90_000 } : one.kind === "part" ? { ...one, quantity: 2_000 } : one));
    const form = formOf(quote(lines), quote(listed), []);
    expect(form.services).toEqual([{ id: "SI", quantity: 1_000, price: "680" }]);
    expect(form.minutes).toEqual({ work: "60", travel: "", wait: "" });
    expect(form.parts).toEqual([{ id: "P1", quantity: 1_000, price: "" }]);
  });

  test("does not charge an expense twice, with a note or without, nor one that was taken back since", () => {
    const named = [line("other", 8_650, { label: { zh: "过路费", en: "Toll" } }), line("other", 3_500, { label: { zh: "过路费：绕城高速", en: "Toll: 绕城高速" } })];
    const own = line("other", 3_500, { label: { zh: "绕城高速", en: "绕城高速" } });
    expect(formOf(quote([own, ...named]), undefined, [expense(null, 8_650)]).others).toEqual([{ label: "绕城高速", amount: "35" }]);
    expect(plainOf(quote(named), [expense(null, 8_650), expense("绕城高速", 3_500)]).others).toEqual([]);
  });

  test("does not charge an expense twice that was corrected since", () => {
    const form = formOf(quote(lines), undefined, [expense(null, 8_650, false), expense(null, 8_000)]);
    expect(form.others).toEqual([{ label: "吊车", amount: "1200" }]);
    expect(plainOf(quote(lines), [expense(null, 8_650)])).toMatchObject({ parts: null, time_ms: null, service_items: [{ unit_minor: null }], others: [{ minor: 120_000 }] });
  });
});

test("planned parts are what it will take, until parts were used", () => {
  const usage = { part: "P1", quantity: 1_000, is_current: true } as Type<"VisitView">["part_usages"][number];
  expect(partsToBegin([], [{ part: "P2", quantity: 2_000 }])).toEqual([{ id: "P2", quantity: 2_000, price: "" }]);
  expect(partsToBegin([usage], [{ part: "P2", quantity: 2_000 }])).toEqual([{ id: "P1", quantity: 1_000, price: "" }]);
  expect(partsToBegin([{ ...usage, is_current: false }], [])).toEqual([]);
});

test("the same charges are the same, whoever asks", () => {
  const one = quote([line("call_out", 30_000)], { total_minor: 30_000 });
  expect(isSame(one, structuredClone(one))).toBe(true);
  expect(isSame(one, { ...one, remarks: "x" })).toBe(false);
});
