// Tables in: what can be taken over, how a file is sent, and what is said about each of its lines.
import { Failed, failureOf, NO_ANSWER, type Type } from "$api/api.ts";
import { session } from "$api/session.svelte.ts";
import type { Choice } from "../form/field.ts";

export type Report = Type<"ImportAnswer">;

/** In an order in which each can name what comes before. */
export const KINDS: readonly (Choice & { means: string })[] = [
  { value: "organisations", said: "setup-import-organisations", means: "setup-import-organisations-means" },
  { value: "users", said: "setup-import-users", means: "setup-import-users-means" },
  { value: "customers", said: "setup-import-customers", means: "setup-import-customers-means" },
  { value: "sites", said: "setup-import-sites", means: "setup-import-sites-means" },
  { value: "contacts", said: "setup-import-contacts", means: "setup-import-contacts-means" },
  { value: "devices", said: "setup-import-devices", means: "setup-import-devices-means" },
  { value: "parts", said: "setup-import-parts", means: "setup-import-parts-means" },
  { value: "stock-locations", said: "setup-import-locations", means: "setup-import-locations-means" },
  { value: "stock", said: "setup-import-stock", means: "setup-import-stock-means" },
  { value: "procedures", said: "setup-import-procedures", means: "setup-import-procedures-means" },
  { value: "work-orders", said: "setup-import-orders", means: "setup-import-orders-means" },
];

/** As the server has it: larger files are split. */
export const FILE_BYTES_MAX = 4 * 1024 * 1024;
export const ROWS_MAX = 10_000;

/** Tries a table, or takes it over. The client of the API sends only JSON, and this is a file. @throws {Failed} */
export async function send(kind: string, bytes: ArrayBuffer, isTrial: boolean): Promise<Report> {
  const headers = { "content-type": "application/octet-stream", "x-csrf": session.csrf, "idempotency-key": crypto.randomUUID() };
  const response = await fetch(`/v1/import/${kind}?dry_run=${isTrial}`, { method: "POST", headers, body: bytes }).catch(() => {
    throw new Failed(NO_ANSWER);
  });
  if (response.status === 401) session.end();
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new Failed(failureOf(answer));
  return answer as Report;
}

/** Tables to fill in, with headings in the language of the moment and one row that shows how. */
export function templatesOf(kind: string, language: string): { format: string; href: string }[] {
  const formats = kind === "procedures" ? ["json"] : ["xlsx", "csv"];
  return formats.map((format) => ({ format, href: `/v1/import/${kind}/template?format=${format}&language=${language}` }));
}

/** The text of a file that is one, as the server reads it: UTF-8, else GB18030. Nothing for a spreadsheet file. */
export function textOf(bytes: ArrayBuffer): string | undefined {
  const start = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (start[0] === 0x50 && start[1] === 0x4b) return undefined;
  for (const encoding of ["utf-8", "gb18030"]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // The next one, as the server tries them.
    }
  }
  return undefined;
}

/** The cells of each row of CSV by the line it begins in, the first of the file being 1. */
export function linesOf(text: string): Map<number, string[]> {
  const found = new Map<number, string[]>();
  let line = 1;
  let begun = 1;
  let cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  const end = () => {
    if (cells.length || cell.trim()) found.set(begun, [...cells, cell]);
    cells = [];
    cell = "";
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? "";
    if (sign === "\n") line += 1;
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (sign === '"' && cell === "") isQuoted = true;
    else if (sign === ",") {
      cells.push(cell);
      cell = "";
    } else if (sign === "\n") {
      end();
      begun = line;
    } else if (sign !== "\r") cell += sign;
  }
  end();
  return found;
}

export interface Line {
  key: string;
  /** 0 where it is about the whole file. */
  line: number;
  effect: "mistake" | "created" | "changed" | "unchanged";
  column: string;
  problem: string;
}

/** What was found, line by line: mistakes first, for they keep everything else from being taken. */
export function reported(report: Report, language: "zh" | "en"): Line[] {
  const isChinese = language === "zh";
  const mistakes = report.mistakes.map(
    (one, at): Line => ({ key: `mistake ${at}`, line: one.line, effect: "mistake", column: isChinese ? one.column_zh : one.column_en, problem: isChinese ? one.problem_zh : one.problem }),
  );
  const effects = ["created", "changed"];
  const right = report.rows.map(({ line, effect }, at): Line => ({ key: `row ${at}`, line, effect: effects.includes(effect) ? (effect as Line["effect"]) : "unchanged", column: "", problem: "" }));
  return [...mistakes.sort((a, b) => a.line - b.line), ...right.sort((a, b) => a.line - b.line)];
}

/** A spreadsheet takes what begins like this for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function cellOf(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** As CSV with a byte order mark, without which spreadsheets take UTF-8 for something else. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((cells) => cells.map(cellOf).join(",")).join("\r\n")}\r\n`;
}
