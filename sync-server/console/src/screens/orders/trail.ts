// What the audit trail knows of an order and its visits beyond what these show of themselves: when the server had each thing, and who
// was sent when.
import { ask, type Type } from "$api/api.ts";
import { ms } from "$lib/times.ts";

type Row = Type<"Page_AuditRow">["items"][number];

export interface Assigned {
  id: string;
  at_ms: number;
  received_ms: number | null;
  by: Type<"Author"> | null;
  /** Lead first, then helpers and the expert; nobody where the order was taken from whoever had it. */
  users: string[];
  reason: string;
  visit: string | null;
  is_in_review: boolean;
}

export interface Trail {
  /** When the server had a fact or an entry, by its id. */
  received: ReadonlyMap<string, number>;
  assigned: readonly Assigned[];
}

const PAGE = 200;
/** As many as a screen waits for: what is older than a thousand deeds shows one time. */
const PAGES_MAX = 5;

async function rowsOf(word: string, id: string): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { items, next } = await ask("/v1/audit/{word}/{id}", { path: { word, id }, query: { limit: PAGE, cursor } });
    rows.push(...items);
    if (!next) break;
    cursor = next;
  }
  return rows;
}

function assignedBy(row: Row): Assigned[] {
  if (row.what !== "fact" || row.kind !== "assignment") return [];
  const { lead, helpers = [], expert, reason } = row.body as { lead?: string | null; helpers?: string[]; expert?: string | null; reason?: string | null };
  const visit = row.subjects.find((subject) => subject.startsWith("visit/"))?.split("/")[1] ?? null;
  const users = [lead, ...helpers, expert].filter((user) => user != null);
  return [{ id: row.id, at_ms: ms(row.corrected_time ?? row.device_time) ?? 0, received_ms: ms(row.received), by: row.by, users, reason: reason ?? "", visit, is_in_review: row.is_in_review }];
}

export function trail(rows: readonly Row[]): Trail {
  // Newest first: what was in review and counts since keeps the time when it first came.
  const received = new Map(rows.flatMap((row) => ("id" in row && row.received ? [[row.id, ms(row.received) ?? 0] as const] : [])));
  return { received, assigned: [...new Map(rows.flatMap(assignedBy).map((one) => [one.id, one])).values()] };
}

/** @throws {Failed} */
export async function trailOf(order: string, visits: readonly string[]): Promise<Trail> {
  const all = await Promise.all([rowsOf("work_order", order), ...visits.map((visit) => rowsOf("visit", visit))]);
  return trail(all.flat());
}
