// Fields of records and entries as lines that a person reads: names in words, times, quantities, money and people as such.
import { duration, money, moment, quantity, unitName } from "$kit/words/format.ts";
import { ownName } from "../own/definitions.svelte.ts";
import { capital } from "$kit/words/capital.ts";
import { label, t, words } from "$kit/words/words.svelte.ts";
import { meterName, skillName } from "$api/called.svelte.ts";
import { type Json, type Shape, shape, text } from "./json.ts";

export interface Line {
  name: string;
  /** As it is read; behind the name of the subject where there is one. */
  value: string;
  /** `word/id` */
  subject?: string;
}

/** Fields whose name the catalogue of the domain does not have. */
const NAMES: Readonly<Record<string, string>> = {
  agreed: "desk-field-agreed",
  caption: "desk-field-caption",
  cause: "desk-field-cause",
  condition_out: "desk-field-condition-out",
  customer_reference: "desk-field-customer-reference",
  description: "desk-field-description",
  device_state: "desk-field-device-state",
  email: "desk-field-email",
  expert: "desk-field-expert",
  fault: "desk-field-fault",
  given_by: "desk-field-given-by",
  helpers: "desk-field-helpers",
  is_charged_to_customer: "desk-field-charged",
  is_for_customer: "desk-field-for-customer",
  language: "desk-field-language",
  lead: "desk-field-lead",
  location: "desk-field-location",
  location_out: "desk-field-location-out",
  maker: "desk-field-maker",
  mode: "desk-field-mode",
  model: "desk-field-model",
  needed_by_ms: "desk-field-needed-by",
  number: "desk-field-number",
  part_out: "desk-field-part-out",
  phone: "desk-field-phone",
  phones: "desk-field-phone",
  priority: "desk-field-priority",
  remedy: "desk-field-remedy",
  reservations: "desk-field-reservations",
  route_position: "desk-field-route-position",
  title: "desk-field-title",
  unit: "desk-field-unit",
  user: "desk-field-user",
  window_end_ms: "desk-field-window-end",
  window_start_ms: "desk-field-window-start",
  zone: "desk-field-zone",
};

/** Machinery, and what stands elsewhere on the screen. */
const LEFT_OUT = new Set([
  "at_ms", "by", "currency", "custody_epoch", "documents", "entry", "file", "follows", "hash", "heads", "height_px", "id", "ink",
  "is_current", "issue", "item", "media_type", "movement", "original", "photos", "procedure_version", "question", "replaces",
  "request_line", "size_bytes", "source", "step", "thumbnail", "unit_cost", "view_hash", "visit", "width_px", "work_order",
]);

const CODES = new Set(["condition", "condition_out", "device_state", "kind", "method", "mode", "pause", "press", "priority", "role", "status", "verdict"]);
/** What a code is one of, where that makes it another word. */
const CODES_OF: Readonly<Record<string, string>> = { condition: "condition", condition_out: "condition", device_state: "device_state", method: "payment_method", pause: "pause_kind", verdict: "verdict" };
const QUANTITIES = new Set(["quantity", "counted", "expected"]);

/** Whose identity stands under a key. */
const WORDS_OF_KEYS: Readonly<Record<string, string>> = {
  contact: "contact",
  customer: "customer",
  device: "device",
  expert: "user",
  from: "stock_location",
  helpers: "user",
  lead: "user",
  location: "stock_location",
  location_out: "stock_location",
  part: "part",
  part_out: "part",
  procedure: "procedure",
  responsible_engineer: "user",
  service_level: "service_level",
  site: "site",
  to: "stock_location",
  tool: "tool",
  user: "user",
};

const ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const HASH = /^[0-9a-f]{64}$/;

/** The name of a field of a record; of an entry's where it is told apart. */
export function fieldName(key: string, isOfEntry = false): string {
  const ofCompany = ownName(key);
  if (ofCompany) return ofCompany;
  const own = key === "location" && !isOfEntry ? "desk-field-place" : NAMES[key];
  return own ? t(own) : capital(label(key.replace(/_ms$/, "")));
}

/** One value under a key as it is read; nothing where it says nothing to a person. */
export function said(key: string, value: Json, beside: Shape = {}): string {
  if (value === null || value === "") return "";
  if (typeof value === "boolean") return capital(label(value ? "yes" : "no"));
  if (typeof value === "number") {
    if (key === "off_ms") return duration(Math.abs(value));
    if (key.endsWith("_ms")) return moment(value);
    if (QUANTITIES.has(key)) return quantity(value, text(beside.unit));
    if (key === "minor") return money(value, text(beside.currency));
    return String(value);
  }
  if (typeof value === "string") {
    if (HASH.test(value) || ID.test(value)) return "";
    if (key === "required_skills" || key === "skills") return value.split("\n").filter(Boolean).map(skillName).join(t("desk-between"));
    if (key === "meter") return meterName(value);
    if (key === "unit") return unitName(value);
    const isCode = (CODES.has(key) && /^[a-z_]+$/.test(value)) || value === "yes" || value === "no" || value === "not_applicable";
    return isCode ? capital(label(value, CODES_OF[key])) : value;
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => said(key, one, beside)).filter(Boolean).join(t("desk-between"));
  const inner = shape(value);
  if ("zh" in inner || "en" in inner) return words({ zh: text(inner.zh), en: text(inner.en) });
  if ("minor" in inner) return said("minor", inner.minor ?? null, inner);
  return "";
}

/** Lines of one field; its bare value where it says nothing else to a person, "empty" where there is none. */
export function linesOfField(key: string, value: Json): Line[] {
  const lines = linesOf({ [key]: value });
  if (lines.length) return lines;
  return [{ name: fieldName(key), value: typeof value === "string" || typeof value === "number" ? String(value) : t("desk-empty-value") }];
}

/** Lines of one record, such as an entry of a conflict: what was said first. */
export function linesOf(entry: Shape, under = ""): Line[] {
  return Object.entries(entry)
    .sort(([a], [b]) => rank(a) - rank(b))
    .flatMap(([key, value]): Line[] => {
      if (LEFT_OUT.has(key) || value === null || value === false || value === "") return [];
      const name = under === "" ? fieldName(key, typeof entry.part === "string") : key === "text" || key === "code" ? under : `${under} · ${fieldName(key)}`;
      const word = WORDS_OF_KEYS[key];
      if (word && typeof value === "string" && ID.test(value)) {
        const amount = key === "part" && typeof entry.quantity === "number" ? `× ${quantity(entry.quantity)}` : "";
        return [{ name, value: amount, subject: `${word}/${value}` }];
      }
      if (key === "quantity" && typeof entry.part === "string") return [];
      const words = said(key, value, entry);
      if (words) return [{ name, value: words }];
      if (Array.isArray(value)) {
        if (word) return value.filter((one): one is string => typeof one === "string").map((id) => ({ name, value: "", subject: `${word}/${id}` }));
        return value.flatMap((one) => linesOf(shape(one), under));
      }
      return linesOf(shape(value), fieldName(key));
    });
}

const FIRST = ["press", "value", "text", "kind", "part", "part_out", "start_ms", "end_ms", "fault", "cause", "remedy"];
const LAST = ["reason", "note"];

function rank(key: string): number {
  const first = FIRST.indexOf(key);
  if (first >= 0) return first;
  const last = LAST.indexOf(key);
  return last >= 0 ? 2 * FIRST.length + last : FIRST.length;
}
