// New records with nothing in them yet but what follows from where they are made.
import { zone } from "$kit/words/format.ts";
import type { Type } from "$api/api.ts";
import { newId } from "$lib/ids.ts";
import type { Held } from "$lib/records.ts";

const NO_TEXT = { zh: "", en: "" };

export function newCustomer(organisation: string): Held<"customer"> {
  const body: Type<"Customer"> = {
    number: "", name: NO_TEXT, short_name: NO_TEXT, organisation, industry: "", grade: "", address: NO_TEXT, phone: "", email: "", language: "zh", invoice_title: "", tax_number: "",
    invoice_address: "", bank_account: "", payment_days: 30, price_list: null, service_level: null, remarks: "", is_retired: false, ext: {},
  };
  return { id: newId(), etag: "", body };
}

export function newSite(customer: string): Held<"site"> {
  const body: Type<"Site"> = {
    number: "", customer, organisation: null, name: NO_TEXT, region: "", address: NO_TEXT, postcode: "", country: "CN", coordinates: null, zone, access_notes: NO_TEXT, calendar: null, contacts: [],
    remarks: "", is_retired: false,
  };
  return { id: newId(), etag: "", body };
}

export function newContact(customer: string, sites: string[] = []): Held<"contact"> {
  const body: Type<"Contact"> = {
    customer, sites, name: NO_TEXT, position: NO_TEXT, phones: [], email: "", messenger: "", preferred: null, language: "zh", may_order: false, remarks: "", is_retired: false,
  };
  return { id: newId(), etag: "", body };
}

/** Telephones as they are typed: one a line, or with commas between; the first is tried first. */
export function phonesOf(text: string): string[] {
  return text.split(/[\n,，;；、]/).map((one) => one.trim()).filter(Boolean);
}
