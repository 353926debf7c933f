// What is promised in which hours: service levels and calendars.
import { t, words } from "$kit/words/words.svelte.ts";
import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import Gauge from "@lucide/svelte/icons/gauge";
import { CHANNELS, DAY_KINDS, PRIORITIES } from "../choices.ts";
import { listAt, textAt, wordsAt } from "../form/body.ts";
import type { PartOf } from "../form/field.ts";
import DayHours from "../special/DayHours.svelte";
import Week from "../special/Week.svelte";

export const SERVICE_LEVELS: PartOf = {
  path: "service-levels",
  word: "service_level",
  said: "setup-service-levels",
  teach: "setup-service-levels-teach",
  icon: Gauge,
  isVersioned: true,
  title: (body) => words(wordsAt(body, "name")),
  more: (body) => [textAt(body, "number"), t("setup-version-n", { n: Number(body.revision ?? 0) }), t("setup-count-targets", { count: listAt(body, "targets").length })].filter(Boolean).join(" · "),
  fresh: () => ({ number: "", revision: 1, valid_from: null, name: {}, calendar: null, targets: [], remarks: {}, is_retired: false }),
  groups: [
    {
      said: "setup-what-it-is",
      fields: [
        { is: "text", key: "number", said: "setup-number" },
        { is: "number", key: "revision", said: "setup-version" },
        { is: "date", key: "valid_from", said: "setup-valid-from", hint: "setup-promised-from" },
        { is: "one", key: "calendar", said: "setup-calendar", of: "calendar", isOptional: true },
        { is: "words", key: "name", said: "setup-name" },
        { is: "words", key: "remarks", said: "setup-remarks", isLong: true },
      ],
    },
    {
      said: "setup-targets",
      fields: [
        {
          is: "list",
          key: "targets",
          said: "setup-targets",
          hint: "setup-targets-hint",
          add: "setup-add-target",
          fresh: () => ({ priority: null, channel: null, first_response_minutes: null, arrival_minutes: null, resolution_minutes: null }),
          fields: [
            { is: "choice", key: "priority", said: "setup-priority", choices: PRIORITIES, isOptional: true },
            { is: "choice", key: "channel", said: "setup-channel", choices: CHANNELS, isOptional: true },
            { is: "number", key: "first_response_minutes", said: "setup-first-response", unit: "setup-minutes", isOptional: true },
            { is: "number", key: "arrival_minutes", said: "setup-arrival", unit: "setup-minutes", isOptional: true },
            { is: "number", key: "resolution_minutes", said: "setup-resolution", unit: "setup-minutes", isOptional: true },
          ],
        },
      ],
    },
    { said: "setup-whether-offered", isKept: true, fields: [{ is: "flag", key: "is_retired", said: "setup-retired", hint: "setup-retired-hint", isWide: true }] },
  ],
};

export const CALENDARS: PartOf = {
  path: "calendars",
  word: "calendar",
  said: "setup-calendars",
  teach: "setup-calendars-teach",
  icon: CalendarClock,
  title: (body) => words(wordsAt(body, "name")),
  more: (body) => textAt(body, "zone"),
  fresh: () => ({ name: {}, zone: "Asia/Shanghai", weekly: {}, days: [], is_retired: false }),
  groups: [
    {
      said: "setup-what-it-is",
      fields: [
        { is: "words", key: "name", said: "setup-name" },
        { is: "zone", key: "zone", said: "setup-zone" },
        { is: "flag", key: "is_retired", said: "setup-retired", hint: "setup-retired-hint" },
      ],
    },
    { said: "setup-week", fields: [{ is: "own", key: "weekly", said: "setup-week", shows: Week }] },
    {
      said: "setup-days",
      fields: [
        {
          is: "list",
          key: "days",
          said: "setup-days",
          hint: "setup-days-hint",
          add: "setup-add-day",
          fresh: () => ({ date: "", kind: "holiday", name: {}, hours: [] }),
          fields: [
            { is: "date", key: "date", said: "setup-date" },
            { is: "choice", key: "kind", said: "setup-day-kind", choices: DAY_KINDS },
            { is: "own", key: "hours", said: "setup-hours", isWide: false, when: (body) => body.kind !== "holiday", shows: DayHours },
            { is: "words", key: "name", said: "setup-name" },
          ],
        },
      ],
    },
  ],
};
