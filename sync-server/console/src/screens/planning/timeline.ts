// What stands on the timeline: which days, which engineers, and their visits as blocks. All instants in milliseconds since 1970.
import type { Type } from "$api/api.ts";
import { ms } from "$lib/times.ts";
import { dayPlus, instantOf, wallOf } from "$kit/words/zoned.ts";

export type Visit = Type<"ScheduleRow">;
export type Engineer = Type<"EngineerRow">;
export type Waiting = Type<"UnassignedRow">;
export type Named = Type<"PlannedName">;
export type View = "day" | "week";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Of a window that nobody gave an end. */
const OPEN_WINDOW_MS = HOUR_MS;
/** Shown at least as long as this, so that it can be read and taken hold of. */
const SHOWN_MS_MIN = 30 * MINUTE_MS;
const UNDER_WAY = new Set(["travelling", "on_site", "working", "paused"]);
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export interface Span {
  startMs: number;
  endMs: number;
}

/** Where a visit is put by somebody whose press the server has not answered yet. */
export interface Put extends Span {
  engineer: string;
}

export interface Block extends Span {
  /** The visit, and for a helper the helper's id behind it. */
  key: string;
  visit: Visit;
  engineer: string;
  isHelper: boolean;
  /** Nobody has set out for it and it is not over. */
  isMovable: boolean;
  actual: Span | null;
}

/** A day as the address has it; today where it has none, or one that is none. */
export function dayAsked(asked: string | null, today: string): string {
  return asked && DAY.test(asked) && !Number.isNaN(Date.parse(asked)) ? asked : today;
}

/** Monday of the week of a day. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return dayPlus(day, -((weekday + 6) % 7));
}

/** The days that are shown, from the first to the day after the last, and as instants in the company's zone. */
export function shownDays(day: string, view: View, zone: string): { first: string; after: string } & Span {
  const first = view === "week" ? mondayOf(day) : day;
  const after = dayPlus(first, view === "week" ? 7 : 1);
  const start = (one: string) => instantOf({ day: one, time: "00:00" }, zone) ?? Date.parse(`${one}T00:00:00Z`);
  return { first, after, startMs: start(first), endMs: start(after) };
}

/** What is planned: the window, which the desk moves; what was agreed with the customer where there is no window. */
export function plannedOf(visit: Visit): Span | null {
  const start = ms(visit.window_start) ?? ms(visit.agreed_start);
  if (start === null) return null;
  const end = (ms(visit.window_start) === null ? ms(visit.agreed_end) : ms(visit.window_end)) ?? start + OPEN_WINDOW_MS;
  return { startMs: start, endMs: Math.max(end, start) };
}

/** When the customer counts on somebody. */
export interface Told extends Span {
  /** By an engineer with the customer; otherwise it is what was asked for. */
  isAgreed: boolean;
}

/** What was agreed with the customer about a visit. */
export function agreedOf(visit: Visit): Told | null {
  const start = ms(visit.agreed_start);
  return start === null ? null : { startMs: start, endMs: ms(visit.agreed_end) ?? start + OPEN_WINDOW_MS, isAgreed: true };
}

/** The window of an order that nobody was sent to: it is what was asked for. */
export function askedOf(startMs: number | null, endMs: number | null): Told | null {
  return startMs === null ? null : { startMs, endMs: endMs ?? startMs + OPEN_WINDOW_MS, isAgreed: false };
}

/** When somebody was out for it, until now where they still are. */
export function actualOf(visit: Visit, nowMs: number): Span | null {
  const known = [visit.set_out, visit.arrived, visit.started, visit.ended].flatMap((at) => ms(at) ?? []);
  if (known.length === 0) return null;
  const last = Math.max(...known);
  return { startMs: Math.min(...known), endMs: UNDER_WAY.has(visit.status) ? Math.max(last, nowMs) : last };
}

/** Another time was agreed with the customer than the desk plans now. */
export function isOtherThanAgreed(visit: Visit): boolean {
  const [agreed, planned] = [ms(visit.agreed_start), plannedOf(visit)];
  if (agreed === null || planned === null) return false;
  return agreed !== planned.startMs || (ms(visit.agreed_end) ?? agreed) > planned.endMs;
}

