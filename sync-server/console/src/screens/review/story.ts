// The story of a visit, newest first: what was pressed, measured outside its limits, signed and received.
import type { Tone } from "$kit/tone.ts";
import type { Type } from "$api/api.ts";
import type { StepRow } from "./steps.ts";

export interface Event {
  id: string;
  atMs: number;
  receivedMs: number | null;
  by: Type<"Author"> | null;
  /** A press, a verdict, or the key of a sentence. */
  said: { press: string } | { verdict: string } | { key: string; variables?: Record<string, string> };
  more: string;
  tone: Tone;
  /** Kept, without effect. */
  isWithout: boolean;
}

type Visit = Pick<Type<"VisitView">, "presses" | "acceptance" | "signatures" | "receipts" | "ratings" | "photos" | "answers">;
type Order = Pick<Type<"WorkOrderView">, "presses" | "created_ms" | "created_by">;

const TONES: Readonly<Record<string, Tone>> = { finish: "done", cannot_complete: "attention", second_visit_needed: "attention", review_return: "attention", review_accept: "done", pause: "waiting" };

export function storyOf(visit: Visit, order: Order | undefined, rows: readonly StepRow[], titleOf: (step: Type<"Step">) => string): Event[] {
  const press = (one: Type<"FactSeen_PressFact"> | Type<"PressSeen">, isWithout: boolean): Event => ({
    id: one.id,
    atMs: one.at_ms,
    receivedMs: one.received_ms,
    by: one.by,
    said: { press: one.press },
    more: one.reason ?? "",
    tone: TONES[one.press] ?? "action",
    isWithout,
  });
  const plain = { receivedMs: null, more: "", tone: "action" as Tone, isWithout: false };
  const events: Event[] = [
    ...visit.presses.map((one) => press(one, one.is_illegal || one.is_in_review || one.is_taken_back)),
    ...(order?.presses ?? []).map((one) => press(one, one.is_in_review)),
    ...visit.signatures.map((one): Event => ({
      ...plain, id: one.id, atMs: one.at_ms, receivedMs: one.received_ms, by: one.by, said: { key: "review-story-signed", variables: { who: one.signer_name } }, tone: "done",
    })),
    ...visit.receipts.map((one): Event => ({ ...plain, id: one.id, atMs: one.server_ms, by: null, said: { key: "review-story-receipt" } })),
    ...visit.ratings.map((one): Event => ({ ...plain, id: one.id, atMs: one.at_ms, receivedMs: one.received_ms, by: null, said: { key: "review-story-rated" } })),
    ...rows.flatMap((row) =>
      [...row.answers, ...row.replaced]
        .filter((answer) => answer.isOutside)
        .map((answer): Event => ({ ...plain, id: answer.id, atMs: answer.at_ms, receivedMs: answer.received_ms ?? null, by: answer.by, said: { key: "review-story-outside", variables: { step: titleOf(row.step) } }, more: answer.note ?? "", tone: "attention" })),
    ),
  ];
  if (visit.acceptance) {
    const { id, at_ms, received_ms, by, verdict } = visit.acceptance;
    events.push({ ...plain, id, atMs: at_ms, receivedMs: received_ms, by, said: { verdict }, tone: verdict === "accepted" ? "done" : "attention" });
  }
  if (order?.created_ms != null) events.push({ ...plain, id: "created", atMs: order.created_ms, by: order.created_by, said: { key: "review-story-created" } });
  return events.sort((a, b) => b.atMs - a.atMs || a.id.localeCompare(b.id));
}
