// Decimal text, as limits and readings are written: compared exactly, never by way of binary fractions.

const DIGITS_MAX = 28;

/** What somebody typed with the signs of another keyboard, as the core takes it. */
export function asDecimal(typed: string): string {
  return typed
    .replace(/[０-９]/g, (digit) => String(digit.charCodeAt(0) - 0xff10))
    .replace(/[−–－]/g, "-")
    .replace(/[，,。．]/g, ".")
    .replace(/\s/g, "")
    .replace(/^(-?)\./, "$10.")
    .replace(/\.$/, "");
}

function read(text: string): { digits: bigint; scale: number } | undefined {
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!found) return undefined;
  const [, sign = "", whole = "", fraction = ""] = found;
  if (whole.length + fraction.length > DIGITS_MAX) return undefined;
  const digits = BigInt(whole + fraction);
  return { digits: sign ? -digits : digits, scale: fraction.length };
}

export function isDecimal(text: string): boolean {
  return read(text) !== undefined;
}

/** Below zero, zero, or above, as `first − second`; nothing where one is no decimal. */
export function compare(first: string, second: string): -1 | 0 | 1 | undefined {
  const [a, b] = [read(first), read(second)];
  if (!a || !b) return undefined;
  const scale = Math.max(a.scale, b.scale);
  const [x, y] = [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale)];
  return x < y ? -1 : x > y ? 1 : 0;
}

export const isLess = (first: string, second: string) => compare(first, second) === -1;

export type Judged = "within" | "below" | "above" | "unreadable";

/** How a reading stands to limits; a limit itself is within, and one that cannot be read limits nothing. */
export function judge(reading: string, limits: { low: string | null; high: string | null }): Judged {
  if (!isDecimal(reading)) return "unreadable";
  if (limits.low !== null && isLess(reading, limits.low)) return "below";
  if (limits.high !== null && isLess(limits.high, reading)) return "above";
  return "within";
}
