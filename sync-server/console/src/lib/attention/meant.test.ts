import { expect, test } from "vitest";
import type { Type } from "$api/api.ts";
import { meantBy } from "./meant.ts";

// The rules have no catalogue here: a sentence is its key.
const intent = (wanted: object[]) =>
  ({ intent: { verb: "use_part", by: { by: "field_device", user: "LIN", field_device: "PHONE" }, at: "2026-11-30T08:00:00Z", received: "2026-11-30T09:00:00Z", wanted, hidden: 1, is_cut: false } }) as unknown as Pick<Type<"AttentionBody">, "intent">;

test("a movement says how much of what went from where to where", () => {
  const body = { reason: "use", lines: [{ part: "P", quantity: 2_000, from: "VAN", to: "SITE", serial: "S-1" }], custody_epoch: 3, note: "leaks" };
  const meant = meantBy(intent([{ kind: "fact", name: "movement", subjects: ["stock_location/VAN", "visit/V"], value: body }]));
  expect(meant?.things[0]?.moved).toEqual([{ amount: "2", part: "P", from: "VAN", to: "SITE", serial: "S-1" }]);
  expect(meant?.things[0]?.lines.map(({ value }) => value)).toEqual(["leaks"]);
  expect([meant?.subjects, meant?.hidden, meant?.atMs]).toEqual([["stock_location/VAN", "visit/V"], 1, Date.parse("2026-11-30T08:00:00Z")]);
});

test("neither hashes nor ids nor machinery stand in what is said", () => {
  const note = { text: "torn", photos: ["ab".repeat(32)], replaces: ["01HF0000000000000000000001"] };
  const meant = meantBy(intent([{ kind: "entry", name: "notes", subjects: ["visit/V"], value: note }, { kind: "fact", name: "something_newer", subjects: ["visit/V"], value: { hash: "cd".repeat(32), why: "because" } }]));
  const said = JSON.stringify(meant?.things.map(({ said, lines }) => [said, lines]));
  expect(said).toContain("torn");
  expect(said).toContain("because");
  expect(said).not.toMatch(/[0-9a-f]{64}|01HF/);
});

test("an answer is told by its step", () => {
  const meant = meantBy(intent([{ kind: "entry", name: "answers", subjects: ["visit/V"], value: { step: "STEP", value: "2.5", note: "high" } }]));
  expect([meant?.things[0]?.step, meant?.things[0]?.raw, meant?.things[0]?.lines.length]).toEqual(["STEP", "2.5", 1]);
  expect(meantBy({ intent: null })).toBeUndefined();
});
