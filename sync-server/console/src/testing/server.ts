// A server of the tests' own: answers by method and path, and remembers what it was told.
import { session } from "../api/session.svelte.ts";

export interface Heard {
  method: string;
  /** With its question. */
  path: string;
  body: unknown;
  headers: Headers;
}

type Answers = (heard: Heard) => unknown;

/** Thrown by an answer: a problem as the server tells it. */
export class Refused {
  readonly status: number;
  readonly body: object;

  constructor(status: number, code: string, path = "", detail = "") {
    this.status = status;
    this.body = { code, status, path, detail, title: code, title_zh: code, type: `/problems/${code}` };
  }
}

let answers: [method: string, path: RegExp, answer: Answers][] = [];
let missing: string[] = [];
export let heard: Heard[] = [];

/** What is answered to a method and a path; the newest counts. */
export function answer(method: string, path: RegExp, given: Answers) {
  answers.unshift([method, path, given]);
}

export const unanswered = (): readonly string[] => missing;
export const told = (method: string): readonly Heard[] => heard.filter((one) => one.method === method);

globalThis.fetch = async (input, init) => {
  const request = new Request(input instanceof Request ? input : new URL(String(input), location.href), init);
  const { pathname, search } = new URL(request.url);
  const text = request.method === "GET" ? "" : await request.text();
  const one: Heard = { method: request.method, path: pathname + search, body: text ? JSON.parse(text) : undefined, headers: request.headers };
  heard.push(one);
  const found = answers.find(([method, path]) => method === one.method && path.test(one.path));
  if (!found) {
    missing.push(`${one.method} ${one.path}`);
    return new Response("{}", { status: 404 });
  }
  try {
    return Response.json(found[2](one));
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    return Response.json(refused.body, { status: refused.status });
  }
};

/** Nobody has asked anything; somebody with these roles, who reads everything, is signed in. */
export function begin(...roles: string[]) {
  answers = [];
  missing = [];
  heard = [];
  answer("GET", /^\/v1\/names\?/, () => ({ items: [] }));
  answer("GET", /^\/v1\/called$/, () => ({ skills: [], meters: [] }));
  session.begin({
    user: "01HF000000000000000000000A",
    login: "chen",
    name: { zh: "陈示例", en: "Chen Example" },
    organisation: "01HF000000000000000000000B",
    roles: roles.length ? roles : ["dispatcher"],
    language: "en",
    reads: new Proxy({}, { get: () => "everything" }),
    writes: ["customer", "site", "contact", "request", "device"],
    csrf: "csrf",
    ends_at: "2026-12-31T00:00:00Z",
  });
}
