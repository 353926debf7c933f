// The whole story of an order in one line of time: made, offered, pressed at the desk and in the field, said, signed.
import type { Type } from "$api/api.ts";
import { ms } from "$lib/times.ts";
import type { View } from "./presses.ts";

export type VisitView = Type<"Item_VisitView">["body"];
type Author = Type<"Author">;

export type What =
  | "created" | "press" | "assigned" | "unassigned" | "handed_over" | "offered" | "offer_withdrawn" | "claimed" | "claim_confirmed" | "declined" | "given" | "given_accepted" | "given_declined" | "remark" | "note" | "question" | "reply"
  | "finding" | "part" | "photos" | "accepted" | "signed" | "payment" | "rated" | "step_reached";

export interface Event {
  id: string;
  what: What;
  /** Effective time, in milliseconds. */
  at_ms: number;
  /** When the server had it; `null` where that is not told. */
  received_ms: number | null;
  by: Author | null;
  /** The press, verdict, outcome: a code of the domain. */
  code: string;
  text: string;
  place: { latitude_udeg: number; longitude_udeg: number; accuracy_m?: number } | null;
  users: string[];
  teams: string[];
  organisation: string | null;
  window: [number | null, number | null] | null;
  count: number;
  /** Kept and shown, without effect. */
  without: "illegal" | "in_review" | "taken_back" | "replaced" | null;
  visit: string | null;
  isOffice: boolean;
}

const BLANK: Omit<Event, "id" | "what" | "at_ms"> = {
  received_ms: null, by: null, code: "", text: "", place: null, users: [], teams: [], organisation: null, window: null, count: 0, without: null, visit: null, isOffice: false,
};
/** Photos of one person within this time are told together. */
const TOGETHER_MS = 15 * 60_000;

type Fact = { id: string; at_ms: number; received_ms: number | null; by: Author; is_in_review: boolean };
const fact = (of: Fact) => ({ id: of.id, at_ms: of.at_ms, received_ms: of.received_ms, by: of.by, without: of.is_in_review ? ("in_review" as const) : null });
type Entry = { id: string; at_ms: number; received_ms?: number | null; by: Author | null; is_current: boolean };
const entry = (of: Entry) => ({ id: of.id, at_ms: of.at_ms, received_ms: of.received_ms ?? null, by: of.by, without: of.is_current ? null : ("replaced" as const) });

function ofOrder(order: View): Event[] {
  const pressed = order.presses.map((press): Event => ({
    ...BLANK, ...fact(press), what: "press", code: press.press, text: press.reason ?? "", place: press.place,
    window: press.window_start_ms === null ? null : [press.window_start_ms, press.window_end_ms], isOffice: true,
  }));
  const remarks = order.remarks.map((remark): Event => ({ ...BLANK, ...entry(remark), what: "remark", text: remark.text, isOffice: true }));
  return [...pressed, ...remarks];
}

/** Who was to go, step by step. An engineer's press says by itself that it was accepted. */
function ofAssignments(rows: readonly Type<"AssignmentRow">[]): Event[] {
  return rows
    .filter(({ what }) => what !== "accepted")
    .map((row): Event => ({
      ...BLANK,
      id: row.id,
      what: row.what === "withdrawn" ? "unassigned" : (row.what as What),
      at_ms: ms(row.at) ?? 0,
      received_ms: ms(row.received),
      by: row.by ?? null,
      text: row.reason ?? "",
      users: [...(row.lead ? [row.lead] : []), ...row.helpers, ...(row.expert ? [row.expert] : []), ...row.users],
      teams: row.teams,
      organisation: row.organisation ?? null,
      window: row.until ? [null, ms(row.until)] : null,
      without: row.is_in_review ? "in_review" : null,
      visit: row.visit ?? null,
      isOffice: row.by?.by !== "field_device",
    }));
}

