// Part requests as the desk decides them: what is asked, what is written about each line, and what is sent of it.
import type { Id, Type } from "$api/api.ts";
import { typedQuantity, UNIT, type Lying } from "./stock.ts";

/** The description of the API calls requests and their lines any objects; these are `part_request.rs`. */
export interface Line {
  line: Id;
  part: Id;
  wanted: number;
  ruling: "approved" | "refused" | null;
  approved: number;
  location: Id | null;
  reason: string | null;
  issued: number;
  accepted: number;
  returned: number;
}

interface Asked {
  id: Id;
  by: Type<"Author"> | null;
  at_ms: number;
  is_current: boolean;
  part: Id;
  quantity: number;
  condition: string | null;
  note: string | null;
}

interface Seen {
  id: Id;
  by: Type<"Author">;
  at_ms: number;
  received_ms: number | null;
  is_in_review: boolean;
}

export interface RequestView {
  status: string;
  work_order: Id | null;
  visit: Id | null;
  location: Id | null;
  needed_by_ms: number | null;
  priority: string | null;
  note: string | null;
  lines: Asked[];
  progress: Line[];
  remarks: { id: Id; by: Type<"Author"> | null; at_ms: number; is_current: boolean; text: string }[];
  approvals: (Seen & { lines: Ruled[] })[];
  movements: Type<"FactSeen_MovementFact">[];
  created_by: Type<"Author"> | null;
  created_ms: number | null;
}

/** Where the list says something else than the state of a request. */
export const STATUSES: Readonly<Record<string, string | undefined>> = {
  open: "requested,approved,partly_issued",
  requested: "requested",
  approved: "approved,partly_issued",
  issued: "issued",
};

export const linesOf = (row: { lines: readonly unknown[] }) => row.lines as readonly Line[];

export const isUndecided = (line: Line) => line.ruling == null && line.issued === 0;
export const isApproved = (line: Line) => line.ruling === "approved";
/** What may still leave the warehouse for it. */
export const toIssue = (line: Line) => (isApproved(line) ? Math.max(0, line.approved - line.issued) : 0);
export const onTheWay = (line: Line) => Math.max(0, line.issued - line.accepted);
/** Nothing of it is on its way yet, so it may be decided anew. */
export const isOpen = (line: Line) => line.issued < line.wanted && line.accepted < line.wanted;

/** What is written about one line before it is sent. */
export interface Plan {
  typed: string;
  location: Id | "";
}

export interface Ruled {
  line: Id;
  ruling: "approved" | "refused";
  quantity?: number;
  location?: Id;
  reason?: string;
}

export interface Wrong {
  line: Id;
  why: "number" | "more" | "issued" | "nothing";
}

/** What is approved of each line as it is written; where something is wrong, which lines and why. */
export function approvals(lines: readonly Line[], plans: Readonly<Record<Id, Plan>>): { ruled: Ruled[]; wrong: Wrong[] } {
  const ruled: Ruled[] = [];
  const wrong: Wrong[] = [];
  for (const line of lines) {
    const plan = plans[line.line];
    const quantity = plan ? typedQuantity(plan.typed) : line.wanted;
    if (quantity === undefined) wrong.push({ line: line.line, why: "number" });
    else if (quantity > line.wanted) wrong.push({ line: line.line, why: "more" });
    else if (quantity < line.issued) wrong.push({ line: line.line, why: "issued" });
    else if (quantity === 0) wrong.push({ line: line.line, why: "nothing" });
    else ruled.push({ line: line.line, ruling: "approved", quantity, ...(plan?.location ? { location: plan.location } : {}) });
  }
  return { ruled, wrong };
}

export const refusals = (lines: readonly Line[], reason: string): Ruled[] => lines.map(({ line }) => ({ line, ruling: "refused", reason: reason.trim() }));

/** One piece or quantity taken from a shelf for a line. */
export interface Taken {
  line: Id;
  quantity: number;
  condition: string;
  serial: string | null;
  lot: string | null;
}

/**
 * What is taken for a line without anybody choosing: whole pieces of new stock by their numbers, lots in their order. Where a part has
 * neither, so much of it as is wanted, though the books have less: whoever stands at the shelf knows better.
 */
export function proposed(line: Line, balances: readonly Lying[], isBySerial: boolean): Taken[] {
  let open = toIssue(line);
  const taken: Taken[] = [];
  const fit = balances.filter(({ part, condition, quantity }) => part === line.part && condition === "new" && quantity > 0);
  for (const { serial, lot, quantity, condition } of fit) {
    if (open <= 0 || (isBySerial && !serial)) continue;
    const part = serial ? UNIT : Math.min(open, quantity);
    if (part > open) continue;
    taken.push({ line: line.line, quantity: part, condition, serial, lot });
    open -= part;
  }
  const isPlain = !isBySerial && fit.every(({ lot }) => !lot);
  if (open > 0 && isPlain) {
    const plain = taken[0];
    if (plain) plain.quantity += open;
    else taken.push({ line: line.line, quantity: open, condition: "new", serial: null, lot: null });
  }
  return taken;
}

/** The warehouse that has most of the lines whole; of several the first. */
export function bestSource(lines: readonly Line[], warehouses: readonly { id: Id; balances: readonly Lying[] }[]): Id | "" {
  const score = ({ balances }: { balances: readonly Lying[] }) =>
    lines.filter((line) => balances.filter(({ part, condition }) => part === line.part && condition === "new").reduce((held, { quantity }) => held + quantity, 0) >= (toIssue(line) || line.wanted)).length;
  let best: { id: Id | ""; score: number } = { id: "", score: -1 };
  for (const warehouse of warehouses) {
    const its = score(warehouse);
    if (its > best.score) best = { id: warehouse.id, score: its };
  }
  return best.id;
}
