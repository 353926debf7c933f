// Calls by name, with the types that the core says.
import type { components, operations } from "./schema.ts";
import { shell } from "./shell.ts";
import { frame, Kind, unframe } from "./wire.ts";

export type Schemas = components["schemas"];
/** A type of the core by its name: `Type<"JobCard">`. */
export type Type<Name extends keyof Schemas> = Schemas[Name];
export type Id = Type<"Id">;
export type Hash = Type<"Hash">;
export type Text = Type<"Text">;
export type Failure = Type<"Failure">;

type Name = keyof operations;
type Json<T> = T extends { content: { "application/json": infer Body } } ? Body : never;
type Asked<N extends Name> = Json<operations[N]["requestBody"]>;
type Ok<N extends Name> = operations[N]["responses"][200];

export type Answer<N extends Name> =
  Ok<N> extends { content: { "application/octet-stream": unknown } } ? Uint8Array<ArrayBuffer> : Json<Ok<N>>;

/** The core fills in what is left out of what is written. */
type Loose<T> = T extends readonly (infer Item)[] ? Loose<Item>[] : T extends object ? { [K in keyof T]?: Loose<T[K]> } : T;
type MayBeNull<T> = { [K in keyof T]-?: null extends T[K] ? K : never }[keyof T];
/** Arguments: what may be `null` may be left out. */
export type Given<N extends Name> = { [K in Exclude<keyof Asked<N>, MayBeNull<Asked<N>>>]: Loose<Asked<N>[K]> } & {
  [K in MayBeNull<Asked<N>>]?: Loose<Asked<N>[K]>;
};

/** Why a call has no answer, in the language of the screens. */
export class Failed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export function failureOf(error: unknown): Failure {
  if (error instanceof Failed) return error.failure;
  const detail = error instanceof Error ? error.message : String(error);
  return { outcome: "broken", code: "broken", path: "", message: detail, detail: "" };
}

/** Asks or tells the core. @throws {Failed} */
export async function call<N extends Name>(name: N, given: Given<N>, body?: Uint8Array): Promise<Answer<N>> {
  const { kind, json, bytes } = unframe(await shell.call(frame(name, given, body)));
  if (kind === Kind.Failure) throw new Failed(json as Failure);
  return (kind === Kind.Bytes ? bytes : json) as Answer<N>;
}
