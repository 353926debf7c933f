// Typed numbers as exact whole numbers: money in minor units, distances in metres, quantities in thousandths. Nothing here goes
// through a fraction of the machine, so that what is typed is what is kept.

/** Digits of the widest typed number: more does not fit exactly. */
const DIGITS_MAX = 15;

/** How many digits a currency has behind the point. */
export function digitsOf(currency: string): number {
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** The sign that people write beside an amount: ¥, €. */
export function symbolOf(currency: string, tag: string): string {
  try {
    const format = new Intl.NumberFormat(tag, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
    return format.formatToParts(0).find((part) => part.type === "currency")?.value ?? currency;
  } catch {
    return currency;
  }
}

/**
 * A typed decimal number, moved `digits` to the left of its point: `12.5` with 2 digits is 1250. Points and commas of either
 * language are read, and the wide digits of Chinese keyboards. `undefined` where it is no number, or finer than `digits`.
 */
export function parseDecimal(typed: string, digits: number): number | undefined {
  const [, sign = "", number = ""] = /^([-−]?)(.*)$/.exec(typed.normalize("NFKC").replace(/[\s_']/g, "")) ?? [];
  const split = splitAtPoint(number.replaceAll("。", ".").replaceAll("、", ","), digits);
  if (!split) return undefined;
  const [whole, fraction] = split;
  if (/[1-9]/.test(fraction.slice(digits))) return undefined;
  const text = (whole + fraction.slice(0, digits).padEnd(digits, "0")).replace(/^0+(?=\d)/, "");
  if (text.length > DIGITS_MAX) return undefined;
  const value = Number(text);
  return sign && value !== 0 ? -value : value;
}

/** Typed money in minor units, with or without the sign of a currency. */
export function parseMoney(typed: string, currency: string): number | undefined {
  return parseDecimal(typed.normalize("NFKC").replaceAll(/\p{Sc}|[A-Za-z]{3}|元/gu, ""), digitsOf(currency));
}

/** The reverse of [parseDecimal], for a field: 1250 with 2 digits is `12.50`; with `isShort`, `12.5`. */
export function writeDecimal(value: number, digits: number, isShort = false): string {
  const text = String(Math.abs(Math.trunc(value))).padStart(digits + 1, "0");
  const [whole, fraction] = [text.slice(0, text.length - digits), text.slice(text.length - digits)];
  const shown = isShort ? fraction.replace(/0+$/, "") : fraction;
  return `${value < 0 ? "-" : ""}${whole}${shown === "" ? "" : `.${shown}`}`;
}

/** Minor units as they are typed: 1250 is `12.50`, 1200 is `12`. */
export function writeMoney(minor: number, currency: string): string {
  const digits = digitsOf(currency);
  return minor % 10 ** digits === 0 ? writeDecimal(minor, digits, true) : writeDecimal(minor, digits);
}

/** What stands before and behind the point; grouping is taken out where it groups by three. */
function splitAtPoint(number: string, digits: number): [whole: string, fraction: string] | undefined {
  if (/^\d*\.?\d*$/.test(number) && /\d/.test(number)) return halves(number, ".");
  if (/^\d{1,3}(,\d{3})+(\.\d*)?$/.test(number)) return halves(number.replaceAll(",", ""), ".");
  if (/^\d{1,3}(\.\d{3})+(,\d*)$/.test(number)) return halves(number.replaceAll(".", ""), ",");
  if (/^\d*,\d+$/.test(number) && number.length - number.indexOf(",") - 1 <= Math.max(digits, 1)) return halves(number, ",");
  return undefined;
}

function halves(number: string, point: string): [string, string] {
  const [whole = "", fraction = ""] = number.split(point);
  return [whole || "0", fraction];
}
