// Readings as people write them: units of UCUM in their usual signs, limits, a true minus.
import type { Type } from "../door/door.ts";

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

/** A reading with a true minus, as wide as the digits beside it. */
export function minus(decimal: string): string {
  return decimal.trim().replace(/^-(?=\d)/, "−");
}

/** `1.78 MPa` */
export function readingOf(value: string, ucum: string): string {
  return [minus(value), unitOf(ucum)].filter(Boolean).join(" ");
}

/** `1.20 – 1.65 MPa`, `≤ 4.5 mm/s`; empty without limits. */
export function limitsOf({ low, high, unit }: Pick<Type<"Measurement">, "low" | "high" | "unit">): string {
  const bounds = low && high ? `${minus(low)} – ${minus(high)}` : low ? `≥ ${minus(low)}` : high ? `≤ ${minus(high)}` : "";
  return [bounds, bounds && unitOf(unit)].filter(Boolean).join(" ");
}
