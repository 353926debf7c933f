// What a record is asked about: each field is said once, and shown, read, checked and merged by that.
import type { Failure } from "$api/api.ts";
import { language, t } from "$kit/words/words.svelte.ts";
import { said } from "$lib/failures.ts";
import type { Component } from "svelte";
import type { Body } from "./body.ts";

export interface Choice {
  value: string;
  /** Key of what people call it. */
  said: string;
}

interface Common {
  /** Where it stands in its body: `photo.quality`. */
  key: string;
  /** Key of its label. */
  said: string;
  /** Key of what more there is to know. */
  hint?: string;
  /** Whether it is asked at all, by what else stands in the body it belongs to. */
  when?: (body: Body) => boolean;
  /** Takes the whole line. */
  isWide?: boolean;
}

export interface OwnProps {
  /** The whole record. */
  body: Body;
  path: string;
  label: string;
  failure: Failure | undefined;
}

export type FieldOf = Common &
  (
    | { is: "text"; isLong?: boolean; kind?: "tel" | "email" | "url" }
    /** In both languages. */
    | { is: "words"; isLong?: boolean }
    /** A whole number that stands for `digits` behind the point: 1300 with 2 is 13. */
    | { is: "number"; digits?: number; unit?: string; isOptional?: boolean }
    /** Bytes, asked for in megabytes. */
    | { is: "bytes"; unit: string }
    /** Decimal text; nothing where it is empty. */
    | { is: "decimal" }
    /** Minor units in the currency at that path. */
    | { is: "minor"; currency: string }
    /** Money with its currency; nothing where it is empty. */
    | { is: "price" }
    | { is: "flag" }
    | { is: "date" }
    | { is: "zone" }
    | { is: "choice"; choices: readonly Choice[]; isOptional?: boolean }
    /** Several of them, in any order. */
    | { is: "choices"; choices: readonly Choice[] }
    /** One of a word of which there are few. */
    | { is: "one"; of: string; isOptional?: boolean }
    /** One that is searched for. */
    | { is: "pick"; of: string }
    | { is: "picks"; of: string }
    /** Users, teams: several of a word that is not searched. */
    | { is: "ones"; of: string }
    /** Short texts, each once. */
    | { is: "lines"; known?: readonly string[] }
    /** Codes of skills, chosen by their names. */
    | { is: "skills" }
    | { is: "list"; fields: readonly FieldOf[]; fresh: () => Body; add: string }
    | { is: "own"; shows: Component<OwnProps> }
  );

/** Fields that stand together under a title. */
export interface GroupOf {
  said: string;
  fields: readonly FieldOf[];
  /** Whether there is anything to ask. */
  isShown?: () => boolean;
  /** May be changed in a version too. */
  isKept?: boolean;
}

export interface Item {
  id: string;
  etag: string;
  word: string;
  body: Body;
}

/** A word of the setup: how its records are listed and asked for. */
export interface PartOf {
  /** After `/setup/`. */
  path: string;
  word: string;
  said: string;
  /** Key of the sentence that teaches, where there is none yet. */
  teach: string;
  icon: Component;
  groups: readonly GroupOf[];
  fresh: () => Body;
  title: (body: Body) => string;
  more?: (body: Body) => string;
  /** The heading it is listed under. */
  under?: (body: Body) => string;
  /** What the list is sorted by; its title where missing. */
  order?: (body: Body) => string;
  isRetired?: (body: Body) => boolean;
  /** Whether it stands in this list at all. */
  isShown?: (body: Body) => boolean;
  /** Its records are versions: they never change, the next one is written in their place. */
  isVersioned?: boolean;
  /** Before it is sent. */
  ready?: (body: Body) => Body;
  /** What is to be decided about it, before its form. */
  above?: Component<{ body: Body; id: string | null }>;
  /** Below the form: a preview, what follows from it. */
  beside?: Component<{ body: Body; id: string | null }>;
  /** After saving a new one the next is begun, with this of the last. */
  carry?: (body: Body) => Body;
}

/** The problem of exactly this field, in words; what lies within a list stands at its own field. */
export function problemAt(failure: Failure | undefined, path: string, isWithin = false): string | undefined {
  if (!failure || failure.path === "") return undefined;
  const is = failure.path === path || (isWithin && (failure.path.startsWith(`${path}.`) || failure.path.startsWith(`${path}[`)));
  if (!is) return undefined;
  return (language() === "zh" ? failure.detailZh : failure.detail) || said(failure);
}

/** What the form calls a field of the record, or the one that it is asked for by; `undefined` where it asks for none of it. */
export function fieldOf(groups: readonly GroupOf[], key: string): string | undefined {
  const asked = groups.flatMap(({ fields }) => fields).filter((field) => field.key === key || field.key.startsWith(`${key}.`));
  return asked.length === 1 && asked[0] ? t(asked[0].said) : undefined;
}

/** Whether a field of the groups, or of a list within, stands at a path and is shown. */
export function isAsked(groups: readonly GroupOf[], body: Body, path: string): boolean {
  const within = (key: string) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`);
  return groups.some(({ fields }) => fields.some((field) => within(field.key) && field.when?.(body) !== false));
}
