// What was meant by a command, as lines that a person reads: names in words, times, quantities, money and people as such.
import { capital } from "$kit/words/capital.ts";
import type { Subject } from "../../lib/subject.ts";
import { bytes, money, moment, quantity } from "$kit/words/format.ts";
import { label, t, words } from "$kit/words/words.svelte.ts";
import { type Intent, type Json, type Shape, shape, text } from "./intent.ts";

export interface Line {
  key: string;
  name: string;
  /** As it is read; behind the title of the subject where it names one. */
  value: string;
  subject?: Subject;
  /** The title of the subject is what stands before the value. */
  isNamedBySubject?: boolean;
}

/** Fields whose name the catalogue of the domain does not have. */
const NAMES: Readonly<Record<string, string>> = {
  agreed: "sync-field-agreed",
  amendment_reason: "sync-field-amendment-reason",
  article: "sync-field-article",
  articles: "sync-field-article",
  caption: "sync-field-caption",
  cause: "sync-field-cause",
  choice: "sync-field-choice",
  condition_out: "sync-field-condition-out",
  counted: "sync-field-counted",
  decision: "sync-field-decision",
  description: "sync-field-description",
  device_state: "sync-field-device-state",
  device_state_since_ms: "sync-field-device-state-since",
  distance_m: "sync-field-distance",
  down_from_ms: "sync-field-down-from",
  email: "sync-field-email",
  event: "sync-field-event",
  fault: "sync-field-fault",
  field: "sync-field-field",
  from: "sync-field-from",
  given_by: "sync-field-given-by",
  happened_ms: "sync-field-happened",
  invoice_title: "sync-field-invoice-title",
  is_charged_to_customer: "sync-field-charged",
  is_complete: "sync-field-complete",
  is_for_customer: "sync-field-for-customer",
  is_partial: "sync-field-partial",
  is_reset: "sync-field-reset",
  is_settled: "sync-field-settled",
  location: "sync-field-location",
  location_out: "sync-field-location-out",
  maker: "sync-field-maker",
  meter: "sync-field-meter",
  mode: "sync-field-mode",
  model: "sync-field-model",
  moment: "sync-field-moment",
  needed_by_ms: "sync-field-needed-by",
  number: "sync-field-number",
  outcome: "sync-field-outcome",
  part_out: "sync-field-part-out",
  pause: "sync-field-pause",
  phone: "sync-field-phone",
  position: "sync-field-position",
  present: "sync-field-present",
  priority: "sync-field-priority",
  proposed: "sync-field-proposed",
  purpose: "sync-field-purpose",
  reached: "sync-field-reached",
  reading: "sync-field-reading",
  reference: "sync-field-reference",
  refused_reason: "sync-field-refused-reason",
  remedy: "sync-field-remedy",
  reservations: "sync-field-reservations",
  restored_at_ms: "sync-field-restored",
  signer_role: "sync-field-signer-role",
  size_bytes: "sync-field-size",
  solved: "sync-field-solved",
  taken_ms: "sync-field-taken",
  title: "sync-field-title",
  to: "sync-field-to",
  unit: "sync-field-unit",
  window_end_ms: "sync-field-window-end",
  window_start_ms: "sync-field-window-start",
};

/** Machinery, and what stands elsewhere on the screen. */
const LEFT_OUT = new Set([
  "currency", "custody_epoch", "documents", "entry", "epoch", "file", "file_hash", "follows", "fonts_version", "hash", "heads",
  "height_px", "id", "ink", "issue", "item", "language", "media_type", "movement", "offer", "original", "over", "photo", "photos",
  "procedure", "procedure_version", "question", "questionnaire", "questionnaire_version", "receipt", "renderer_version", "replaces",
  "request_line", "since_boot_ms", "source", "step", "template_version", "thumbnail", "unit_cost", "version", "view_hash", "width_px",
  "withdraws", "work_order", "visit", "zone",
]);

const CODES = new Set([
  "condition", "condition_out", "decision", "device_state", "event", "given_on", "kind", "method", "mode", "moment", "outcome", "pause",
  "press", "priority", "purpose", "role", "ruling", "verdict",
]);

/** What a code is one of, where that makes it another word. */
const CODES_OF: Readonly<Record<string, string>> = {
  condition: "condition",
  condition_out: "condition",
  device_state: "device_state",
  event: "lifecycle_event",
  method: "payment_method",
  outcome: "signing_outcome",
  pause: "pause_kind",
  ruling: "ruling",
  verdict: "verdict",
};

const QUANTITIES = new Set(["quantity", "counted", "expected", "wanted"]);

/** Whose identity stands under a key. */
const WORDS_OF_KEYS: Readonly<Record<string, string>> = {
  article: "article",
  contact: "contact",
  customer: "customer",
  device: "device",
  from: "stock_location",
  location: "stock_location",
  location_out: "stock_location",
  on_behalf_of: "stock_location",
  order_kind: "order_kind",
  part: "part",
  part_out: "part",
  site: "site",
  tool: "tool",
  user: "user",
  van: "stock_location",
};

const ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const HASH = /^[0-9a-f]{64}$/;
const NOBODY = /^0{26}$/;

export function fieldName(key: string): string {
  const own = NAMES[key];
  if (own) return t(own);
  const said = label(key);
  return said.charAt(0).toLocaleUpperCase() + said.slice(1);
}

