// A place on the earth as people write it, `31.1125, 121.3819`, and as records hold it: millionths of a degree.
import { parseDecimal, writeDecimal } from "$kit/words/money.ts";

const DIGITS = 6;

export interface Coordinates {
  latitude_udeg: number;
  longitude_udeg: number;
}

/** Nothing where it is none; `null` where nothing is written. */
export function readPlace(typed: string): Coordinates | null | undefined {
  if (typed.trim() === "") return null;
  const parts = typed.normalize("NFKC").split(/\s*[,;、\s]\s*/).filter(Boolean);
  const [latitude, longitude] = parts.map((part) => parseDecimal(trimmed(part), DIGITS));
  if (parts.length !== 2 || latitude === undefined || longitude === undefined) return undefined;
  return Math.abs(latitude) <= 90_000_000 && Math.abs(longitude) <= 180_000_000 ? { latitude_udeg: latitude, longitude_udeg: longitude } : undefined;
}

/** Maps write more digits than a tenth of a metre. */
const trimmed = (part: string) => part.replace(/(\.\d{6})\d+$/, "$1");

export function writePlace({ latitude_udeg, longitude_udeg }: Coordinates): string {
  return `${writeDecimal(latitude_udeg, DIGITS, true)}, ${writeDecimal(longitude_udeg, DIGITS, true)}`;
}
