// What is asked about people, teams and organisations.
import { capital } from "$kit/words/capital.ts";
import { t, words } from "$kit/words/words.svelte.ts";
import { skillNames } from "$api/called.svelte.ts";
import { session } from "$api/session.svelte.ts";
import Building from "@lucide/svelte/icons/building";
import User from "@lucide/svelte/icons/user";
import Users from "@lucide/svelte/icons/users";
import { LANGUAGES, ORGANISATION_KINDS, ROLES, saidOf } from "../setup/choices.ts";
import { listAt, textAt, wordsAt } from "../setup/form/body.ts";
import type { PartOf } from "../setup/form/field.ts";
import PlaceField from "./PlaceField.svelte";

export const USERS: PartOf = {
  path: "users",
  word: "user",
  said: "people-user",
  teach: "people-users-teach",
  icon: User,
  title: (body) => words(wordsAt(body, "name")),
  fresh: () => ({
    login: "",
    name: {},
    number: "",
    organisation: null,
    roles: [],
    skills: [],
    language: "zh",
    phone: "",
    email: "",
    zone: "",
    calendar: null,
    base: null,
    remarks: "",
  }),
  groups: [
    {
      said: "people-person",
      fields: [
        { is: "words", key: "name", said: "people-name" },
        { is: "text", key: "login", said: "people-login", hint: "people-login-hint" },
        { is: "text", key: "number", said: "people-number" },
        { is: "one", key: "organisation", said: "setup-organisation", of: "organisation" },
        { is: "choice", key: "language", said: "people-language", choices: LANGUAGES },
        { is: "text", key: "phone", said: "setup-phone", kind: "tel" },
        { is: "text", key: "email", said: "setup-email", kind: "email" },
        { is: "choices", key: "roles", said: "people-roles", choices: ROLES },
      ],
    },
    {
      said: "people-skills",
      fields: [
        {
          is: "list",
          key: "skills",
          said: "people-skills",
          hint: "people-skills-hint",
          add: "people-add-skill",
          fresh: () => ({ code: "", name: {}, level: 3, certificate_number: "", certificate: null, expires_on: null }),
          fields: [
            { is: "text", key: "code", said: "setup-code" },
            { is: "number", key: "level", said: "people-level", hint: "people-level-hint" },
            { is: "text", key: "certificate_number", said: "people-certificate" },
            { is: "date", key: "expires_on", said: "people-expires-on" },
            { is: "words", key: "name", said: "setup-name" },
          ],
        },
      ],
    },
    {
      said: "people-working-hours",
      fields: [
        { is: "one", key: "calendar", said: "setup-calendar", of: "calendar", isOptional: true },
        { is: "zone", key: "zone", said: "setup-zone", hint: "people-zone-hint" },
        { is: "own", key: "base", said: "people-base", shows: PlaceField },
        { is: "text", key: "remarks", said: "setup-remarks", isLong: true },
      ],
    },
  ],
};

export const TEAMS: PartOf = {
  path: "teams",
  word: "team",
  said: "people-teams",
  teach: "people-teams-teach",
  icon: Users,
  title: (body) => words(wordsAt(body, "name")),
  more: (body) => [t("people-count-members", { count: listAt(body, "members").length }), skillNames(listAt(body, "skills").map(String))].filter(Boolean).join(" · "),
  fresh: () => ({ name: {}, organisation: session.now?.organisation ?? null, lead: null, members: [], regions: [], skills: [], remarks: "", is_retired: false }),
  groups: [
    {
      said: "setup-what-it-is",
      fields: [
        { is: "words", key: "name", said: "setup-name" },
        { is: "one", key: "organisation", said: "setup-organisation", of: "organisation" },
        { is: "one", key: "lead", said: "people-lead", of: "user", isOptional: true },
        { is: "ones", key: "members", said: "people-members", of: "user" },
        { is: "lines", key: "regions", said: "people-regions" },
        { is: "skills", key: "skills", said: "people-team-skills", hint: "people-team-skills-hint" },
        { is: "text", key: "remarks", said: "setup-remarks", isLong: true },
        { is: "flag", key: "is_retired", said: "setup-retired", hint: "setup-retired-hint", isWide: true },
      ],
    },
  ],
};

export const ORGANISATIONS: PartOf = {
  path: "organisations",
  word: "organisation",
  said: "people-organisations",
  teach: "people-organisations-teach",
  icon: Building,
  title: (body) => words(wordsAt(body, "name")),
  more: (body) => [textAt(body, "number"), textAt(body, "zone")].filter(Boolean).join(" · "),
  // What the form no longer asks is not sent either.
  ready: (body) => (body.kind === "company" ? { ...body, parent: null } : body),
  under: (body) => capital(t(saidOf(ORGANISATION_KINDS, body.kind) ?? "people-kind-branch")),
  fresh: () => ({
    kind: "branch",
    number: "",
    name: {},
    short_name: {},
    parent: session.now?.organisation ?? null,
    address: {},
    coordinates: null,
    regions: [],
    phone: "",
    email: "",
    language: "zh",
    zone: "",
    calendar: null,
    tax_number: "",
    remarks: "",
    is_retired: false,
  }),
  groups: [
    {
      said: "setup-what-it-is",
      fields: [
        { is: "words", key: "name", said: "setup-name" },
        { is: "words", key: "short_name", said: "people-short-name" },
        { is: "choice", key: "kind", said: "people-organisation-kind", choices: ORGANISATION_KINDS },
        { is: "one", key: "parent", said: "people-parent", of: "organisation", isOptional: true, when: (body) => body.kind !== "company" },
        { is: "text", key: "number", said: "setup-number" },
        { is: "text", key: "tax_number", said: "setup-tax-number" },
        { is: "flag", key: "is_retired", said: "setup-retired", hint: "setup-retired-hint", isWide: true },
      ],
    },
    {
      said: "people-where",
      fields: [
        { is: "words", key: "address", said: "setup-address" },
        { is: "own", key: "coordinates", said: "people-place", shows: PlaceField },
        { is: "lines", key: "regions", said: "people-regions" },
        { is: "text", key: "phone", said: "setup-phone", kind: "tel" },
        { is: "text", key: "email", said: "setup-email", kind: "email" },
      ],
    },
    {
      said: "people-working-hours",
      fields: [
        { is: "zone", key: "zone", said: "setup-zone", hint: "people-zone-company-hint" },
        { is: "one", key: "calendar", said: "setup-calendar", of: "calendar", isOptional: true },
        { is: "choice", key: "language", said: "people-language", choices: LANGUAGES },
        { is: "text", key: "remarks", said: "setup-remarks", isLong: true },
      ],
    },
  ],
};
