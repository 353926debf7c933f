// The parts of the setup, in the order somebody sets a company up.
import { session } from "$api/session.svelte.ts";
import ArrowDownToLine from "@lucide/svelte/icons/arrow-down-to-line";
import ArrowUpFromLine from "@lucide/svelte/icons/arrow-up-from-line";
import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import DatabaseBackup from "@lucide/svelte/icons/database-backup";
import FileImage from "@lucide/svelte/icons/file-image";
import KeyRound from "@lucide/svelte/icons/key-round";
import MapIcon from "@lucide/svelte/icons/map";
import Webhook from "@lucide/svelte/icons/webhook";
import type { Component } from "svelte";
import type { PartOf } from "./form/field.ts";
import { MAINTENANCE_PLANS, QUESTIONNAIRES } from "./parts/asking.ts";
import { COMPANY } from "./parts/company.ts";
import { FAULT_CODES } from "./parts/faults.ts";
import { FIELDS, ORDER_KINDS } from "./parts/kinds.ts";
import { CONTRACTS, PRICE_LISTS, SERVICE_ITEMS, WARRANTIES } from "./parts/prices.ts";
import { CALENDARS, SERVICE_LEVELS } from "./parts/promises.ts";

/** What is set up on a screen of its own. */
interface Special {
  path: string;
  said: string;
  teach: string;
  icon: Component;
  isShown: () => boolean;
}

interface Chapter {
  said: string;
  parts: readonly (PartOf | Special)[];
}

export const administers = () => session.has("administrator");

const DUE: Special = {
  path: "maintenance-due",
  said: "setup-due",
  teach: "setup-due-teach",
  icon: CalendarClock,
  isShown: () => session.reads("maintenance_plan"),
};
const TOKENS: Special = { path: "tokens", said: "setup-tokens", teach: "setup-tokens-teach", icon: KeyRound, isShown: administers };
const WEBHOOKS: Special = { path: "webhooks", said: "setup-webhooks", teach: "setup-webhooks-teach", icon: Webhook, isShown: administers };
const IMPORT: Special = { path: "import", said: "setup-import", teach: "setup-import-teach", icon: ArrowDownToLine, isShown: administers };
const EXPORT: Special = { path: "export", said: "setup-export", teach: "setup-export-teach", icon: ArrowUpFromLine, isShown: () => session.reads("work_order") };

const PAPER: Special = { path: "paper", said: "setup-paper", teach: "setup-paper-teach", icon: FileImage, isShown: administers };
const MAP: Special = { path: "map", said: "setup-map", teach: "setup-map-teach", icon: MapIcon, isShown: administers };
const BACKUPS: Special = { path: "backups", said: "setup-backups", teach: "setup-backups-teach", icon: DatabaseBackup, isShown: administers };

const CHAPTERS: readonly Chapter[] = [
  { said: "setup-chapter-company", parts: [COMPANY, PAPER, CALENDARS, MAP] },
  { said: "setup-chapter-work", parts: [ORDER_KINDS, FIELDS, FAULT_CODES, MAINTENANCE_PLANS, DUE] },
  { said: "setup-chapter-promises", parts: [SERVICE_LEVELS, CONTRACTS, WARRANTIES] },
  { said: "setup-chapter-money", parts: [SERVICE_ITEMS, PRICE_LISTS] },
  { said: "setup-chapter-customers", parts: [QUESTIONNAIRES] },
  { said: "setup-chapter-connected", parts: [BACKUPS, TOKENS, WEBHOOKS, IMPORT, EXPORT] },
];

const isShown = (part: PartOf | Special) => ("word" in part ? session.reads(part.word) : part.isShown());

/** The chapters with what the roles of whoever is signed in let them see. */
export const chapters = (): readonly Chapter[] => CHAPTERS.map((chapter) => ({ ...chapter, parts: chapter.parts.filter(isShown) })).filter(({ parts }) => parts.length);

/** The part whose records are of a word. */
export function partOfWord(word: string): PartOf | undefined {
  return CHAPTERS.flatMap(({ parts }) => parts).find((part): part is PartOf => "word" in part && part.word === word);
}

/** The part whose records stand under a path. */
export function partOf(path: string): PartOf | undefined {
  return CHAPTERS.flatMap(({ parts }) => parts).find((part): part is PartOf => "word" in part && part.path === path);
}
