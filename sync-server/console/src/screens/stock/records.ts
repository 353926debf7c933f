// What is asked about a part of the catalogue and about a place where parts are.
import { words } from "$kit/words/words.svelte.ts";
import MapPin from "@lucide/svelte/icons/map-pin";
import Package from "@lucide/svelte/icons/package";
import { definitions } from "$lib/own/definitions.svelte.ts";
import { askedOf } from "$lib/own/own.ts";
import OwnOfPart from "./OwnOfPart.svelte";
import { textAt, wordsAt } from "../setup/form/body.ts";
import type { PartOf } from "../setup/form/field.ts";

const TRACKINGS = [
  { value: "none", said: "stock-tracked-none" },
  { value: "serial", said: "stock-tracked-serial" },
  { value: "lot", said: "stock-tracked-lot" },
];

export const PART: PartOf = {
  path: "parts",
  word: "part",
  said: "stock-part",
  teach: "stock-no-parts-more",
  icon: Package,
  title: (body) => `${textAt(body, "number")} ${words(wordsAt(body, "name"))}`.trim(),
  fresh: () => ({
    number: "",
    name: {},
    specification: "",
    maker: "",
    maker_number: "",
    category: "",
    base_unit: "pcs",
    tracked_by: "none",
    price: null,
    minimum: 0,
    models: [],
    barcodes: [],
    replaces: [],
    shelf_life_days: null,
    expected_life_days: null,
    is_old_part_returned: false,
    danger: {},
    picture: null,
    remarks: "",
    is_retired: false,
    ext: {},
  }),
  groups: [
    {
      said: "stock-what-it-is",
      fields: [
        { is: "text", key: "number", said: "stock-number" },
        { is: "text", key: "base_unit", said: "stock-unit", hint: "stock-unit-hint" },
        { is: "words", key: "name", said: "stock-name" },
        { is: "choice", key: "tracked_by", said: "stock-tracked-by", choices: TRACKINGS },
        { is: "text", key: "category", said: "stock-category" },
        { is: "lines", key: "barcodes", said: "stock-barcodes", hint: "stock-barcodes-hint" },
        { is: "lines", key: "models", said: "stock-models", hint: "stock-models-hint" },
      ],
    },
    {
      said: "stock-of-the-maker",
      fields: [
        { is: "text", key: "maker", said: "stock-maker" },
        { is: "text", key: "maker_number", said: "stock-maker-number" },
        { is: "text", key: "specification", said: "stock-specification", isLong: true, isWide: true },
        { is: "picks", key: "replaces", said: "stock-replaces", hint: "stock-replaces-hint", of: "part" },
      ],
    },
    {
      said: "stock-on-the-shelf",
      fields: [
        { is: "number", key: "minimum", said: "stock-minimum", hint: "stock-minimum-hint", digits: 3 },
        { is: "price", key: "price", said: "stock-price", hint: "stock-price-hint" },
        { is: "number", key: "shelf_life_days", said: "stock-shelf-life", isOptional: true },
        { is: "number", key: "expected_life_days", said: "stock-expected-life", isOptional: true },
        { is: "flag", key: "is_old_part_returned", said: "stock-old-returned" },
        { is: "words", key: "danger", said: "stock-danger", hint: "stock-danger-hint" },
        { is: "text", key: "remarks", said: "stock-remarks", isLong: true, isWide: true },
        { is: "flag", key: "is_retired", said: "stock-retired" },
      ],
    },
    {
      said: "console-own-fields",
      isShown: () => askedOf(definitions(), "part").length > 0,
      fields: [{ is: "own", key: "ext", said: "console-own-fields", shows: OwnOfPart }],
    },
  ],
};

const PLACE_KINDS = [
  { value: "warehouse", said: "stock-kind-warehouse" },
  { value: "van", said: "stock-kind-van" },
  { value: "in_transit", said: "stock-kind-in-transit" },
  { value: "customer", said: "stock-kind-customer" },
  { value: "scrap", said: "stock-kind-scrap" },
  { value: "supplier", said: "stock-kind-supplier" },
  { value: "discrepancy", said: "stock-kind-discrepancy" },
];

export const PLACE: PartOf = {
  path: "locations",
  word: "stock_location",
  said: "stock-place",
  teach: "stock-no-places-more",
  icon: MapPin,
  title: (body) => `${textAt(body, "number")} ${words(wordsAt(body, "name"))}`.trim(),
  // Levels and custody have presses of their own and stay as they are.
  fresh: () => ({ kind: "warehouse", number: "", name: {}, organisation: null, user: null, holder: null, custody_epoch: 0, address: {}, minimums: {}, remarks: "", is_retired: false }),
  groups: [
    {
      said: "stock-what-it-is",
      fields: [
        { is: "choice", key: "kind", said: "stock-kind", choices: PLACE_KINDS },
        { is: "text", key: "number", said: "stock-number" },
        { is: "words", key: "name", said: "stock-name" },
        { is: "one", key: "organisation", said: "setup-organisation", of: "organisation" },
        { is: "one", key: "user", said: "stock-whose-van", of: "user", isOptional: true, when: (body) => body.kind === "van" },
        { is: "words", key: "address", said: "stock-address" },
        { is: "text", key: "remarks", said: "stock-remarks", isLong: true, isWide: true },
        { is: "flag", key: "is_retired", said: "stock-retired" },
      ],
    },
  ],
};
