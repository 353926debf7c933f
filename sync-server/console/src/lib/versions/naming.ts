// What names versions of something: where it is shown, and what people call the place that names it.
import { capital } from "$kit/words/capital.ts";
import { label, t } from "$kit/words/words.svelte.ts";
import { idOf, placeOf, wordOf } from "../subjects.ts";

/** Parts of the setup. */
const SETUP: Readonly<Record<string, string>> = {
  order_kind: "order-kinds",
  maintenance_plan: "maintenance-plans",
  service_item: "service-items",
  contract: "contracts",
  settings: "company",
  price_list: "price-lists",
  service_level: "service-levels",
  questionnaire: "questionnaires",
  warranty: "warranties",
};

const FIELDS: Readonly<Record<string, string>> = {
  default_procedure: "setup-default-procedure",
  procedure: "setup-procedure",
  questionnaire: "setup-questionnaire",
  price_list: "setup-price-list",
  service_level: "setup-service-level",
  contract: "setup-contract",
  warranty: "machines-warranty",
};

/** Where a record that names a version is shown; `next` where its next version is written. */
export function placeOfUse(subject: string, next = false): string | undefined {
  const part = SETUP[wordOf(subject)];
  if (!part) return placeOf(subject);
  return next ? `/setup/${part}?record=new&from=${idOf(subject)}` : `/setup/${part}?record=${idOf(subject)}`;
}

export const fieldOfUse = (field: string): string => (FIELDS[field] ? t(FIELDS[field]) : capital(label(field)));

/** Words of which a version never changes, and whether what is new takes the one in force whatever is named. */
const FOLLOWED: Readonly<Record<string, boolean>> = { price_list: true, service_level: true, questionnaire: true, contract: true, procedure: false, service_item: false, warranty: false };

export const hasVersions = (word: string): boolean => word in FOLLOWED;
export const isFollowed = (word: string): boolean => FOLLOWED[word] ?? false;

interface Versioned {
  id: string;
  body: Readonly<Record<string, unknown>>;
}

const revisionOf = ({ body }: Versioned): number => Number(body.revision ?? 0);

/** The newest version of what is named by an older one, retired ones left out; nothing where it is the newest. */
export function newerThan<T extends Versioned>(all: readonly T[], named: string): { held: T; newest: T } | undefined {
  const held = all.find(({ id }) => id === named);
  if (!held || !held.body.number) return undefined;
  const later = all.filter((one) => one.body.number === held.body.number && one.body.is_retired !== true && revisionOf(one) > revisionOf(held));
  const [newest] = later.sort((a, b) => revisionOf(b) - revisionOf(a));
  return newest && { held, newest };
}
