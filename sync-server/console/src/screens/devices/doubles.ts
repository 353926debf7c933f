// Files that may be of one machine: the same serial number, however it was typed.

interface Row {
  id: string;
  serial?: string | null;
  model?: string | null;
}

/** Letters and figures only, so that `LC 500/1` and `lc-500-1` are the same. */
const bare = (text: string | null | undefined) => (text ?? "").normalize("NFKC").toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");

/** Fewer characters are no serial number but a habit: `1`, `无`. */
const LEAST = 3;

/** Only rows that have a likely double among them, those of one machine together, in the order in which they came. */
export function likelyDoubles<R extends Row>(rows: readonly R[]): R[] {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const serial = bare(row.serial);
    if (serial.length < LEAST) continue;
    groups.set(serial, [...(groups.get(serial) ?? []), row]);
  }
  return [...groups.values()].filter((group) => group.length > 1).flat();
}
