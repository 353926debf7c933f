import { expect, test } from "vitest";
import { actualOf, blocksOf, byEngineer, dayAsked, freeStart, hoursShown, lanesOf, mondayOf, narrowed, neighbour, offHours, shownDays, silenceOf, type Engineer, type Visit } from "./timeline.ts";

const ZONE = "Asia/Shanghai";
const at = (time: string, day = "2026-12-01") => `${day}T${time}:00+08:00`;
const ms = (time: string, day?: string) => Date.parse(at(time, day));

function visit(name: string, lead: string, from: string, to: string, more: Partial<Visit> = {}): Visit {
  const order = { id: `order-${name}`, href: "", number: `WO-${name}`, title: `Job ${name}`, status: "scheduled", is_open: true };
  return { visit: name, href: "", status: "planned", has_ended: false, helpers: [], lead: { id: lead, name: {} }, window_start: at(from), window_end: at(to), work_order: order, ...more } as Visit;
}

function engineer(id: string, more: Partial<Engineer> = {}): Engineer {
  return { id, number: id, name: { en: id }, teams: [], skills: [], hours: [], load: [], visits: [], field_devices: [], ...more } as unknown as Engineer;
}

test("a week begins on Monday, also on Sundays", () => {
  expect(mondayOf("2026-12-06")).toBe("2026-11-30");
  expect(mondayOf("2026-11-30")).toBe("2026-11-30");
  expect(shownDays("2026-12-03", "week", ZONE)).toEqual({ first: "2026-11-30", after: "2026-12-07", startMs: ms("00:00", "2026-11-30"), endMs: ms("00:00", "2026-12-07") });
});

test("a day that is none is today", () => {
  expect(dayAsked("2026-02-31x", "2026-12-01")).toBe("2026-12-01");
  expect(dayAsked(null, "2026-12-01")).toBe("2026-12-01");
  expect(dayAsked("2026-12-24", "2026-12-01")).toBe("2026-12-24");
});

test("a visit stands in the lead's row and, not to be moved, in the helpers'", () => {
  const blocks = blocksOf([visit("1", "lin", "09:00", "11:00", { helpers: [{ id: "wu", name: { en: "Wu", zh: "" } }] })], new Map(), 0);
  expect(blocks.map(({ key, engineer: of, isMovable }) => [key, of, isMovable])).toEqual([
    ["1", "lin", true],
    ["1/wu", "wu", false],
  ]);
});

test("what was put elsewhere stands there until the server has answered", () => {
  const put = new Map([["1", { engineer: "wu", startMs: ms("13:00"), endMs: ms("14:00") }]]);
  expect(blocksOf([visit("1", "lin", "09:00", "11:00", { helpers: [{ id: "wu", name: { en: "Wu", zh: "" } }] })], put, 0)).toMatchObject([{ key: "1", engineer: "wu", startMs: ms("13:00") }]);
});

test("nobody moves what is under way, over, or of an order that is closed", () => {
  const movable = (more: Partial<Visit>) => blocksOf([visit("1", "lin", "09:00", "11:00", more)], new Map(), 0)[0]?.isMovable;
  expect(movable({})).toBe(true);
  expect(movable({ status: "travelling" })).toBe(false);
  expect(movable({ has_ended: true })).toBe(false);
  expect(movable({ work_order: null })).toBe(false);
});

test("whoever is out is out until now", () => {
  const out = visit("1", "lin", "09:00", "11:00", { status: "working", set_out: at("08:40"), arrived: at("09:10") });
  expect(actualOf(out, ms("10:00"))).toEqual({ startMs: ms("08:40"), endMs: ms("10:00") });
  expect(actualOf({ ...out, status: "finished", ended: at("10:30") }, ms("12:00"))).toEqual({ startMs: ms("08:40"), endMs: ms("10:30") });
  expect(actualOf(visit("2", "lin", "09:00", "11:00"), 0)).toBeNull();
});

test("lanes are as many as overlap by day, and as many as a day holds by week", () => {
  const blocks = blocksOf([visit("1", "lin", "09:00", "11:00"), visit("2", "lin", "10:00", "12:00"), visit("3", "lin", "11:00", "13:00")], new Map(), 0);
  expect(lanesOf(blocks, "day", ZONE)).toBe(2);
  expect(lanesOf(blocks, "week", ZONE)).toBe(3);
  expect(lanesOf([], "day", ZONE)).toBe(1);
});

