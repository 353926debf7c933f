// What is sold, what it costs, and what is promised: service items, price lists, contracts and warranties. Versions never change.
import { capital } from "$kit/words/capital.ts";
import { unitName } from "$kit/words/format.ts";
import { label, t, words } from "$kit/words/words.svelte.ts";
import { nameOf } from "$api/named.svelte.ts";
import FileSignature from "@lucide/svelte/icons/file-pen-line";
import ReceiptText from "@lucide/svelte/icons/receipt-text";
import ShieldCheck from "@lucide/svelte/icons/shield-check";
import Wrench from "@lucide/svelte/icons/wrench";
import { ITEM_KINDS, KINDS, PARTS_COVER, saidOf, WARRANTY_STARTS } from "../choices.ts";
import { type Body, textAt, wordsAt } from "../form/body.ts";
import type { FieldOf, PartOf } from "../form/field.ts";
import HourRates from "../special/HourRates.svelte";
import OnePrice from "../special/OnePrice.svelte";
import PartPrices from "../special/PartPrices.svelte";
import ItemPrices from "../special/ItemPrices.svelte";
import CompanyPriceList from "../special/CompanyPriceList.svelte";
import { periodSaid } from "../period.ts";

const revision = (body: Body) => t("setup-version-n", { n: Number(body.revision ?? 0) });

const cover: readonly FieldOf[] = [
  { is: "flag", key: "cover.labour", said: "setup-cover-labour" },
  { is: "flag", key: "cover.travel", said: "setup-cover-travel" },
  { is: "flag", key: "cover.service_items", said: "setup-cover-items" },
  { is: "choice", key: "cover.parts", said: "setup-cover-parts", choices: PARTS_COVER },
  { is: "picks", key: "cover.listed_parts", said: "setup-listed-parts", of: "part", when: (body) => ["listed", "all_but_listed"].includes(textAt(body, "cover.parts")) },
  { is: "choices", key: "cover.kinds", said: "setup-cover-kinds", hint: "setup-all-where-none", choices: KINDS },
  { is: "lines", key: "cover.excluded_causes", said: "setup-excluded-causes", hint: "setup-excluded-causes-hint" },
];
const freshCover = () => ({ kinds: [], labour: true, travel: true, service_items: true, parts: "all", listed_parts: [], excluded_causes: [] });

export const SERVICE_ITEMS: PartOf = {
  path: "service-items",
  word: "service_item",
  said: "setup-service-items",
  teach: "setup-service-items-teach",
  icon: Wrench,
  isVersioned: true,
  title: (body) => `${textAt(body, "number")} ${words(wordsAt(body, "name"))}`,
  more: (body) => [revision(body), unitName(textAt(body, "unit"))].join(" · "),
  under: (body) => capital(t(saidOf(ITEM_KINDS, body.kind) ?? "code-other")),
  fresh: () => ({ number: "", revision: 1, kind: "labour", name: {}, description: {}, unit: "pcs", kinds: [], models: [], target_minutes: null, procedure: null, is_retired: false }),
  groups: [
    {
      said: "setup-what-it-is",
      fields: [
        { is: "text", key: "number", said: "setup-number" },
        { is: "number", key: "revision", said: "setup-version" },
        { is: "choice", key: "kind", said: "setup-item-kind", choices: ITEM_KINDS },
        { is: "text", key: "unit", said: "setup-unit", hint: "setup-unit-hint" },
        { is: "words", key: "name", said: "setup-name" },
        { is: "words", key: "description", said: "setup-description", isLong: true },
        { is: "number", key: "target_minutes", said: "setup-target-minutes", unit: "setup-minutes", isOptional: true },
        { is: "pick", key: "procedure", said: "setup-procedure", of: "procedure" },
        { is: "lines", key: "models", said: "setup-models", hint: "setup-all-where-none" },
        { is: "choices", key: "kinds", said: "setup-order-kinds-for", hint: "setup-all-where-none", choices: KINDS },
      ],
    },
    { said: "setup-whether-offered", isKept: true, fields: [{ is: "flag", key: "is_retired", said: "setup-retired", hint: "setup-retired-hint", isWide: true }] },
  ],
};

export const PRICE_LISTS: PartOf = {
  path: "price-lists",
  word: "price_list",
  said: "setup-price-lists",
  teach: "setup-price-lists-teach",
  icon: ReceiptText,
  isVersioned: true,
  title: (body) => `${textAt(body, "number")} ${words(wordsAt(body, "name"))}`,
  more: (body) => [revision(body), textAt(body, "currency"), periodSaid(body)].filter(Boolean).join(" · "),
  fresh: () => ({
    number: "",
    revision: 1,
    name: {},
    currency: "CNY",
    valid_from: null,
    valid_until: null,
    tax: 0,
    is_tax_included: false,
    service_items: {},
    parts: {},
    hours: {},
    per_km: null,
    call_out: null,
  }),
  above: CompanyPriceList,
  groups: [
    {
      said: "setup-what-it-is",
      fields: [
        { is: "text", key: "number", said: "setup-number" },
        { is: "number", key: "revision", said: "setup-version" },
        { is: "text", key: "currency", said: "setup-currency", hint: "setup-currency-hint" },
        { is: "words", key: "name", said: "setup-name" },
        { is: "date", key: "valid_from", said: "setup-valid-from" },
        { is: "number", key: "tax", said: "setup-tax", digits: 2, unit: "setup-percent" },
        { is: "flag", key: "is_tax_included", said: "setup-tax-included" },
      ],
    },
    {
      said: "setup-time-and-way",
      fields: [
        { is: "own", key: "hours", said: "setup-hours-rates", shows: HourRates },
        { is: "own", key: "per_km", said: "setup-per-km", shows: OnePrice, isWide: false },
        { is: "own", key: "call_out", said: "setup-call-out", shows: OnePrice, isWide: false },
      ],
    },
    { said: "setup-prices-of-items", fields: [{ is: "own", key: "service_items", said: "setup-prices-of-items", shows: ItemPrices }] },
    { said: "setup-prices-of-parts", fields: [{ is: "own", key: "parts", said: "setup-prices-of-parts", shows: PartPrices }] },
    { said: "setup-how-long-it-counts", isKept: true, fields: [{ is: "date", key: "valid_until", said: "setup-valid-until", hint: "setup-ends-earlier" }] },
  ],
};

