// What somebody meant by a command, as the core keeps it: read with care, for a newer app may have written it.
import type { Subject } from "../../lib/subject.ts";
import { wordOf } from "../../lib/subject.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Shape = { readonly [key: string]: Json };

export interface Written {
  subject: Subject;
  /** A field that was set, or the collection an entry was added to. */
  name: string;
  isEntry: boolean;
  value: Json;
}

export interface Stated {
  kind: string;
  subjects: readonly Subject[];
  body: Shape;
}

export interface Intent {
  verb: string;
  writes: readonly Written[];
  facts: readonly Stated[];
  /** Pictures and files that belong to it. */
  blobs: readonly string[];
}

export function shape(value: unknown): Shape {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Shape) : {};
}

export function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function count(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

export function intentOf(value: unknown): Intent {
  const command = shape(value);
  const writes = list(command.writes).flatMap((document) => {
    const { subject, writes } = shape(document);
    return list(writes).map((one): Written => {
      const write = shape(one);
      const isEntry = write.write === "add";
      return {
        subject: text(subject),
        name: text(isEntry ? write.collection : write.field),
        isEntry,
        value: (isEntry ? write.entry : write.value) ?? null,
      };
    });
  });
  const facts = list(command.facts).map((one): Stated => {
    const fact = shape(one);
    return { kind: text(fact.kind), subjects: list(fact.subjects).map(text), body: shape(fact.body) };
  });
  return { verb: text(command.verb), writes, facts, blobs: list(command.blobs).map(text) };
}

const MAIN_FIRST = ["visit", "work_order", "part_request", "device", "stock_location"];

/** What it is about, as a person would say: the visit before its order, the order before its device. */
export function subjectOf(intent: Intent): Subject | undefined {
  const all = [...intent.writes.map((written) => written.subject), ...intent.facts.flatMap((fact) => fact.subjects)];
  const named = MAIN_FIRST.map((word) => all.find((subject) => wordOf(subject) === word)).find((subject) => subject !== undefined);
  return named ?? all[0];
}

/** The subject of a word among what it is about. */
export function subjectOfWord(intent: Intent, word: string): Subject | undefined {
  const all = [...intent.writes.map((written) => written.subject), ...intent.facts.flatMap((fact) => fact.subjects)];
  return all.find((subject) => wordOf(subject) === word);
}

/** The first value under a key, of what was written and stated. */
export function valueOf(intent: Intent, key: string): string {
  for (const written of intent.writes) {
    const found = written.isEntry ? text(shape(written.value)[key]) : written.name === key ? text(written.value) : "";
    if (found) return found;
  }
  for (const fact of intent.facts) {
    const found = text(fact.body[key]);
    if (found) return found;
  }
  return "";
}