test("the hours shown hold everything, up to the whole day", () => {
  const shown = shownDays("2026-12-01", "day", ZONE);
  const span = (from: string, to: string, day?: string) => ({ startMs: ms(from), endMs: ms(to, day) });
  expect(hoursShown([], shown, ZONE)).toEqual({ from: 8, to: 18 });
  expect(hoursShown([span("06:30", "07:00"), span("17:00", "19:15")], shown, ZONE)).toEqual({ from: 6, to: 20 });
  expect(hoursShown([span("22:00", "02:00", "2026-12-02")], shown, ZONE)).toEqual({ from: 8, to: 24 });
});

test("what working time leaves is free", () => {
  const shown = { startMs: 0, endMs: 24 };
  expect(offHours([{ startMs: 8, endMs: 12 }, { startMs: 13, endMs: 17 }], shown)).toEqual([{ startMs: 0, endMs: 8 }, { startMs: 12, endMs: 13 }, { startMs: 17, endMs: 24 }]);
  expect(offHours([], shown)).toEqual([shown]);
});

test("a filter's words are looked for in names and in what there is to do; a skill that ran out is none", () => {
  const skill = { code: "ct", name: { en: "CT", zh: "" }, level: 1, expires_on: "2026-01-01", is_valid: false };
  const all = [engineer("lin", { skills: [skill] }), engineer("wu", { skills: [{ ...skill, is_valid: true }] })];
  const own = byEngineer(blocksOf([visit("77", "lin", "09:00", "10:00")], new Map(), 0));
  const none = { q: "", team: "", skill: "", organisation: "" };
  expect(narrowed(all, { ...none, skill: "ct" }, own).map(({ id }) => id)).toEqual(["wu"]);
  expect(narrowed(all, { ...none, q: "job 77" }, own).map(({ id }) => id)).toEqual(["lin"]);
  expect(narrowed(all, { ...none, q: "WU" }, own).map(({ id }) => id)).toEqual(["wu"]);
});

test("arrows lead along a row, and to the nearest time in the next row that has any", () => {
  const blocks = blocksOf([visit("1", "lin", "09:00", "10:00"), visit("2", "lin", "13:00", "14:00"), visit("3", "wu", "08:00", "09:00"), visit("4", "wu", "12:30", "13:30")], new Map(), 0);
  const own = byEngineer(blocks);
  const rows = ["lin", "chen", "wu"];
  const from = (key: string) => blocks.find((one) => one.key === key) ?? expect.fail(key);
  expect(neighbour(rows, own, from("1"), "right")?.key).toBe("2");
  expect(neighbour(rows, own, from("1"), "left")).toBeUndefined();
  expect(neighbour(rows, own, from("2"), "down")?.key).toBe("4");
  expect(neighbour(rows, own, from("3"), "up")?.key).toBe("1");
});

test("a phone is silent after an hour, and never heard of where it never synced", () => {
  expect(silenceOf(null, 0)).toBe("never");
  expect(silenceOf(at("09:00"), ms("09:59"))).toBe("heard");
  expect(silenceOf(at("09:00"), ms("10:00"))).toBe("silent");
});

test("what is dropped on a day lands in its first free hour", () => {
  const own = (...visits: Visit[]) => blocksOf(visits, new Map(), 0);
  const free = (...visits: Visit[]) => freeStart("2026-12-01", [{ startMs: ms("08:30"), endMs: ms("12:00") }], own(...visits), ZONE);
  expect(free()).toBe(ms("08:30"));
  expect(free(visit("1", "lin", "09:00", "10:10"), visit("2", "lin", "11:00", "12:00"))).toBe(ms("12:00"));
  expect(free(visit("1", "lin", "09:45", "11:00"))).toBe(ms("08:30"));
  expect(free(visit("1", "lin", "08:00", "10:10"), visit("2", "lin", "08:30", "09:00"))).toBe(ms("10:15"));
  expect(freeStart("2026-12-02", [], own(), ZONE)).toBe(ms("09:00", "2026-12-02"));
});
