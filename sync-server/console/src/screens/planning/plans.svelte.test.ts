import { expect, test } from "vitest";
import { heard, answer, Refused, told } from "../../testing/server.ts";
import { undoing } from "$lib/undo.svelte.ts";
import { bodyOf, brokenBy, openVisitOf, planner, standingOf, type Before, type Order, type Wish } from "./plans.svelte.ts";

const at = (time: string) => Date.parse(`2026-12-01T${time}:00+08:00`);
const wish: Wish = { order: "O", number: "WO-1", visit: "V", user: "wu", name: "Wu Example", startMs: at("10:00"), endMs: at("12:00") };
const before: Before = { lead: "lin", helpers: ["chen"], startMs: at("09:00"), endMs: at("11:00") };
const nobody: Before = { lead: null, helpers: [], startMs: null, endMs: null };

function order(visits: object[], start: number | null, end: number | null): Order {
  return { id: "O", etag: "", body: { visits, window_start_ms: start, window_end_ms: end, is_open: true } } as unknown as Order;
}

test("a plan tells what was seen, and a reason only where something is taken or moved", () => {
  expect(bodyOf(wish, before)).toMatchObject({ user: "wu", start: "2026-12-01T02:00:00.000Z", seen: { lead: "lin", start: "2026-12-01T01:00:00.000Z" }, reason: "Planned anew at the desk" });
  expect(bodyOf(wish, nobody)).toMatchObject({ reason: null, seen: { lead: null, start: null } });
  expect(bodyOf({ ...wish, reason: " Leave " }, before).reason).toBe("Leave");
  expect(bodyOf({ ...wish, heads: ["h"] }, before)).toMatchObject({ heads: ["h"] });
  expect(bodyOf({ ...wish, heads: ["h"] }, before)).not.toHaveProperty("seen");
});

test("what stands is the newest visit that is not over", () => {
  const visits = [{ visit: "1", lead: "lin", helpers: [], status: "finished" }, { visit: "2", lead: "wu", helpers: ["chen"], status: "planned" }];
  expect(standingOf(order(visits, 1, 2))).toEqual({ lead: "wu", helpers: ["chen"], startMs: 1, endMs: 2 });
  expect(openVisitOf(order(visits.slice(0, 1), null, null).body)).toBeUndefined();
});

test("what speaks against a plan is kept, and undoing puts the former one back over what was planned", async () => {
  const planned = { ...order([], at("10:00"), at("12:00")), visit: "V", warnings: [{ code: "outside_hours", says: { en: "Not at that time." } }] };
  answer("POST", /\/plan$/, () => planned);
  const plans = planner(() => "Asia/Shanghai");
  expect(await plans.plan(wish, before, "timeline")).toBe(true);
  expect(plans.happened?.warnings).toHaveLength(1);
  expect(plans.put.get("V")).toMatchObject({ engineer: "wu" });
  expect(undoing.now?.said).toContain("Wu Example");
  await undoing.now?.undo();
  expect(told("POST").at(-1)?.body).toMatchObject({ user: "lin", helpers: ["chen"], start: "2026-12-01T01:00:00.000Z", seen: { lead: "wu", start: "2026-12-01T02:00:00.000Z" } });
  expect(plans.happened).toBeNull();
});

test("what the customer counts on speaks against a plan that breaks it", () => {
  const body = { ...order([], null, null).body, status: "new" as const, reached_ms: {}, promised_response_ms: at("12:00"), promised_resolution_ms: null };
  const asked = { startMs: at("09:00"), endMs: at("12:00"), isAgreed: false };
  const broken = (from: string, to: string, told: Parameters<typeof brokenBy>[1] = asked) => brokenBy({ startMs: at(from), endMs: at(to) }, told, body, "Asia/Shanghai", at("07:00"));
  expect(broken("09:00", "12:00")).toEqual([]);
  expect(broken("11:00", "13:00")).toEqual([expect.stringContaining("asked for")]);
  expect(broken("11:00", "13:00", { ...asked, isAgreed: true })).toEqual([expect.stringContaining("agreed")]);
  expect(broken("12:30", "13:30", null)).toEqual([expect.stringContaining("promised")]);
});

test("what speaks against a plan is said as the server says it, in the language of the screen", async () => {
  const warnings = [{ code: "skill_missing", skill: "mri", user: { name: { en: "Wu Example" } }, says: { zh: "吴示例不具备“磁共振”技能。", en: "Wu Example does not hold the skill MRI." } }];
  answer("POST", /\/plan$/, () => ({ ...order([], at("10:00"), at("12:00")), visit: "V", warnings }));
  const plans = planner(() => "Asia/Shanghai");
  await plans.plan(wish, before, "timeline");
  expect(plans.happened?.warnings).toEqual(["Wu Example does not hold the skill MRI."]);
});

test("what nobody had before, nobody has again", async () => {
  answer("POST", /\/plan$/, () => ({ ...order([], at("10:00"), at("12:00")), visit: "V", warnings: [] }));
  answer("POST", /\/assign$/, () => order([], null, null));
  const plans = planner(() => "Asia/Shanghai");
  await plans.plan(wish, nobody, "panel");
  await undoing.now?.undo();
  expect(heard.filter(({ method }) => method === "POST").map(({ path }) => path.split("/").at(-1))).toEqual(["plan", "assign"]);
});

test("whoever was slower sees what it is now, and may plan over it", async () => {
  let isStale = true;
  answer("POST", /\/plan$/, () => {
    if (isStale) throw new Refused(409, "stale", "seen");
    return { ...order([], at("10:00"), at("12:00")), visit: "V", warnings: [] };
  });
  answer("GET", /\/work-orders\/O$/, () => order([{ visit: "V", lead: "zhou", helpers: [], status: "planned" }], at("14:00"), at("16:00")));
  const plans = planner(() => "Asia/Shanghai");
  expect(await plans.plan(wish, before, "timeline")).toBe(false);
  expect(plans.put.size).toBe(0);
  expect(plans.happened?.now && standingOf(plans.happened.now)).toMatchObject({ lead: "zhou", startMs: at("14:00") });
  isStale = false;
  expect(await plans.again()).toBe(true);
  expect(told("POST").at(-1)?.body).toMatchObject({ user: "wu", seen: { lead: "zhou", start: "2026-12-01T06:00:00.000Z" } });
});
