// Readings as people write them, and whether they are within their limits: units of UCUM in their usual signs, decimal text and
// never by way of binary fractions, a true minus.
const SIGNS: Record<string, string> = {
  "1": "",
  Cel: "°C",
  "[degF]": "°F",
  Ohm: "Ω",
  kOhm: "kΩ",
  MOhm: "MΩ",
  GOhm: "GΩ",
  um: "µm",
  uA: "µA",
  us: "µs",
  uS: "µS",
  uSv: "µSv",
  "uS/cm": "µS/cm",
  "m3/h": "m³/h",
  "m3/min": "m³/min",
  m3: "m³",
  m2: "m²",
  "m/s2": "m/s²",
  "{rpm}": "min⁻¹",
  "/min": "min⁻¹",
  "1/min": "min⁻¹",
  "N.m": "N·m",
  "[pH]": "pH",
  "[hnsf'U]": "HU",
  "dB[A]": "dB(A)",
};

/** How people write a unit of UCUM; one that is not listed stands as it is. */
export function unitOf(ucum: string): string {
  return SIGNS[ucum] ?? ucum.replace(/^[{]|[}]$/g, "");
}

/** As wide as the digits beside it. */
export function minus(decimal: string): string {
  return decimal.trim().replace(/^-(?=\d)/, "−");
}

/** Between a figure and its unit: they stay on one line. */
const NO_BREAK = "\u00a0";

/** `1.78 MPa` */
export function readingOf(value: string, ucum: string): string {
  return [minus(value), unitOf(ucum)].filter(Boolean).join(NO_BREAK);
}

export interface Limits {
  low?: string | null;
  high?: string | null;
  unit?: string;
}

/** `1.20 – 1.65 MPa`, `≤ 4.5 mm/s`; empty without limits. */
export function limitsOf({ low, high, unit = "" }: Limits): string {
  const bounds = low && high ? `${minus(low)} – ${minus(high)}` : low ? `≥ ${minus(low)}` : high ? `≤ ${minus(high)}` : "";
  return [bounds, bounds && unitOf(unit)].filter(Boolean).join(NO_BREAK);
}

function read(decimal: string): { digits: bigint; scale: number } | undefined {
  const [, sign = "", whole = "", fraction = ""] = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(decimal.trim()) ?? [];
  if (!whole) return undefined;
  const digits = BigInt(whole + fraction);
  return { digits: sign === "-" ? -digits : digits, scale: fraction.length };
}

/** Below zero, zero or above, as `first − second`; nothing where one of them is no decimal. */
export function compare(first: string, second: string): number | undefined {
  const [a, b] = [read(first), read(second)];
  if (!a || !b) return undefined;
  const scale = Math.max(a.scale, b.scale);
  const gap = a.digits * 10n ** BigInt(scale - a.scale) - b.digits * 10n ** BigInt(scale - b.scale);
  return gap < 0n ? -1 : gap > 0n ? 1 : 0;
}

/** A limit itself is still within; what is no number is not judged. */
export function isOutside(value: string, { low, high }: Limits): boolean {
  return (low != null && compare(value, low) === -1) || (high != null && compare(value, high) === 1);
}
