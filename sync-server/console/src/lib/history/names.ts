// Fields of records and documents as the screens of their word call them.
import { fieldName } from "../attention/fields.ts";
import { t } from "$kit/words/words.svelte.ts";

/** What no screen has a name of its own for. */
const OWN: Readonly<Record<string, string>> = {
  access_notes: "customers-access",
  attachments: "console-field-attachments",
  bank_account: "console-field-bank-account",
  base_unit: "stock-unit",
  cause_order: "console-field-cause-order",
  coordinates: "console-field-coordinates",
  country: "console-field-country",
  fitted_on: "console-field-fitted-on",
  is_counter: "console-field-is-counter",
  key: "console-field-key",
  position: "console-field-position",
  expected_life_days: "stock-expected-life",
  ext: "console-field-ext",
  invoice_address: "console-field-invoice-address",
  is_old_part_returned: "stock-old-part",
  is_retired: "stock-retired",
  life_cycle: "machines-state",
  occurrence: "console-field-occurrence",
  payment_days: "console-field-payment-days",
  picture: "console-field-picture",
  promised_resolution_ms: "orders-promise",
  promised_response_ms: "console-field-promised-response",
  received_ms: "orders-received",
  remarks: "stock-remarks",
  revision: "console-field-revision",
  shelf_life_days: "stock-shelf-life",
  short_name: "console-field-short-name",
  target_minutes: "console-field-target-minutes",
};

const PREFIXES: Readonly<Record<string, string>> = {
  customer: "customers",
  site: "customers",
  contact: "customers",
  device: "machines",
  part: "stock",
  procedure: "procedures",
  user: "people",
  work_order: "orders-field",
};

export function fieldSaid(word: string, field: string): string {
  const own = OWN[field];
  if (own) return t(own);
  const prefix = PREFIXES[word];
  if (!prefix) return fieldName(field);
  const key = `${prefix}-${field.replaceAll("_", "-")}`;
  const said = t(key);
  return said === key ? fieldName(field) : said;
}