export function isMovable(visit: Visit): boolean {
  return !visit.has_ended && !UNDER_WAY.has(visit.status) && visit.work_order != null && visit.work_order.is_open;
}

/** A block for the lead and one for each helper, by their start. What is `put` elsewhere stands there already. */
export function blocksOf(visits: readonly Visit[], put: ReadonlyMap<string, Put>, nowMs: number): Block[] {
  const blocks: Block[] = [];
  for (const visit of visits) {
    const moved = put.get(visit.visit);
    const actual = actualOf(visit, nowMs);
    const span = moved ?? plannedOf(visit) ?? actual;
    if (!span) continue;
    const shown = { startMs: span.startMs, endMs: Math.max(span.endMs, span.startMs + SHOWN_MS_MIN) };
    const lead = moved?.engineer ?? visit.lead?.id;
    if (lead) blocks.push({ key: visit.visit, visit, engineer: lead, isHelper: false, isMovable: isMovable(visit), actual, ...shown });
    for (const { id } of visit.helpers) {
      if (id !== lead) blocks.push({ key: `${visit.visit}/${id}`, visit, engineer: id, isHelper: true, isMovable: false, actual, ...shown });
    }
  }
  return blocks.sort((a, b) => a.startMs - b.startMs || a.key.localeCompare(b.key));
}

/** How many blocks of one engineer stand above each other: those at the same time by day, those of a day by week. */
export function lanesOf(blocks: readonly Block[], view: View, zone: string): number {
  if (view === "week") {
    const count = new Map<string, number>();
    for (const { startMs } of blocks) {
      const { day } = wallOf(startMs, zone);
      count.set(day, (count.get(day) ?? 0) + 1);
    }
    return Math.max(1, ...count.values());
  }
  const ends: number[] = [];
  for (const { startMs, endMs } of blocks) {
    const free = ends.findIndex((end) => end <= startMs);
    if (free < 0) ends.push(endMs);
    else ends[free] = endMs;
  }
  return Math.max(1, ends.length);
}

/** The hours that a day shows: from the first to the last of working time and of what stands on it, at least eight to six. */
export function hoursShown(spans: readonly Span[], shown: Span, zone: string): { from: number; to: number } {
  let [from, to] = [8, 18];
  for (const { startMs, endMs } of spans) {
    if (endMs <= shown.startMs || startMs >= shown.endMs) continue;
    from = Math.min(from, startMs <= shown.startMs ? 0 : Number(wallOf(startMs, zone).time.slice(0, 2)));
    const end = wallOf(endMs, zone).time;
    to = Math.max(to, endMs >= shown.endMs ? 24 : Number(end.slice(0, 2)) + (end.endsWith(":00") ? 0 : 1));
  }
  return { from, to };
}

/** When nobody works: what working time leaves of a day. */
export function offHours(hours: readonly Span[], shown: Span): Span[] {
  const free: Span[] = [];
  let at = shown.startMs;
  for (const { startMs, endMs } of hours) {
    if (startMs > at) free.push({ startMs: at, endMs: startMs });
    at = Math.max(at, endMs);
  }
  if (at < shown.endMs) free.push({ startMs: at, endMs: shown.endMs });
  return free;
}

export interface Narrowing {
  q: string;
  team: string;
  skill: string;
  organisation: string;
}

/** The engineers that a filter leaves; words are looked for in what stands beside the row, and in what the engineer has to do. */
export function narrowed(engineers: readonly Engineer[], { q, team, skill, organisation }: Narrowing, blocks: ReadonlyMap<string, readonly Block[]>): Engineer[] {
  const words = q.trim().toLowerCase();
  const has = (...texts: (string | null | undefined)[]) => texts.some((text) => text?.toLowerCase().includes(words));
  return engineers.filter((one) => {
    if (team && !one.teams.some(({ id }) => id === team)) return false;
    if (organisation && one.organisation?.id !== organisation) return false;
    if (skill && !one.skills.some(({ code, is_valid }) => code === skill && is_valid)) return false;
    if (!words) return true;
    return (
      has(one.number, one.name.zh, one.name.en, one.van?.name.zh, one.van?.name.en) ||
      (blocks.get(one.id) ?? []).some(({ visit: { work_order: order, customer, site } }) =>
        has(order?.number, order?.title, customer?.name.zh, customer?.name.en, site?.name.zh, site?.name.en),
      )
    );
  });
}

