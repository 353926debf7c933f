// What changed since dispatch: steps that were added in the field, who no longer goes, another window than planned.
import type { Type } from "$api/api.ts";

type Visit = Pick<Type<"VisitView">, "steps" | "former" | "agreed_start_ms" | "agreed_end_ms" | "window_start_ms" | "window_end_ms" | "presses">;
type Order = Pick<Type<"WorkOrderView">, "presses" | "remarks">;
type By = Type<"Author"> | null;

export type Change =
  | { what: "step"; title: Type<"Text">; by: By; atMs: number }
  | { what: "window"; from: [number | null, number | null]; to: [number | null, number | null]; by: By; atMs: number }
  | { what: "former"; user: string }
  | { what: "press"; press: string; reason: string; by: By; atMs: number; receivedMs: number | null }
  | { what: "remark"; text: string; by: By; atMs: number };

const MOVED = ["reschedule", "reopen", "cancel"];

export function changesOf(visit: Visit, order: Order | undefined): Change[] {
  const added = visit.steps
    .filter((step) => step.is_current && step.by?.by === "field_device")
    .map((step): Change => ({ what: "step", title: step.step.title, by: step.by, atMs: step.at_ms }));
  const agreed = visit.presses.filter((press) => press.press === "confirm_with_customer" && press.window_start_ms !== null && !press.is_taken_back).at(-1);
  const isOther = agreed && (agreed.window_start_ms !== visit.window_start_ms || agreed.window_end_ms !== visit.window_end_ms);
  const window: Change[] = isOther
    ? [{ what: "window", from: [visit.window_start_ms, visit.window_end_ms], to: [agreed.window_start_ms, agreed.window_end_ms], by: agreed.by, atMs: agreed.at_ms }]
    : [];
  const presses = (order?.presses ?? [])
    .filter((press) => MOVED.includes(press.press))
    .map((press): Change => ({ what: "press", press: press.press, reason: press.reason ?? "", by: press.by, atMs: press.at_ms, receivedMs: press.received_ms }));
  const remarks = (order?.remarks ?? []).filter((remark) => remark.is_current).map((remark): Change => ({ what: "remark", text: remark.text, by: remark.by, atMs: remark.at_ms }));
  return [...window, ...visit.former.map((user): Change => ({ what: "former", user })), ...presses, ...added, ...remarks];
}
