// Decimal text, as readings and limits are written: compared and subtracted exactly, never by way of binary fractions.

/** As many digits as the core takes. */
const DIGITS_MAX = 28;

interface Decimal {
  /** Without the point, with the sign. */
  digits: bigint;
  /** Digits behind the point. */
  scale: number;
}

const FULL_WIDTH_ZERO = 0xff10;

/**
 * What somebody typed as decimal text: signs and points of other keyboards become those of the core, spaces go. A comma
 * before three digits may part thousands or be a point; it is left, and so it is no number and asked about.
 */
export function written(typed: string): string {
  const parts = typed.trim().split(/[,，]/);
  if (parts.length > 2 || (parts.length === 2 && /^\d{3}$/.test(parts[1] ?? ""))) return typed.trim();
  return typed
    .replace(/[０-９]/g, (digit) => String(digit.charCodeAt(0) - FULL_WIDTH_ZERO))
    .replace(/[−–－﹣]/g, "-")
    .replace(/[＋]/g, "+")
    .replace(/[,，。．·]/g, ".")
    .replace(/\s/g, "")
    .replace(/^\+/, "")
    .replace(/^(-?)\./, "$10.")
    .replace(/\.$/, "");
}

function read(text: string): Decimal | undefined {
  const found = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!found) return undefined;
  const [, sign = "", whole = "", fraction = ""] = found;
  if (whole.replace(/^0+/, "").length + fraction.length > DIGITS_MAX) return undefined;
  const digits = BigInt(whole + fraction);
  return { digits: sign === "-" ? -digits : digits, scale: fraction.length };
}

function scaled({ digits, scale }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(to - scale);
}

function show(digits: bigint, scale: number): string {
  const sign = digits < 0n ? "-" : "";
  const all = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const whole = all.slice(0, all.length - scale);
  const fraction = all.slice(all.length - scale).replace(/0+$/, "");
  return `${sign}${whole}${fraction ? `.${fraction}` : ""}`;
}

export function isDecimal(text: string): boolean {
  return read(text) !== undefined;
}

/** Below zero, zero, or above: as `first − second`. Nothing where one of them is no decimal. */
export function compare(first: string, second: string): -1 | 0 | 1 | undefined {
  const [a, b] = [read(first), read(second)];
  if (!a || !b) return undefined;
  const scale = Math.max(a.scale, b.scale);
  const [x, y] = [scaled(a, scale), scaled(b, scale)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** `first − second`, without zeros that say nothing. */
export function difference(first: string, second: string): string | undefined {
  const [a, b] = [read(first), read(second)];
  if (!a || !b) return undefined;
  const scale = Math.max(a.scale, b.scale);
  return show(scaled(a, scale) - scaled(b, scale), scale);
}

/** The same number with the other sign, also while it is being typed. */
export function negated(typed: string): string {
  const text = written(typed);
  return text.startsWith("-") ? text.slice(1) : `-${text}`;
}

export interface Limits {
  low?: string | null;
  high?: string | null;
}

/** How a reading stands to its limits; a limit itself is still within, and one that cannot be read limits nothing. */
export type Judged = { is: "within" | "unreadable" } | { is: "below" | "above"; by: string };

export function judge(reading: string, { low, high }: Limits): Judged {
  if (!isDecimal(reading)) return { is: "unreadable" };
  if (low != null && compare(reading, low) === -1) return { is: "below", by: difference(low, reading) ?? "" };
  if (high != null && compare(reading, high) === 1) return { is: "above", by: difference(reading, high) ?? "" };
  return { is: "within" };
}