export const CONTRACTS: PartOf = {
  path: "contracts",
  word: "contract",
  said: "setup-contracts",
  teach: "setup-contracts-teach",
  icon: FileSignature,
  isVersioned: true,
  title: (body) => `${textAt(body, "number")} ${words(wordsAt(body, "name"))}`,
  more: (body) => [revision(body), nameOf("customer", textAt(body, "customer")), periodSaid(body), body.is_suspended ? t("setup-suspended-mark") : ""].filter(Boolean).join(" · "),
  fresh: () => ({
    number: "",
    revision: 1,
    name: {},
    customer: null,
    organisation: null,
    devices: [],
    sites: [],
    signed_on: null,
    valid_from: null,
    valid_until: null,
    is_suspended: false,
    cover: freshCover(),
    visits_per_year: null,
    service_level: null,
    price_list: null,
    price: null,
    terms: {},
    attachments: [],
    remarks: "",
  }),
  groups: [
    {
      said: "setup-what-it-is",
      fields: [
        { is: "text", key: "number", said: "setup-number" },
        { is: "number", key: "revision", said: "setup-version" },
        { is: "pick", key: "customer", said: "setup-customer", of: "customer" },
        { is: "one", key: "organisation", said: "setup-organisation", of: "organisation", isOptional: true },
        { is: "words", key: "name", said: "setup-name" },
        { is: "date", key: "signed_on", said: "setup-signed-on" },
        { is: "date", key: "valid_from", said: "setup-valid-from" },
        { is: "price", key: "price", said: "setup-price" },
        { is: "number", key: "visits_per_year", said: "setup-visits-per-year", isOptional: true },
      ],
    },
    {
      said: "setup-for-what",
      fields: [
        { is: "picks", key: "sites", said: "setup-sites", of: "site", hint: "setup-contract-all" },
        { is: "picks", key: "devices", said: "setup-devices", of: "device" },
      ],
    },
    { said: "setup-cover", fields: cover },
    {
      said: "setup-promises",
      fields: [
        { is: "one", key: "service_level", said: "setup-service-level", of: "service_level", isOptional: true },
        { is: "one", key: "price_list", said: "setup-price-list", of: "price_list", isOptional: true },
        { is: "words", key: "terms", said: "setup-terms", isLong: true },
      ],
    },
    {
      said: "setup-how-it-goes",
      isKept: true,
      fields: [
        { is: "date", key: "valid_until", said: "setup-valid-until", hint: "setup-ends-earlier" },
        { is: "flag", key: "is_suspended", said: "setup-suspended", hint: "setup-suspended-hint", isWide: true },
        { is: "text", key: "remarks", said: "setup-remarks", isLong: true },
      ],
    },
  ],
};

export const WARRANTIES: PartOf = {
  path: "warranties",
  word: "warranty",
  said: "setup-warranties",
  teach: "setup-warranties-teach",
  icon: ShieldCheck,
  isVersioned: true,
  title: (body) => `${textAt(body, "number")} ${words(wordsAt(body, "name"))}`,
  more: (body) => [revision(body), t("setup-months", { count: Number(body.months ?? 0) }), label(textAt(body, "maker"))].filter(Boolean).join(" · "),
  fresh: () => ({ number: "", revision: 1, name: {}, maker: "", models: [], starts: "accepted", months: 12, cover: freshCover(), paid_by: null, terms: {} }),
  groups: [
    {
      said: "setup-what-it-is",
      fields: [
        { is: "text", key: "number", said: "setup-number" },
        { is: "number", key: "revision", said: "setup-version" },
        { is: "words", key: "name", said: "setup-name" },
        { is: "text", key: "maker", said: "setup-maker" },
        { is: "choice", key: "starts", said: "setup-starts", choices: WARRANTY_STARTS },
        { is: "number", key: "months", said: "setup-how-long", unit: "setup-months-unit" },
        { is: "lines", key: "models", said: "setup-models", hint: "setup-warranty-models-hint" },
        { is: "pick", key: "paid_by", said: "setup-paid-by", of: "customer", hint: "setup-paid-by-hint" },
        { is: "words", key: "terms", said: "setup-terms", isLong: true },
      ],
    },
    { said: "setup-cover", fields: cover },
  ],
};
