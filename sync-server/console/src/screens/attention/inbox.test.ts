import { describe, expect, test } from "vitest";
import type { Item } from "$lib/attention/detail.ts";
import { afterThat, heldStill, kindAsked, narrowed, sections, stepFrom } from "./inbox.ts";

const ME = "01HF000000000000000000000A";
const by = (user: string) => ({ by: "console", user });

function item(id: string, kind: string, since: string, state: object = { state: "open" }): Item {
  return { id, kind, subject: `visit/${id}`, key: "", operations: [], since, detail: {}, state } as unknown as Item;
}

const late = item("L", "late_work", "2026-11-30T08:00:00Z");
const missed = item("M", "promise_missed", "2026-11-30T12:00:00Z");
const older = item("O", "field_conflict", "2026-11-30T07:00:00Z", { state: "claimed", by: by(ME), at_ms: 5 });
const newer = item("N", "field_conflict", "2026-11-30T09:00:00Z", { state: "claimed", by: by("other"), at_ms: 6 });
const unknown = item("U", "something_new", "2026-11-30T01:00:00Z");
const all = [late, missed, newer, older, unknown];

describe("the inbox", () => {
  test("shows what presses most first, the oldest first among its kind, and what it does not know last", () => {
    expect(sections(all, false).map(({ kind, items }) => [kind, items.map(({ id }) => id).join("")])).toEqual([
      ["promise_missed", "M"],
      ["field_conflict", "ON"],
      ["late_work", "L"],
      ["something_new", "U"],
    ]);
  });

  test("shows what was decided newest first", () => {
    const decided = [older, newer].map((one, at) => ({ ...one, state: { state: "decided", by: by(ME), at_ms: at, decision: "accept" } }) as unknown as Item);
    expect(sections(decided, true)[0]?.items.map(({ id }) => id)).toEqual(["N", "O"]);
  });

  test("is narrowed by group and by who has it in hand", () => {
    const ids = (narrow: Parameters<typeof narrowed>[1]) => narrowed(all, narrow, ME).map(({ id }) => id).join("");
    expect(ids({ group: "conflicts", owner: "all", isHistory: false })).toBe("NO");
    expect(ids({ group: "all", owner: "mine", isHistory: false })).toBe("O");
    expect(ids({ group: "all", owner: "free", isHistory: false })).toBe("LMU");
  });

  test("is gone through by steps, and goes on behind what was decided", () => {
    const shown = sections(all, false);
    expect(stepFrom(shown, null, 1)).toBe("M");
    expect(stepFrom(shown, "M", 1)).toBe("O");
    expect(stepFrom(shown, "M", -1)).toBe("M");
    expect(stepFrom(shown, "U", 1)).toBe("U");
    expect(stepFrom(shown, "gone", 1)).toBe("M");
    expect(afterThat(shown, "N")).toBe("L");
    expect(afterThat(shown, "U")).toBe("L");
    expect(afterThat(sections([late], false), "L")).toBeUndefined();
  });

  test("stays still while somebody points at it", () => {
    const changed = { ...late, state: { state: "claimed", by: by(ME), at_ms: 9 } } as unknown as Item;
    const { items, waiting } = heldStill([late, older], [missed, changed]);
    expect(items).toEqual([changed, older]);
    expect(waiting).toBe(1);
  });
});

test("only one kind is asked for where the group has one", () => {
  expect(kindAsked("help")).toBe("help_asked");
  expect(kindAsked("stock")).toBeUndefined();
  expect(kindAsked("all")).toBeUndefined();
});
