// One value of a field as people read it: names for ids, words for codes, times, money and quantities as such.
import { money, quantity, unitName } from "$kit/words/format.ts";
import { capital } from "$kit/words/capital.ts";
import { label, t, words, type Text } from "$kit/words/words.svelte.ts";
import { meterName, skillNames } from "../../api/called.svelte.ts";
import { when } from "../times.ts";
import { isNothing } from "./changes.ts";
import { fieldSaid } from "./names.ts";

export interface Bit {
  /** What it is of, where it is one of several within a value. */
  name?: string;
  text: string;
  /** `word/id` of what has a name. */
  subject?: string;
}

const ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const HASH = /^[0-9a-f]{64}$/;
const CODE = /^[a-z]+(_[a-z0-9]+)*$/;
/** An id under a key that is not the word of what it names. */
const WORDS: Readonly<Record<string, string>> = {
  owner: "customer", cause_order: "work_order", responsible_engineer: "user", responsible_team: "team", lead: "user", helpers: "user", members: "user", expert: "user",
  default_procedure: "procedure", service_items: "service_item", replaces: "part", merged_into: "device", parent: "organisation", holder: "field_device",
};
const KNOWN = new Set([
  "customer", "site", "contact", "device", "organisation", "procedure", "request", "service_level", "fault_code", "work_order", "contract", "warranty", "user", "team", "part", "tool",
  "calendar", "price_list", "maintenance_plan", "order_kind", "questionnaire", "checklist", "field_device", "stock_location", "article", "service_item",
]);
const QUANTITIES = new Set(["quantity", "minimum", "minimums"]);
/** Under `unit` of what is done again after so many. */
const INTERVALS = new Set(["day", "week", "month", "year"]);
/** Whole sentences of somebody, in which a word of the domain is no code. */
const TEXTS = new Set(["remarks", "note", "title", "description", "number", "serial", "model", "models", "maker", "maker_number", "login", "email", "phone", "phones", "codes", "barcodes", "value", "words", "zone"]);

/** The word of what an id under a key names; nothing where it is not known. */
export function wordOfKey(key: string): string | undefined {
  const one = key.replace(/ies$/, "y").replace(/s$/, "");
  return WORDS[key] ?? (KNOWN.has(key) ? key : KNOWN.has(one) ? one : undefined);
}

const isText = (value: object): boolean => Object.keys(value).length > 0 && Object.keys(value).every((key) => key === "zh" || key === "en");

/** The name of a key within a value. */
const keySaid = (key: string) => fieldSaid("", key);

/** What a value says, bit by bit; one that says nothing is empty. */
export function bitsOf(key: string, value: unknown, zone?: string | null): Bit[] {
  if (isNothing(value) && value !== false) return [];
  if (typeof value === "boolean") return [{ text: capital(label(value ? "yes" : "no")) }];
  if (typeof value === "number") return [{ text: numberSaid(key, value, zone) }];
  if (typeof value === "string") return [textSaid(key, value)];
  if (Array.isArray(value)) return value.flatMap((one) => bitsOf(key, one, zone));
  const fields = value as Record<string, unknown>;
  if (isText(fields)) return [{ text: words(fields as Text) }];
  if (typeof fields.minor === "number" && typeof fields.currency === "string") return [{ text: money(fields.minor, fields.currency) }];
  if (typeof fields.latitude_udeg === "number" && typeof fields.longitude_udeg === "number") return [{ text: `${degrees(fields.latitude_udeg)}, ${degrees(fields.longitude_udeg)}` }];
  return Object.entries(fields).flatMap(([name, inner]): Bit[] => {
    // What a part has at a place stands under the part's id.
    const subject = ID.test(name) && QUANTITIES.has(key) ? `part/${name}` : undefined;
    const bits = bitsOf(subject ? "quantity" : name, inner, zone);
    if (subject) return bits.map((bit) => ({ ...bit, subject, text: `× ${bit.text}` }));
    return bits.map((bit) => ({ ...bit, name: bit.name ? `${keySaid(name)} · ${bit.name}` : keySaid(name) }));
  });
}

function numberSaid(key: string, value: number, zone?: string | null): string {
  if (key.endsWith("_ms")) return when(value, zone);
  if (QUANTITIES.has(key)) return quantity(value);
  return value.toLocaleString();
}

const DEGREE = 1_000_000;
const degrees = (udeg: number) => (udeg / DEGREE).toFixed(5);

function textSaid(key: string, value: string): Bit {
  if (key === "language" && (value === "zh" || value === "en")) return { text: t(`setup-language-${value}`) };
  const word = wordOfKey(key);
  if (ID.test(value)) return word ? { text: "", subject: `${word}/${value}` } : { text: t("console-history-something") };
  if (HASH.test(value)) return { text: t("console-history-file") };
  if (key === "skills" || key === "required_skills") return { text: skillNames(value.split("\n").filter(Boolean)) };
  if (key === "meter" || key === "life_meter") return { text: meterName(value) };
  if ((key === "unit" || key === "base_unit") && !INTERVALS.has(value)) return { text: unitName(value) };
  if (key === "life_cycle") return { text: t(`machines-life-${value.replaceAll("_", "-")}`) };
  if (!TEXTS.has(key) && CODE.test(value)) return { text: capital(label(value)) };
  return { text: value };
}