/** Each engineer's blocks. */
export function byEngineer(blocks: readonly Block[]): Map<string, Block[]> {
  const map = new Map<string, Block[]>();
  for (const block of blocks) {
    const own = map.get(block.engineer);
    if (own) own.push(block);
    else map.set(block.engineer, [block]);
  }
  return map;
}

const FULL_DAY_MINUTES = 480;

/** Minutes planned, of those that can be worked: on the day, or in the whole week. */
export function loadOf(engineer: Engineer, view: View, day: string): { visits: number; minutes: number; of: number } {
  const rows = view === "week" ? engineer.load : engineer.load.filter((row) => row.day === day);
  const worked = engineer.hours.reduce((sum, { from, to }) => sum + ((ms(to) ?? 0) - (ms(from) ?? 0)) / MINUTE_MS, 0) || FULL_DAY_MINUTES;
  const sum = (key: "visits" | "minutes") => rows.reduce((all, row) => all + row[key], 0);
  return { visits: sum("visits"), minutes: sum("minutes"), of: view === "week" ? worked * 5 : worked };
}

/** Nobody counts on a phone that was not heard of for so long: the same bound as the server's warning. */
const SILENT_MS = HOUR_MS;

export type Silence = "heard" | "silent" | "never";

export function silenceOf(lastSync: string | null, nowMs: number): Silence {
  const at = ms(lastSync);
  return at === null ? "never" : nowMs - at >= SILENT_MS ? "silent" : "heard";
}

/** The block that an arrow leads to: the one before or after in the same row, or the nearest in time in the next row that has any. */
export function neighbour(rows: readonly string[], own: ReadonlyMap<string, readonly Block[]>, from: Block, way: "left" | "right" | "up" | "down"): Block | undefined {
  const row = own.get(from.engineer) ?? [];
  if (way === "left" || way === "right") return row[row.findIndex(({ key }) => key === from.key) + (way === "right" ? 1 : -1)];
  const step = way === "down" ? 1 : -1;
  for (let at = rows.indexOf(from.engineer) + step; at >= 0 && at < rows.length; at += step) {
    const there = own.get(rows[at] ?? "") ?? [];
    const [first, ...rest] = there;
    if (first) return rest.reduce((best, one) => (Math.abs(one.startMs - from.startMs) < Math.abs(best.startMs - from.startMs) ? one : best), first);
  }
  return undefined;
}

/** The promise that comes first of an order that waits. */
export function promiseOf(row: Pick<Waiting, "promised_response" | "promised_resolution">): number | null {
  const known = [ms(row.promised_response), ms(row.promised_resolution)].filter((at) => at !== null);
  return known.length ? Math.min(...known) : null;
}

const WORK_BEGINS = "09:00";

/** The first quarter of an hour of a day that is free of blocks for an hour: where an order lands that is dropped on a whole day. */
export function freeStart(day: string, hours: readonly Span[], own: readonly Block[], zone: string): number {
  const begins = instantOf({ day, time: WORK_BEGINS }, zone) ?? Date.parse(`${day}T00:00:00Z`);
  const first = hours.find(({ startMs }) => wallOf(startMs, zone).day === day)?.startMs ?? begins;
  let at = first;
  for (const { startMs, endMs } of [...own].sort((a, b) => a.startMs - b.startMs)) {
    if (wallOf(startMs, zone).day !== day || endMs <= at) continue;
    if (startMs - at >= HOUR_MS) break;
    at = endMs;
  }
  const quarter = 15 * MINUTE_MS;
  return Math.ceil(at / quarter) * quarter;
}