/** One value under a key, as it is read; nothing where it says nothing to a person. */
export function said(key: string, value: Json, beside: Shape = {}): string {
  if (value === null || value === "") return "";
  if (typeof value === "boolean") return label(value ? "yes" : "no");
  if (typeof value === "number") {
    if (key.endsWith("_ms")) return moment(value);
    if (QUANTITIES.has(key)) return quantity(value, text(beside.unit));
    if (key === "minor") return money(value, text(beside.currency));
    if (key === "size_bytes") return bytes(value);
    if (key === "distance_m") return `${quantity(value)} km`;
    return String(value);
  }
  if (typeof value === "string") {
    if (HASH.test(value) || NOBODY.test(value)) return "";
    if (ID.test(value)) return "";
    if (key === "field") return fieldName(value.split(".")[0] ?? value);
    const isCode = CODES.has(key) || value === "yes" || value === "no" || value === "not_applicable";
    return isCode && /^[a-z_]+$/.test(value) ? capital(label(value, CODES_OF[key])) : value;
  }
  if (Array.isArray(value)) return value.map((one) => said(key, one as Json, beside)).filter(Boolean).join(t("sync-between"));
  const inner = shape(value);
  if ("zh" in inner || "en" in inner) return words({ zh: text(inner.zh), en: text(inner.en) });
  if ("minor" in inner) return said("minor", inner.minor ?? null, inner);
  if ("latitude_udeg" in inner) return `${Number(inner.latitude_udeg) / 1e6}, ${Number(inner.longitude_udeg) / 1e6}`;
  return "";
}

function subjectUnder(key: string, verb: string, value: Json): Subject | undefined {
  if (typeof value !== "string" || !ID.test(value) || NOBODY.test(value)) return undefined;
  const word = key === "to" ? (verb === "hand_over" ? "user" : "stock_location") : WORDS_OF_KEYS[key];
  return word ? (`${word}/${value}` as Subject) : undefined;
}

/** What is read first, and what last; the rest stands between. */
const FIRST = [
  "press", "value", "text", "kind", "part", "window_start_ms", "window_end_ms", "start_ms", "end_ms", "field", "present", "proposed", "fault",
  "cause", "remedy", "meter", "reading",
];
const LAST = ["reason", "note"];

function inOrder(fields: [string, Json][]): [string, Json][] {
  const rank = (key: string) => {
    const first = FIRST.indexOf(key);
    if (first >= 0) return first;
    const last = LAST.indexOf(key);
    return last >= 0 ? 2 * FIRST.length + last : FIRST.length;
  };
  return [...fields].sort(([a], [b]) => rank(a) - rank(b));
}

function linesOf(entry: Shape, verb: string, under = ""): Line[] {
  // A part and how many of it are one line.
  const part = subjectUnder("part", verb, entry.part ?? null);
  const amount = entry.quantity ?? entry.counted;
  if (part && typeof amount === "number") {
    const { part: _part, quantity: _quantity, counted: _counted, ...rest } = entry;
    return [{ key: "part", name: fieldName("part"), value: `× ${quantity(amount)}`, subject: part }, ...linesOf(rest, verb, under)];
  }
  return inOrder(Object.entries(entry)).flatMap(([key, value]): Line[] => {
    if (LEFT_OUT.has(key) || value === null || value === false) return [];
    const name = under === "" ? fieldName(key) : key === "text" || key === "code" ? under : `${under} · ${fieldName(key)}`;
    const subject = subjectUnder(key, verb, value);
    if (subject) return [{ key, name, value: "", subject }];
    const words = said(key, value, entry);
    if (words) return [{ key, name, value: words }];
    if (Array.isArray(value)) return value.flatMap((one) => linesOf(shape(one), verb, under));
    return linesOf(shape(value), verb, fieldName(key));
  });
}

/** Steps that were taken over from the procedure are none of the engineer's own. */
const COPIED = "steps";

export function linesOfIntent(intent: Intent): Line[] {
  const written = intent.writes.flatMap((one): Line[] => {
    if (one.isEntry) return one.name === COPIED ? [] : linesOf(shape(one.value), intent.verb);
    return linesOf({ [one.name]: one.value }, intent.verb);
  });
  // The customer's answers are not for the engineer; a usage says what its movement says.
  if (intent.verb === "rate_visit") return [];
  const stated = intent.facts.filter((fact) => fact.kind !== "movement" || written.length === 0);
  const lines = [...written, ...stated.flatMap((fact) => linesOf(fact.kind === "movement" ? { ...fact.body, reason: null } : fact.body, intent.verb))];
  // The press is what it is called already.
  return lines.filter((line) => line.key !== "press");
}

/** One field as lines; its bare value where it says nothing else to a person. */
export function linesOfField(key: string, value: Json): Line[] {
  const lines = linesOf({ [key]: value }, "");
  return lines.length ? lines : [{ key, name: fieldName(key), value: typeof value === "string" || typeof value === "number" ? String(value) : "" }];
}

/** The lines of one record, such as an entry of a conflict. */
export function linesOfRecord(record: Json): Line[] {
  const { by: _by, at_ms: _at, is_current: _current, ...rest } = shape(record);
  return linesOf(rest, "");
}
