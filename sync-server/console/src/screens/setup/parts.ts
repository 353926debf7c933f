// The parts of the setup, in the order somebody sets a company up.
import type { PartOf } from "./form/field.ts";
import { MAINTENANCE_PLANS, QUESTIONNAIRES } from "./parts/asking.ts";
import { COMPANY } from "./parts/company.ts";
import { FAULT_CODES } from "./parts/faults.ts";
import { FIELDS, ORDER_KINDS } from "./parts/kinds.ts";
import { CONTRACTS, PRICE_LISTS, SERVICE_ITEMS, WARRANTIES } from "./parts/prices.ts";
import { CALENDARS, SERVICE_LEVELS } from "./parts/promises.ts";

export interface Chapter {
  said: string;
  parts: readonly PartOf[];
}

export const CHAPTERS: readonly Chapter[] = [
  { said: "setup-chapter-company", parts: [COMPANY, CALENDARS] },
  { said: "setup-chapter-work", parts: [ORDER_KINDS, FIELDS, FAULT_CODES, MAINTENANCE_PLANS] },
  { said: "setup-chapter-promises", parts: [SERVICE_LEVELS, CONTRACTS, WARRANTIES] },
  { said: "setup-chapter-money", parts: [SERVICE_ITEMS, PRICE_LISTS] },
  { said: "setup-chapter-customers", parts: [QUESTIONNAIRES] },
];

export const partOf = (path: string): PartOf | undefined => CHAPTERS.flatMap(({ parts }) => parts).find((part) => part.path === path);