function ofVisit(visit: string, view: VisitView): Event[] {
  const presses = view.presses.map((press): Event => ({
    ...BLANK, id: press.id, at_ms: press.at_ms, received_ms: press.received_ms, by: press.by, what: "press", code: press.press, text: press.reason ?? "", place: press.place,
    window: press.window_start_ms === null ? null : [press.window_start_ms, press.window_end_ms],
    without: press.is_taken_back ? "taken_back" : press.is_in_review ? "in_review" : press.is_illegal ? "illegal" : null,
    isOffice: press.by.by !== "field_device",
  }));
  const notes = view.notes.map((note): Event => ({ ...BLANK, ...entry(note), what: "note", text: note.text }));
  const questions = view.questions.map((one): Event => ({ ...BLANK, ...entry(one), what: "question", text: one.text }));
  const replies = view.replies.map((one): Event => ({ ...BLANK, ...entry(one), what: "reply", text: one.text }));
  const findings = view.findings.map((one): Event => ({ ...BLANK, ...entry(one), what: "finding", code: one.fault.code ?? "", text: one.fault.text ?? "" }));
  const parts = view.part_usages.map((one): Event => ({ ...BLANK, ...entry(one), what: "part", code: one.part, count: one.quantity, text: one.note ?? "" }));
  const payments = view.payments.map((one): Event => ({ ...BLANK, ...entry(one), what: "payment", code: one.method, text: one.reference ?? "" }));
  const signed = view.signatures.map((one): Event => ({ ...BLANK, ...fact(one), what: "signed", code: one.outcome, text: [one.signer_name, one.reason].filter(Boolean).join(" · ") }));
  const accepted: Event[] = view.acceptance ? [{ ...BLANK, ...fact(view.acceptance), what: "accepted", code: view.acceptance.verdict, text: [view.acceptance.given_by, view.acceptance.reservations].filter(Boolean).join(" · ") }] : [];
  const rated = view.ratings.map((one): Event => ({ ...BLANK, ...fact(one), what: "rated" }));
  return [...presses, ...notes, ...questions, ...replies, ...findings, ...parts, ...photos(view), ...payments, ...accepted, ...signed, ...rated].map((event) => ({ ...event, visit }));
}

function photos(view: VisitView): Event[] {
  const groups: Event[] = [];
  for (const photo of [...view.photos].filter(({ is_current }) => is_current).sort((a, b) => a.at_ms - b.at_ms)) {
    const last = groups.at(-1);
    if (last && JSON.stringify(last.by) === JSON.stringify(photo.by) && photo.at_ms - last.at_ms < TOGETHER_MS) last.count += 1;
    else groups.push({ ...BLANK, ...entry(photo), what: "photos", count: 1 });
  }
  return groups;
}

/** Newest first; of one moment what follows from another stands above it. */
export function story(order: View, visits: readonly { id: string; body: VisitView }[], assignments: readonly Type<"AssignmentRow">[] = []): Event[] {
  const created: Event[] = order.created_ms === null ? [] : [{ ...BLANK, id: "created", what: "created", at_ms: order.created_ms, by: order.created_by, isOffice: true }];
  // What the desk does with a visit follows from it.
  const all = [...created, ...visits.flatMap(({ id, body }) => ofVisit(id, body)), ...ofAssignments(assignments), ...ofOrder(order)];
  const once = [...new Map(all.map((event) => [event.id, event])).values()];
  // What an order reached without anybody's press standing there: by an assignment, for instance.
  const reached = Object.entries(order.reached_ms)
    .filter(([, at_ms]) => !once.some((event) => event.at_ms === at_ms && event.id !== "created"))
    .map(([status, at_ms]): Event => ({ ...BLANK, id: `reached-${status}`, what: "step_reached", at_ms, code: status, isOffice: true }));
  return [...once, ...reached].map((event, place) => ({ event, place })).sort((a, b) => b.event.at_ms - a.event.at_ms || b.place - a.place).map(({ event }) => event);
}
