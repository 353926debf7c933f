// The one record of settings: what the company is, speaks and works with.
import { words } from "$kit/words/words.svelte.ts";
import Building2 from "@lucide/svelte/icons/building-2";
import { LANGUAGES } from "../choices.ts";
import { wordsAt } from "../form/body.ts";
import type { FieldOf, PartOf } from "../form/field.ts";
import Places from "../special/Places.svelte";

/** What people call a code. */
const CALLED: readonly FieldOf[] = [
  { is: "text", key: "code", said: "setup-code" },
  { is: "words", key: "name", said: "setup-name" },
];

export const COMPANY: PartOf = {
  path: "company",
  word: "settings",
  said: "setup-company",
  teach: "setup-company-teach",
  icon: Building2,
  title: (body) => words(wordsAt(body, "company_name")),
  fresh: () => ({
    company_name: {},
    company_address: {},
    company_phone: "",
    company_email: "",
    company_tax_number: "",
    languages: ["zh", "en"],
    default_language: "zh",
    currency: "CNY",
    tax_name: {},
    tax: 1300,
    zone: "Asia/Shanghai",
    calendar: null,
    service_level: null,
    price_list: null,
    questionnaire: null,
    public_url: "",
    report_footer: {},
    signature_notice: {},
    photo: { long_side_px: 2048, thumbnail_px: 256, quality: 80, size_bytes_max: 20_971_520, is_original_kept: false },
    scope_back_days: 30,
    scope_ahead_days: 14,
    history_days: 730,
    may_follow_way: false,
    way_point_expiry_days: 7,
    silent_field_device_hours: 24,
    backup_notice_days: 7,
    skills: [],
    meters: [],
    planning: { travel_speed_kmh: 40, job_minutes: 60, unassigned_minutes: 30, unaccepted_minutes: 30, not_set_out_minutes: 0 },
  }),
  beside: Places,
  groups: [
    {
      said: "setup-chapter-company",
      fields: [
        { is: "words", key: "company_name", said: "setup-company-name" },
        { is: "words", key: "company_address", said: "setup-address" },
        { is: "text", key: "company_phone", said: "setup-phone", kind: "tel" },
        { is: "text", key: "company_email", said: "setup-email", kind: "email" },
        { is: "text", key: "company_tax_number", said: "setup-tax-number" },
        { is: "text", key: "public_url", said: "setup-public-url", hint: "setup-public-url-hint", kind: "url", isWide: true },
      ],
    },
    {
      said: "setup-languages-and-money",
      fields: [
        { is: "choices", key: "languages", said: "setup-languages", choices: LANGUAGES },
        { is: "choice", key: "default_language", said: "setup-default-language", choices: LANGUAGES },
        { is: "zone", key: "zone", said: "setup-zone" },
        { is: "text", key: "currency", said: "setup-currency", hint: "setup-currency-hint" },
        { is: "number", key: "tax", said: "setup-tax", digits: 2, unit: "setup-percent" },
        { is: "words", key: "tax_name", said: "setup-tax-name" },
      ],
    },
    {
      said: "setup-works-with",
      fields: [
        { is: "one", key: "calendar", said: "setup-calendar", of: "calendar", isOptional: true },
        { is: "one", key: "service_level", said: "setup-service-level", of: "service_level", isOptional: true },
        { is: "one", key: "price_list", said: "setup-price-list", of: "price_list", isOptional: true },
        { is: "one", key: "questionnaire", said: "setup-questionnaire", of: "questionnaire", isOptional: true },
      ],
    },
    {
      said: "setup-reports",
      fields: [
        { is: "text", key: "report_accent", said: "setup-report-accent", hint: "setup-report-accent-hint" },
        { is: "words", key: "report_footer", said: "setup-report-footer", isLong: true },
        { is: "words", key: "signature_notice", said: "setup-signature-notice", isLong: true },
      ],
    },
    {
      said: "setup-planning",
      fields: [
        { is: "number", key: "planning.unassigned_minutes", said: "setup-unassigned", unit: "setup-minutes", hint: "setup-unassigned-hint" },
        { is: "number", key: "planning.unaccepted_minutes", said: "setup-unaccepted", unit: "setup-minutes", hint: "setup-unaccepted-hint" },
        { is: "number", key: "planning.not_set_out_minutes", said: "setup-not-set-out", unit: "setup-minutes", hint: "setup-not-set-out-hint" },
        { is: "number", key: "planning.job_minutes", said: "setup-job-minutes", unit: "setup-minutes", hint: "setup-job-minutes-hint" },
        { is: "number", key: "planning.travel_speed_kmh", said: "setup-travel-speed", unit: "setup-speed-unit", hint: "setup-travel-speed-hint" },
      ],
    },
    {
      said: "setup-called",
      fields: [
        { is: "list", key: "skills", said: "setup-called-skills", hint: "setup-called-skills-hint", add: "people-add-skill", fresh: () => ({ code: "", name: {} }), fields: CALLED },
        { is: "list", key: "meters", said: "setup-called-meters", hint: "setup-called-meters-hint", add: "setup-add-meter", fresh: () => ({ code: "", name: {} }), fields: CALLED },
      ],
    },
    {
      said: "setup-phones",
      fields: [
        { is: "number", key: "scope_ahead_days", said: "setup-scope-ahead", unit: "setup-days-unit" },
        { is: "number", key: "scope_back_days", said: "setup-scope-back", unit: "setup-days-unit" },
        { is: "number", key: "history_days", said: "setup-history", unit: "setup-days-unit" },
        { is: "number", key: "silent_field_device_hours", said: "setup-silent", unit: "setup-hours-unit", hint: "setup-silent-hint" },
        { is: "number", key: "backup_notice_days", said: "setup-backup-notice", unit: "setup-days-unit", hint: "setup-backup-notice-hint" },
        { is: "number", key: "photo.long_side_px", said: "setup-photo-side", unit: "setup-pixels-unit" },
        { is: "number", key: "photo.quality", said: "setup-photo-quality", hint: "setup-photo-quality-hint" },
        { is: "bytes", key: "photo.size_bytes_max", said: "setup-photo-max", unit: "setup-megabytes-unit" },
        { is: "flag", key: "photo.is_original_kept", said: "setup-photo-original" },
        { is: "flag", key: "may_follow_way", said: "setup-follow-way", hint: "setup-follow-way-hint", isWide: true },
        { is: "number", key: "way_point_expiry_days", said: "setup-way-expiry", unit: "setup-days-unit", when: (body) => body.may_follow_way === true },
      ],
    },
  ],
};
