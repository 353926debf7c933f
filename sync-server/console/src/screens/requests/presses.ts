// What may be pressed on a request, where it stands and by whom: the server's own table, so that nothing is offered that it refuses.
import type { Type } from "$api/api.ts";

export type Status = "received" | "verified" | "answered" | "solved_remotely" | "ordered" | "duplicate" | "withdrawn" | "closed";
export type Press = Exclude<Type<"RequestPress">, "unknown">;

const DISPATCH = ["dispatcher", "service_manager"];
const DESK = ["intake_agent", ...DISPATCH];

type Row = readonly [from: readonly Status[], press: Press, to: Status, roles: readonly string[]];
/** In the order in which they are wanted. */
const TABLE: readonly Row[] = [
  [["received", "verified", "ordered"], "make_orders", "ordered", DESK],
  [["received"], "verify", "verified", DESK],
  [["received", "verified"], "answer", "answered", DESK],
  [["received", "verified"], "solve_remotely", "solved_remotely", DESK],
  [["received", "verified"], "mark_duplicate", "duplicate", DESK],
  [["received", "verified"], "withdraw", "withdrawn", DESK],
  [["ordered"], "withdraw", "withdrawn", DISPATCH],
  [["ordered"], "close", "closed", DISPATCH],
  [["answered", "solved_remotely"], "close", "closed", DESK],
  [["answered", "solved_remotely", "duplicate", "withdrawn"], "reopen", "verified", DESK],
  [["closed"], "reopen", "verified", DISPATCH],
];

export function statusOf(steps: readonly { press: string }[]): Status {
  return steps.reduce<Status>((status, { press }) => TABLE.find(([from, one]) => one === press && from.includes(status))?.[2] ?? status, "received");
}

export function legal(status: Status, roles: readonly string[]): Press[] {
  return TABLE.filter(([from, , , makers]) => from.includes(status) && makers.some((role) => roles.includes(role))).map(([, press]) => press);
}

export const needsReason = (press: Press) => press === "withdraw" || press === "reopen";
/** Somebody still has to decide what becomes of it. */
export const isOpen = (status: string) => status === "received" || status === "verified";
export const OPEN = "received,verified";
