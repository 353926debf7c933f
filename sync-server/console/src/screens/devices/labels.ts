// Labels as they are asked of the server: which, in what format, and where a sheet begins.
import { Failed, failureOf, NO_ANSWER } from "$api/api.ts";
import { session } from "$api/session.svelte.ts";

/** In millimetres; of a sheet also its page, how many stand on it, where the first one stands and how far the next. */
export interface Format {
  code: string;
  width: number;
  height: number;
  columns: number;
  rows: number;
  page?: { width: number; height: number; left: number; top: number; acrossEach: number };
}

const A4 = { width: 210, height: 297 };
export const FORMATS: readonly Format[] = [
  { code: "30x20", width: 30, height: 20, columns: 1, rows: 1 },
  { code: "45x30", width: 45, height: 30, columns: 1, rows: 1 },
  { code: "60x40", width: 60, height: 40, columns: 1, rows: 1 },
  { code: "L7160", width: 63.5, height: 38.1, columns: 3, rows: 7, page: { ...A4, left: 7.25, top: 15.15, acrossEach: 66 } },
  { code: "L7163", width: 99.1, height: 38.1, columns: 2, rows: 7, page: { ...A4, left: 4.65, top: 15.15, acrossEach: 101.6 } },
];

export const formatOf = (code: string): Format => FORMATS.find((one) => one.code === code) ?? (FORMATS[1] as Format);
export const placesOn = ({ columns, rows }: Format): number => columns * rows;

export interface How {
  format: string;
  level: "Q" | "H";
  line: string;
  language: string;
  skipped: number;
}

export interface Which {
  batches?: readonly string[];
  codes?: readonly string[];
  devices?: readonly string[];
}

/** Ids stand in the address: more do not fit every proxy on the way. */
export const DEVICES_MAX = 250;

export function address(which: Which, how: How, kind: "pdf" | "svg"): string {
  const query = new URLSearchParams({ format: how.format, kind });
  if (how.level === "H") query.set("level", "H");
  for (const key of ["batches", "codes", "devices"] as const) if (which[key]?.length) query.set(key, which[key].join(","));
  if (how.line.trim()) query.set("line", how.line.trim());
  query.set("language", how.language);
  if (kind === "pdf" && how.skipped > 0 && placesOn(formatOf(how.format)) > 1) query.set("skipped", String(how.skipped));
  return `/v1/labels?${query}`;
}

/** How many sheets (or labels of a roll) it takes. */
export function sheets(count: number, format: Format, skipped: number): number {
  const places = placesOn(format);
  return places === 1 ? count : Math.ceil((count + (count ? skipped : 0)) / places);
}

/** One label as the server draws it, as a picture's address. @throws {Failed} */
export async function picture(at: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(at, { signal }).catch((error: unknown) => {
    throw signal.aborted ? error : new Failed(NO_ANSWER);
  });
  if (response.status === 401) session.end();
  if (!response.ok) throw new Failed(failureOf(await response.json().catch(() => undefined)));
  return URL.createObjectURL(await response.blob());
}
