// The one way to the server: its API with types made from its own description (`cargo xtask gen`).
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.ts";
import { session } from "./session.svelte.ts";

export type Type<N extends keyof components["schemas"]> = components["schemas"][N];
export type Id = string;
export type Problem = Type<"Problem">;

export const client = createClient<paths>({ baseUrl: "/" });

client.use({
  onRequest({ request }) {
    if (request.method !== "GET" && session.csrf) request.headers.set("x-csrf", session.csrf);
    return request;
  },
  onResponse({ response, schemaPath }) {
    // Signing in may fail without ending anything.
    if (response.status === 401 && schemaPath !== "/v1/session") session.end();
    return response;
  },
});

type Answered<Operation> = Operation extends { responses: infer Of }
  ? { [Status in keyof Of]: Status extends 200 | 201 ? (Of[Status] extends { content: { "application/json": infer Body } } ? Body : never) : never }[keyof Of]
  : never;
type Required<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] };
type Given<Operation> = Operation extends { parameters: infer All }
  ? (All extends { path: infer Path } ? { path: Path } : { path?: never }) &
      (All extends { query: infer Query } ? { query: Query } : All extends { query?: infer Query } ? { query?: Query } : { query?: never })
  : never;

/** Paths that are read. */
export type GetPath = { [Path in keyof paths]: paths[Path] extends { get: { responses: unknown } } ? Path : never }[keyof paths];
export type Answer<Path extends GetPath> = paths[Path] extends { get: infer Operation } ? Answered<Operation> : never;
export type Asked<Path extends GetPath> = paths[Path] extends { get: infer Operation } ? Given<Operation> : never;

type Verb = "post" | "put" | "patch" | "delete";
/** Paths that something is told to by a verb. */
export type TellPath<V extends Verb> = { [Path in keyof paths]: paths[Path] extends { [Key in V]: { responses: unknown } } ? Path : never }[keyof paths];
type Told<V extends Verb, Path extends TellPath<V>> = paths[Path] extends { [Key in V]: infer Operation } ? Operation : never;
export type Reply<V extends Verb, Path extends TellPath<V>> = Answered<Told<V, Path>>;
type Body<Operation> = Operation extends { requestBody: { content: { "application/json": infer Sent } } } ? Sent : undefined;
export type Telling<V extends Verb, Path extends TellPath<V>> = {
  body?: Body<Told<V, Path>>;
  /** The ETag that was seen. */
  etag?: string;
  /** The same key sends the same thing once, however often it is tried. */
  key?: string;
} & (Told<V, Path> extends { parameters: { path: infer Given } } ? { path: Given } : { path?: never }) &
  (Told<V, Path> extends { parameters: { query: infer Given } } ? { query: Given } : { query?: unknown });
export type { Required, Verb };

/** Why something did not work, for people. */
export interface Failure {
  code: string;
  status: number;
  /** Which field it is about; empty where it is none. */
  path: string;
  en: string;
  zh: string;
  detail: string;
  detailZh: string;
}

export const NO_ANSWER: Failure = {
  code: "no_answer",
  status: 0,
  path: "",
  en: "The server does not answer; what you typed is still here.",
  zh: "服务器没有响应，您填写的内容仍在此处。",
  detail: "",
  detailZh: "",
};

export class Failed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.en);
    this.failure = failure;
  }
}

export function failureOf(error: unknown): Failure {
  if (error instanceof Failed) return error.failure;
  const problem = error as Partial<Problem> | undefined;
  if (problem && typeof problem === "object" && typeof problem.code === "string") {
    return {
      code: problem.code,
      status: problem.status ?? 0,
      path: problem.path ?? "",
      en: problem.title ?? problem.code,
      zh: problem.title_zh || problem.title || problem.code,
      detail: problem.detail ?? "",
      detailZh: problem.detail_zh || problem.detail || "",
    };
  }
  return { ...NO_ANSWER, detail: error instanceof Error ? error.message : "" };
}

type Loose = (path: string, init: object) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

async function answered(asking: ReturnType<Loose>): Promise<unknown> {
  const { data, error, response } = await asking.catch((reason: unknown) => {
    throw new Failed(failureOf(reason));
  });
  if (!response.ok) throw new Failed(failureOf(error));
  return data;
}

/** Asks once. @throws {Failed} */
export async function ask<Path extends GetPath>(path: Path, asked: Asked<Path>): Promise<Answer<Path>> {
  return (await answered((client.GET as Loose)(path, { params: asked }))) as Answer<Path>;
}

/** Tells the server to do something. @throws {Failed} */
export async function tell<V extends Verb, Path extends TellPath<V>>(verb: V, path: Path, telling: Telling<V, Path>): Promise<Reply<V, Path>> {
  const { body, etag, key, ...params } = telling as { body?: unknown; etag?: string; key?: string };
  const headers = { ...(etag ? { "If-Match": etag } : {}), "Idempotency-Key": key ?? crypto.randomUUID() };
  const verbs = { post: client.POST, put: client.PUT, patch: client.PATCH, delete: client.DELETE } as unknown as Record<Verb, Loose>;
  return (await answered(verbs[verb](path, { params, body, headers }))) as Reply<V, Path>;
}
