// Units of measurements: UCUM in the record, the usual sign for people.

const SIGNS: Record<string, string> = {
  Cel: "°C",
  "[degF]": "°F",
  Ohm: "Ω",
  kOhm: "kΩ",
  MOhm: "MΩ",
  um: "µm",
  uA: "µA",
  us: "µs",
  uS: "µS",
  "uS/cm": "µS/cm",
  uSv: "µSv",
  m3: "m³",
  m2: "m²",
  "m3/h": "m³/h",
  "m/s2": "m/s²",
  "/min": "min⁻¹",
  "[pH]": "pH",
  "[hnsf'U]": "HU",
  "dB[A]": "dB(A)",
};

/** Offered while one is typed; any other is taken too. */
export const UNITS: readonly string[] = [
  "Cel", "K", "Pa", "kPa", "MPa", "bar", "V", "mV", "kV", "A", "mA", "uA", "Ohm", "kOhm", "MOhm", "W", "kW", "Hz", "mm", "cm", "m", "um",
  "kg", "g", "N", "N.m", "L", "L/min", "m3/h", "m/s", "mm/s", "%", "/min", "s", "min", "h", "dB", "dB[A]", "[pH]", "uS/cm", "lx", "uSv", "mGy",
  "[hnsf'U]",
];

export function unitOf(ucum: string): string {
  return SIGNS[ucum] ?? ucum.replace(/^[{]|[}]$/g, "");
}

const minus = (decimal: string) => decimal.trim().replace(/^-(?=\d)/, "−");

/** `1.78 MPa` */
export function readingOf(value: string, ucum: string): string {
  return [minus(value), unitOf(ucum)].filter(Boolean).join(" ");
}

/** `1.20 – 1.65 MPa`, `≤ 4.5 mm/s`; empty without limits. */
export function limitsOf({ low, high, unit }: { low: string | null; high: string | null; unit: string }): string {
  const bounds = low && high ? `${minus(low)} – ${minus(high)}` : low ? `≥ ${minus(low)}` : high ? `≤ ${minus(high)}` : "";
  return [bounds, bounds && unitOf(unit)].filter(Boolean).join(" ");
}
