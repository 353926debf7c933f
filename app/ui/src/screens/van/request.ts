// How a part request stands, and what of it waits to be accepted.
import type { Tone } from "$kit/tone.ts";
import Ban from "@lucide/svelte/icons/ban";
import Check from "@lucide/svelte/icons/check";
import CircleCheck from "@lucide/svelte/icons/circle-check";
import Clock from "@lucide/svelte/icons/clock";
import PackageCheck from "@lucide/svelte/icons/package-check";
import type { Component } from "svelte";
import type { Answer, Id, Type } from "../../door/door.ts";

export type PartRequest = Answer<"part_requests">[number];
type Line = Type<"MovementLine">;

const DAY_MS = 24 * 3_600_000;
/** A refusal stays in sight for so long. */
const REFUSED_SHOWN_MS = 7 * DAY_MS;

const WORDS: Record<Type<"PartRequestStatus">, string> = {
  empty: "van-request-empty",
  requested: "van-request-requested",
  approved: "van-request-approved",
  refused: "van-request-refused",
  partly_issued: "van-request-partly-issued",
  issued: "van-request-issued",
  accepted: "van-request-accepted",
  unknown: "van-request-unknown",
};

/** What was issued for it and nobody has accepted, as the books of transit have it. */
export function toAccept(request: PartRequest): Line[] {
  const counting = request.movements.filter((movement) => !movement.is_in_review);
  const answered = new Set(counting.filter((movement) => movement.reason === "accept").map((movement) => movement.issue));
  return counting.filter((movement) => movement.reason === "issue" && !answered.has(movement.id)).flatMap((movement) => movement.lines);
}

/** It still wants something: of the stock keeper, of the engineer, or to be read. */
export function isOpen(request: PartRequest, nowMs: number): boolean {
  if (toAccept(request).length > 0) return true;
  switch (request.status) {
    case "requested":
    case "approved":
    case "partly_issued":
      return true;
    case "refused":
      return nowMs - Math.max(0, ...request.approvals.map((approval) => approval.at_ms)) < REFUSED_SHOWN_MS;
    default:
      return false;
  }
}

/** `words` is a key of the catalogue. */
export function requestLook(request: PartRequest): { tone: Tone; icon: Component; words: string } {
  if (toAccept(request).length > 0) return { tone: "action", icon: PackageCheck, words: "van-request-to-accept" };
  // Everything that was issued has been accepted, if with less than was approved.
  if (request.status === "issued") return { tone: "done", icon: Check, words: WORDS.accepted };
  const looks: Partial<Record<PartRequest["status"], { tone: Tone; icon: Component }>> = {
    requested: { tone: "waiting", icon: Clock },
    approved: { tone: "planned", icon: CircleCheck },
    partly_issued: { tone: "planned", icon: CircleCheck },
    refused: { tone: "attention", icon: Ban },
    accepted: { tone: "done", icon: Check },
  };
  return { ...(looks[request.status] ?? { tone: "quiet" as Tone, icon: Clock }), words: WORDS[request.status] };
}

/** Those of one order, or those for a van and those for nowhere in particular. */
export function requestsFor(requests: readonly PartRequest[], of: { order?: Id | null; van?: Id | null }): PartRequest[] {
  if (of.order) return requests.filter((request) => request.work_order === of.order);
  return requests.filter((request) => !of.van || !request.location || request.location === of.van);
}
