// A company's pages as they are brought: a folder or its files, given to the server to be tried.
import { Failed, failureOf, NO_ANSWER, type Type } from "$api/api.ts";
import { session } from "$api/session.svelte.ts";
import { t } from "$kit/words/words.svelte.ts";

export type TemplateFile = Type<"TemplateFile">;
export type Tried = Type<"TriedTemplate">;

/** The server takes no more. */
export const TEMPLATE_BYTES_MAX = 4 * 1024 * 1024;
export const LOGO_BYTES_MAX = 1024 * 1024;

async function base64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const PART = 0x8000;
  let text = "";
  for (let at = 0; at < bytes.length; at += PART) text += String.fromCharCode(...bytes.subarray(at, at + PART));
  return btoa(text);
}

/** What stands beside them in a folder and belongs to the system of whoever made it is left out. */
export const isOfTemplate = (name: string): boolean => !name.startsWith(".") && !["Thumbs.db", "desktop.ini"].includes(name);

export async function templateOf(chosen: readonly File[]): Promise<TemplateFile[]> {
  const files = chosen.filter(({ name }) => isOfTemplate(name));
  return Promise.all(files.map(async (file) => ({ name: file.name, content: await base64(file) })));
}

const CODES: Readonly<Record<string, string>> = {
  too_large: "setup-template-too-large",
  name: "setup-template-name",
  no_main: "setup-template-no-main",
  faults: "setup-template-faults",
  slow: "setup-template-slow",
};

/** The papers that pages are tried on, as the server calls them. */
const PAPERS: Readonly<Record<string, string>> = {
  "an empty visit": "setup-template-on-empty",
  "an ordinary visit": "setup-template-on-ordinary",
  "a long visit": "setup-template-on-long",
  "a quote": "setup-template-on-quote",
  "a handover of goods": "setup-template-on-handover",
};

export function whyNot({ code, name, paper }: Tried): string {
  const known = PAPERS[paper ?? ""];
  return t(CODES[code ?? ""] ?? "setup-template-faults", { name: name ?? "", paper: known ? t(known) : (paper ?? "") });
}

/** `main.typ, line 3, column 7` */
export function placeOf({ file, line, column }: Tried["faults"][number]): string {
  if (!file) return "";
  return line ? t("setup-template-place", { file, line, column }) : file;
}

async function asked(method: "PUT" | "POST", path: string, body: BodyInit, contentType: string): Promise<Response> {
  const headers = { "content-type": contentType, "x-csrf": session.csrf, "idempotency-key": crypto.randomUUID() };
  const response = await fetch(path, { method, headers, body }).catch(() => {
    throw new Failed(NO_ANSWER);
  });
  if (response.status === 401) session.end();
  if (!response.ok) throw new Failed(failureOf(await response.json().catch(() => undefined)));
  return response;
}

/** The client of the API sends only JSON, and this is bytes. @throws {Failed} */
export async function sendLogo(file: Blob): Promise<void> {
  await asked("PUT", "/v1/paper/logo", file, "application/octet-stream");
}

/** Pages of a sample, or what is wrong with those that were brought. @throws {Failed} */
export async function samplePages(language: "zh" | "en" | "both", files?: readonly TemplateFile[]): Promise<{ pdf: Blob } | { tried: Tried }> {
  const response = await asked("POST", "/v1/paper/preview", JSON.stringify({ language, files: files ?? null }), "application/json");
  if (response.headers.get("content-type")?.startsWith("application/json")) return { tried: (await response.json()) as Tried };
  return { pdf: await response.blob() };
}
