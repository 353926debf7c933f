// The closed lists of the domain as a form offers them, each with the key of what people call it.
import type { Choice } from "./form/field.ts";

type Listed = readonly (readonly [value: string, said: string])[];
const list = (of: Listed): readonly Choice[] => of.map(([value, said]) => ({ value, said }));

export const ROLES = list([
  ["engineer", "people-role-engineer"],
  ["expert", "people-role-expert"],
  ["dispatcher", "people-role-dispatcher"],
  ["intake_agent", "people-role-intake-agent"],
  ["contractor_dispatcher", "people-role-contractor-dispatcher"],
  ["service_manager", "people-role-service-manager"],
  ["quality_inspector", "people-role-quality-inspector"],
  ["complaint_handler", "people-role-complaint-handler"],
  ["stock_keeper", "people-role-stock-keeper"],
  ["administrator", "people-role-administrator"],
]);

export const ORGANISATION_KINDS = list([
  ["company", "people-kind-company"],
  ["branch", "people-kind-branch"],
  ["contractor", "people-kind-contractor"],
]);

export const LANGUAGES = list([
  ["zh", "setup-language-zh"],
  ["en", "setup-language-en"],
]);

export const KINDS = list([
  ["consult", "code-consult"],
  ["repair", "code-repair"],
  ["install", "code-install"],
  ["inspect", "code-inspect"],
  ["maintain", "code-maintain"],
  ["survey", "code-survey"],
  ["train", "code-train"],
  ["replace", "code-replace"],
  ["retire", "code-retire"],
]);

export const MODES = list([
  ["onsite", "code-onsite"],
  ["remote", "code-remote"],
  ["workshop", "code-workshop"],
]);

export const PRIORITIES = list([
  ["critical", "code-critical"],
  ["high", "code-high"],
  ["normal", "code-normal"],
  ["low", "code-low"],
]);

export const CHANNELS = list([
  ["phone", "setup-channel-phone"],
  ["customer_page", "setup-channel-customer-page"],
  ["messenger", "setup-channel-messenger"],
  ["email", "setup-channel-email"],
  ["console", "setup-channel-console"],
  ["api", "setup-channel-api"],
  ["maintenance_plan", "code-maintenance-plan"],
  ["field", "setup-channel-field"],
]);

/** Of a work order, in the order they come. */
export const STAGES = list([
  ["new", "code-new"],
  ["verified", "code-verified"],
  ["offered", "code-offered"],
  ["scheduled", "code-scheduled"],
  ["accepted", "code-accepted"],
  ["under_way", "code-under-way"],
  ["paused", "code-paused"],
  ["follow_up", "code-follow-up"],
  ["done", "code-done"],
  ["reviewed", "code-reviewed"],
]);

export const FIGURES = list([
  ["first_response", "setup-figure-first-response"],
  ["arrival", "setup-figure-arrival"],
  ["handling_time", "setup-figure-handling-time"],
  ["stage_time", "setup-figure-stage-time"],
  ["repair_time", "setup-figure-repair-time"],
  ["travel_time", "setup-figure-travel-time"],
  ["time_to_restore", "setup-figure-time-to-restore"],
  ["first_time_fix", "setup-figure-first-time-fix"],
  ["first_contact_resolution", "setup-figure-first-contact-resolution"],
  ["problem_resolution", "setup-figure-problem-resolution"],
  ["service_level", "setup-figure-service-level"],
  ["maintenance_compliance", "setup-figure-maintenance-compliance"],
  ["utilisation", "setup-figure-utilisation"],
  ["satisfaction", "setup-figure-satisfaction"],
  ["recommendation", "setup-figure-recommendation"],
  ["effort", "setup-figure-effort"],
  ["part_consumption", "setup-figure-part-consumption"],
  ["failure_causes", "setup-figure-failure-causes"],
  ["repeat_failures", "setup-figure-repeat-failures"],
]);

export const EXTENDABLE = list([
  ["request", "code-request"],
  ["work_order", "code-work-order"],
  ["visit", "code-visit"],
  ["device", "code-device"],
  ["customer", "code-customer"],
  ["part", "code-part"],
]);

export const FIELD_KINDS = list([
  ["text", "code-text"],
  ["number", "setup-field-number"],
  ["yes_no", "setup-field-yes-no"],
  ["date", "setup-field-date"],
  ["choice", "setup-field-choice"],
  ["choices", "setup-field-choices"],
]);

export const FAULT_KINDS = list([
  ["fault", "setup-fault-fault"],
  ["cause", "setup-fault-cause"],
  ["remedy", "setup-fault-remedy"],
]);

export const ITEM_KINDS = list([
  ["labour", "code-labour"],
  ["travel", "code-travel"],
  ["call_out", "code-call-out"],
  ["inspection", "setup-item-inspection"],
  ["training", "setup-item-training"],
  ["other", "code-other"],
]);

export const PARTS_COVER = list([
  ["none", "setup-parts-none"],
  ["all", "setup-parts-all"],
  ["listed", "setup-parts-listed"],
  ["all_but_listed", "setup-parts-all-but-listed"],
]);

export const WARRANTY_STARTS = list([
  ["made", "setup-starts-made"],
  ["bought", "setup-starts-bought"],
  ["installed", "setup-starts-installed"],
  ["accepted", "setup-starts-accepted"],
]);

export const DAY_KINDS = list([
  ["holiday", "setup-day-holiday"],
  ["make_up", "setup-day-make-up"],
  ["special", "setup-day-special"],
]);

export const QUESTION_KINDS = list([
  ["satisfaction", "setup-question-satisfaction"],
  ["recommendation", "setup-question-recommendation"],
  ["effort", "setup-question-effort"],
  ["choice", "setup-field-choice"],
  ["yes_no", "setup-field-yes-no"],
  ["comment", "code-comment"],
]);

export const ABOUT = list([
  ["overall", "setup-about-overall"],
  ["engineer", "people-role-engineer"],
  ["process", "setup-about-process"],
  ["result", "setup-about-result"],
  ["response", "setup-about-response"],
  ["price", "setup-about-price"],
]);

export const CATCH_UP = list([
  ["latest", "setup-catch-up-latest"],
  ["every", "setup-catch-up-every"],
]);

export const INTERVALS = list([
  ["day", "setup-interval-day"],
  ["week", "setup-interval-week"],
  ["month", "setup-interval-month"],
  ["year", "setup-interval-year"],
]);

/** Registers of a work order that may be asked for before it is dispatched. */
export const ORDER_FIELDS = list([
  ["customer", "code-customer"],
  ["site", "code-site"],
  ["contact", "code-contact"],
  ["device", "code-device"],
  ["title", "setup-order-title"],
  ["description", "setup-order-description"],
  ["priority", "setup-priority"],
  ["window_start_ms", "setup-order-window"],
  ["contract", "code-contract"],
  ["procedure", "code-procedure"],
  ["customer_reference", "setup-order-reference"],
]);

/** Key of what people call a value of a list; nothing for one of a newer server. */
export function saidOf(choices: readonly Choice[], value: unknown): string | undefined {
  return choices.find((choice) => choice.value === value)?.said;
}
