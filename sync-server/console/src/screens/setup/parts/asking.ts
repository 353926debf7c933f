// What customers are asked afterwards, and what comes back by itself: questionnaires and maintenance plans.
import { t, words } from "$kit/words/words.svelte.ts";
import { session } from "$api/session.svelte.ts";
import CalendarSync from "@lucide/svelte/icons/calendar-sync";
import MessageSquareHeart from "@lucide/svelte/icons/message-square-heart";
import { newId } from "$lib/ids.ts";
import { ABOUT, CATCH_UP, KINDS, MODES, PRIORITIES, QUESTION_KINDS } from "../choices.ts";
import { isBody, listAt, textAt, wordsAt } from "../form/body.ts";
import type { PartOf } from "../form/field.ts";
import CompanyQuestionnaire from "../special/CompanyQuestionnaire.svelte";
import PartQuantities from "../special/PartQuantities.svelte";
import QuestionnairePreview from "../special/QuestionnairePreview.svelte";
import Schedule from "../special/Schedule.svelte";
import { scheduleSaid } from "../schedule.ts";
import { CHOICE_FIELDS, freshChoice } from "./kinds.ts";

export const QUESTIONNAIRES: PartOf = {
  path: "questionnaires",
  word: "questionnaire",
  said: "setup-questionnaires",
  teach: "setup-questionnaires-teach",
  icon: MessageSquareHeart,
  isVersioned: true,
  title: (body) => words(wordsAt(body, "name")),
  more: (body) => [textAt(body, "number"), t("setup-version-n", { n: Number(body.revision ?? 0) }), t("setup-count-questions", { count: listAt(body, "questions").length })].filter(Boolean).join(" · "),
  fresh: () => ({ number: "", revision: 1, valid_from: null, name: {}, introduction: {}, questions: [], thanks: {}, link_days: 14, is_retired: false }),
  above: CompanyQuestionnaire,
  beside: QuestionnairePreview,
  groups: [
    {
      said: "setup-what-it-is",
      fields: [
        { is: "text", key: "number", said: "setup-number" },
        { is: "number", key: "revision", said: "setup-version" },
        { is: "date", key: "valid_from", said: "setup-valid-from" },
        { is: "number", key: "link_days", said: "setup-link-days", unit: "setup-days-unit" },
        { is: "words", key: "name", said: "setup-name" },
        { is: "words", key: "introduction", said: "setup-introduction", isLong: true },
        { is: "words", key: "thanks", said: "setup-thanks", isLong: true },
      ],
    },
    {
      said: "setup-questions",
      fields: [
        {
          is: "list",
          key: "questions",
          said: "setup-questions",
          hint: "setup-questions-hint",
          add: "setup-add-question",
          fresh: () => ({ id: newId(), kind: "satisfaction", about: null, title: {}, is_required: false, choices: [] }),
          fields: [
            { is: "words", key: "title", said: "setup-question" },
            { is: "choice", key: "kind", said: "setup-question-kind", choices: QUESTION_KINDS },
            { is: "choice", key: "about", said: "setup-about", choices: ABOUT, isOptional: true, when: (body) => body.kind === "satisfaction" },
            { is: "flag", key: "is_required", said: "setup-question-required" },
            { is: "list", key: "choices", said: "setup-choices", add: "setup-add-choice", fresh: freshChoice, fields: CHOICE_FIELDS, when: (body) => body.kind === "choice" },
          ],
        },
      ],
    },
    { said: "setup-whether-offered", isKept: true, fields: [{ is: "flag", key: "is_retired", said: "setup-retired", hint: "setup-retired-hint", isWide: true }] },
  ],
};

export const MAINTENANCE_PLANS: PartOf = {
  path: "maintenance-plans",
  word: "maintenance_plan",
  said: "setup-maintenance-plans",
  teach: "setup-maintenance-plans-teach",
  icon: CalendarSync,
  title: (body) => words(wordsAt(body, "name")),
  more: (body) => [body.is_paused ? t("setup-paused-mark") : "", isBody(body.schedule) ? scheduleSaid(body) : "", t("setup-count-devices", { count: listAt(body, "devices").length })].filter(Boolean).join(" · "),
  fresh: () => ({
    number: "",
    name: {},
    organisation: session.now?.organisation ?? null,
    customer: null,
    contract: null,
    devices: [],
    kind: "maintain",
    mode: "onsite",
    procedure: null,
    priority: null,
    schedule: { fixed: null, floating: null, metered: null },
    zone: "Asia/Shanghai",
    valid_from: null,
    valid_until: null,
    lead_days: 14,
    window_before_days: 7,
    window_after_days: 7,
    catch_up: "latest",
    target_minutes: null,
    skills: [],
    parts: {},
    remarks: "",
    is_paused: false,
  }),
  groups: [
    {
      said: "setup-what-it-is",
      fields: [
        { is: "text", key: "number", said: "setup-number" },
        { is: "one", key: "organisation", said: "setup-organisation", of: "organisation" },
        { is: "words", key: "name", said: "setup-name" },
        { is: "pick", key: "customer", said: "setup-customer", of: "customer" },
        { is: "pick", key: "contract", said: "setup-contract", of: "contract" },
        { is: "flag", key: "is_paused", said: "setup-plan-paused", hint: "setup-plan-paused-hint", isWide: true },
      ],
    },
    {
      said: "setup-when",
      fields: [
        { is: "own", key: "schedule", said: "setup-when", shows: Schedule },
        { is: "zone", key: "zone", said: "setup-zone" },
        { is: "date", key: "valid_from", said: "setup-valid-from" },
        { is: "date", key: "valid_until", said: "setup-valid-until" },
        { is: "number", key: "lead_days", said: "setup-lead-days", unit: "setup-days-unit", hint: "setup-lead-days-hint" },
        { is: "number", key: "window_before_days", said: "setup-window-before", unit: "setup-days-unit" },
        { is: "number", key: "window_after_days", said: "setup-window-after", unit: "setup-days-unit" },
        { is: "choice", key: "catch_up", said: "setup-catch-up", choices: CATCH_UP },
      ],
    },
    { said: "setup-for-what", fields: [{ is: "picks", key: "devices", said: "setup-devices", of: "device" }] },
    {
      said: "setup-the-order",
      fields: [
        { is: "choice", key: "kind", said: "setup-kind", choices: KINDS },
        { is: "choice", key: "mode", said: "setup-mode", choices: MODES },
        { is: "choice", key: "priority", said: "setup-priority", choices: PRIORITIES, isOptional: true },
        { is: "number", key: "target_minutes", said: "setup-target-minutes", unit: "setup-minutes", isOptional: true },
        { is: "pick", key: "procedure", said: "setup-procedure", of: "procedure" },
        { is: "skills", key: "skills", said: "setup-skills", hint: "setup-skills-hint" },
        { is: "own", key: "parts", said: "setup-plan-parts", shows: PartQuantities },
        { is: "text", key: "remarks", said: "setup-remarks", isLong: true },
      ],
    },
  ],
};
