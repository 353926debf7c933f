// What changed since the job was accepted: what the office wrote, what was agreed with the customer, who no longer goes.
import type { Type } from "$api/api.ts";
import { author, count, type Json } from "$lib/attention/json.ts";
import { ms } from "$lib/times.ts";

type Visit = Pick<Type<"VisitView">, "steps" | "former" | "agreed_start_ms" | "agreed_end_ms" | "window_start_ms" | "window_end_ms" | "presses">;
type Order = Pick<Type<"WorkOrderView">, "presses" | "remarks" | "planned_parts">;
type By = Type<"Author"> | null | undefined;
type Window = [number | null, number | null];

export type Change =
  | { what: "field"; field: string; was: Json; became: Json; by: By; atMs: number | null }
  | { what: "window"; isAgreed: boolean; from: Window; to: Window; by: By; atMs: number | null }
  | { what: "former"; user: string; by?: undefined; atMs: null }
  | { what: "press"; press: string; reason: string; by: By; atMs: number; receivedMs: number | null }
  | { what: "step"; title: Type<"Text">; by: By; atMs: number }
  | { what: "part"; part: string; quantity: number; by: By; atMs: number }
  | { what: "remark"; text: string; by: By; atMs: number }
  | { what: "entry"; collection: string; by: By; atMs: number | null };

const MOVED = ["reschedule", "reopen", "cancel"];
const START = "window_start_ms";
const END = "window_end_ms";

/** A window stands in the visit and in its order, as two fields each: one change. */
function fieldsOf(rows: readonly Type<"FieldRow">[]): Change[] {
  const isWindow = ({ field }: Type<"FieldRow">) => field === START || field === END;
  const windows = rows.filter(isWindow);
  const word = windows.some((row) => row.word === "visit") ? "visit" : "work_order";
  const [start, end] = [START, END].map((field) => windows.find((row) => row.word === word && row.field === field));
  const one = start ?? end;
  const others = rows
    .filter((row) => !isWindow(row))
    .map((row): Change => ({ what: "field", field: row.field, was: row.was as Json, became: row.became as Json, by: author(row.by), atMs: ms(row.at) }));
  if (!one) return others;
  const at = (side: "was" | "became"): Window => [count(start?.[side]) ?? null, count(end?.[side]) ?? null];
  return [{ what: "window", isAgreed: false, from: at("was"), to: at("became"), by: author(one.by), atMs: ms(one.at) }, ...others];
}

function entryOf(row: Type<"EntryRow">, visit: Visit, order: Order | undefined): Change | undefined {
  const find = <T extends { id: string }>(among: readonly T[] | undefined) => among?.find(({ id }) => id === row.entry);
  switch (row.collection) {
    case "remarks": {
      const remark = find(order?.remarks);
      return remark && { what: "remark", text: remark.text, by: remark.by, atMs: remark.at_ms };
    }
    case "planned_parts": {
      const planned = find(order?.planned_parts);
      return planned && { what: "part", part: planned.part, quantity: planned.quantity, by: planned.by, atMs: planned.at_ms };
    }
    case "steps": {
      const step = find(visit.steps);
      return step && { what: "step", title: step.step.title, by: step.by, atMs: step.at_ms };
    }
    default:
      return { what: "entry", collection: row.collection, by: author(row.by), atMs: ms(row.at) };
  }
}

/** Oldest first. */
export function changesOf(changed: Type<"ChangedSince">, visit: Visit, order: Order | undefined): Change[] {
  const sinceMs = ms(changed.since) ?? 0;
  const added = visit.steps
    .filter((step) => step.is_current && step.by?.by === "field_device")
    .map((step): Change => ({ what: "step", title: step.step.title, by: step.by, atMs: step.at_ms }));
  const agreed = visit.presses.filter((press) => press.press === "confirm_with_customer" && press.window_start_ms !== null && !press.is_taken_back).at(-1);
  const isOther = agreed && (agreed.window_start_ms !== visit.window_start_ms || agreed.window_end_ms !== visit.window_end_ms);
  const window: Change[] = isOther
    ? [{ what: "window", isAgreed: true, from: [visit.window_start_ms, visit.window_end_ms], to: [agreed.window_start_ms, agreed.window_end_ms], by: agreed.by, atMs: agreed.at_ms }]
    : [];
  const presses = (order?.presses ?? [])
    .filter((press) => MOVED.includes(press.press) && press.at_ms >= sinceMs)
    .map((press): Change => ({ what: "press", press: press.press, reason: press.reason ?? "", by: press.by, atMs: press.at_ms, receivedMs: press.received_ms }));
  const entries = changed.entries.flatMap((row) => entryOf(row, visit, order) ?? []);
  return [
    ...visit.former.map((user): Change => ({ what: "former", user, atMs: null })),
    ...[...fieldsOf(changed.fields), ...window, ...presses, ...added, ...entries].sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0)),
  ];
}
