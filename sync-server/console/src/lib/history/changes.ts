// Every value that a field ever had, from the audit trail of what it belongs to: of a document's registers and of a record's versions alike.
import { ask, type Type } from "$api/api.ts";
import { ms } from "../times.ts";

export interface Change {
  field: string;
  /** What stood there before; several where they conflicted. */
  from: readonly unknown[];
  to: unknown;
  by: Type<"Author"> | null;
  /** By the clock of whoever wrote it, as far as it is known how that one goes. */
  atMs: number;
  receivedMs: number | null;
  /** The values were too long to be told whole. */
  isCut: boolean;
  /** Written together: a version of a record, one change of a document. */
  act: string;
}

export interface Page {
  changes: Change[];
  next: string | undefined;
}

const ROWS = 50;
/** What saving sets by itself says nothing. */
const UNSAID = new Set(["heads", "epoch", "version", "published_ms", "published_by", "written_ms", "written_by"]);

export const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || value === false || (Array.isArray(value) ? value.length === 0 : typeof value === "object" && Object.values(value).every(isNothing));

export function changesOf(rows: readonly Type<"AuditRow">[]): Change[] {
  return rows.flatMap((row): Change[] => {
    const common = { by: row.by ?? null, atMs: ms(row.corrected_time ?? row.device_time) ?? ms(row.received) ?? 0, receivedMs: ms(row.received), isCut: row.is_cut ?? false };
    if (row.what === "field") return UNSAID.has(row.field) ? [] : [{ ...common, field: row.field, from: row.old, to: row.new, act: row.change }];
    if (row.what !== "record") return [];
    return row.fields
      .filter(({ field, old, new: to }) => !UNSAID.has(field) && !(isNothing(old) && isNothing(to)))
      .map(({ field, old, new: to }) => ({ ...common, field, from: isNothing(old) ? [] : [old], to, act: row.version }));
  });
}

/** Newest first; of one field or of all. @throws {Failed} */
export async function trail(word: string, id: string, field?: string, cursor?: string): Promise<Page> {
  const answer = await ask("/v1/audit/{word}/{id}", { path: { word, id }, query: { field, cursor, limit: ROWS } });
  return { changes: changesOf(answer.items), next: answer.next ?? undefined };
}

/** What was written at once stands together. */
export function acts(changes: readonly Change[]): Change[][] {
  const found: Change[][] = [];
  for (const change of changes) {
    const last = found.at(-1);
    if (last?.[0]?.act === change.act) last.push(change);
    else found.push([change]);
  }
  return found;
}
