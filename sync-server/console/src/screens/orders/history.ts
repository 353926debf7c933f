// Every value that a field ever had, from the audit trail of what it belongs to.
import { ask, type Type } from "$api/api.ts";
import { ms } from "$lib/times.ts";

export interface Change {
  value: unknown;
  by: Type<"Author"> | null;
  at_ms: number;
  received_ms: number | null;
}

const CHANGES_MAX = 50;

/** Newest first. @throws {Failed} */
export async function audit(word: string, id: string, field: string): Promise<Change[]> {
  const { items } = await ask("/v1/audit/{word}/{id}", { path: { word, id }, query: { field, limit: CHANGES_MAX } });
  return items.flatMap((row) =>
    row.what === "field" ? [{ value: row.new, by: row.by, at_ms: ms(row.corrected_time ?? row.device_time) ?? 0, received_ms: ms(row.received) }] : [],
  );
}
