// What a customer says before signing: kept as a draft by the acceptance, put before them by the signing.
import type { Text, Type } from "../../door/door.ts";
import type { Language } from "$kit/words/words.svelte.ts";

export type Verdict = Exclude<Type<"Verdict">, "unknown">;
export type DeviceState = Exclude<Type<"DeviceState">, "unknown">;
export type Since = "now" | "arrival" | "other";
/** Of the pages: one language, or both beside each other. */
export type Spoken = Language | "both";

export interface Signer {
  name: string;
  role: string;
}

export interface SignerForm {
  /** `null` is whoever is suggested. */
  signer: Signer | null;
  /** `null` is the customer's own. */
  spoken: Spoken | null;
}

export interface AcceptanceForm extends SignerForm {
  verdict: Verdict | null;
  reservations: string;
  deviceState: DeviceState | null;
  since: Since;
  /** As `datetime-local` writes it. */
  sinceText: string;
}

export const EMPTY: AcceptanceForm = {
  verdict: null,
  reservations: "",
  deviceState: null,
  since: "now",
  sinceText: "",
  signer: null,
  spoken: null,
};

export const placeOf = (visit: string) => `visit/${visit}/acceptance`;

export function verdictOf(form: AcceptanceForm, arrivedMs: number | null): Type<"GivenVerdict"> | null {
  if (form.verdict === null) return null;
  return {
    verdict: form.verdict,
    reservations: form.verdict === "accepted" ? null : form.reservations.trim(),
    device_state: form.deviceState,
    device_state_since_ms: form.deviceState === null ? null : sinceMs(form, arrivedMs),
  };
}

export function sinceMs(form: AcceptanceForm, arrivedMs: number | null): number | null {
  switch (form.since) {
    case "now":
      return Date.now();
    case "arrival":
      return arrivedMs;
    default: {
      const written = new Date(form.sinceText).getTime();
      return Number.isNaN(written) ? null : written;
    }
  }
}

export function readerOf({ name, role }: Signer, spoken: Spoken, theirs: Language): Type<"Reader"> {
  return { name: name.trim(), role: role.trim(), language: languageOf(spoken, theirs), is_bilingual: spoken === "both" };
}

/** The one that leads where both stand beside each other is the customer's. */
export function languageOf(spoken: Spoken, theirs: Language): Language {
  return spoken === "both" ? theirs : spoken;
}

export function inLanguage({ zh = "", en = "" }: Text, language: Language): string {
  const [wanted, other] = language === "zh" ? [zh, en] : [en, zh];
  return wanted.trim() === "" ? other : wanted;
}

/** Who is likely to sign: who is to be called, then who signed at this visit before. */
export function likely(contact: Type<"Contact"> | null | undefined, visit: Type<"VisitView">, language: Language): Signer[] {
  const called = contact ? [{ name: inLanguage(contact.name, language), role: inLanguage(contact.position, language) }] : [];
  const before = visit.signatures.map(({ signer_name: name, signer_role: role }) => ({ name, role })).reverse();
  const named = [...called, ...before].filter(({ name }) => name.trim() !== "");
  return named.filter(({ name }, index) => named.findIndex((other) => other.name === name) === index);
}
