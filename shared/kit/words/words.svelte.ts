// What is said, in the language of the moment. Whatever reads it is said anew when the language changes.
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";

export type Language = "zh" | "en";

/** A text of a record, in both languages. */
export interface Text {
  zh?: string;
  en?: string;
}

const TAGS: Record<Language, string> = { zh: "zh-CN", en: "en" };
const CATALOGUES: Record<Language, () => Promise<{ default: string }>> = {
  zh: () => import("messages:zh-CN"),
  en: () => import("messages:en"),
};

const said = $state.raw<{ now: { language: Language; bundle: FluentBundle } }>({
  now: { language: "zh", bundle: new FluentBundle("zh-CN") },
});
const state = $state({ version: 0 });

/** Speaks another language from now on. */
export async function speak(language: Language): Promise<void> {
  const bundle = new FluentBundle(TAGS[language], { useIsolating: false });
  bundle.addResource(new FluentResource((await CATALOGUES[language]()).default));
  said.now = { language, bundle };
  document.documentElement.lang = TAGS[language];
  state.version += 1;
}

function current() {
  void state.version;
  return said.now;
}

export function language(): Language {
  return current().language;
}

/** The BCP 47 tag, for `Intl`. */
export function tag(): string {
  return TAGS[current().language];
}

/** The sentence of a key; a key without one shows itself. */
export function t(key: string, variables?: Record<string, FluentVariable>): string {
  const { bundle } = current();
  const message = bundle.getMessage(key);
  return message?.value ? bundle.formatPattern(message.value, variables ?? null, []) : key;
}

/**
 * What people call a code of the domain; a newer server's shows as itself. `of` names what it is a code of where that makes it
 * another word: `label("new", "condition")` is no new order.
 */
export function label(code: string | null | undefined, of?: string): string {
  if (!code) return "";
  if (of) {
    const own = `code-${of}_${code}`.replaceAll("_", "-");
    const said = t(own);
    if (said !== own) return said;
  }
  const key = `code-${code.replaceAll("_", "-")}`;
  const found = t(key);
  return found === key ? code.replaceAll("_", " ") : found;
}

/** What stands between the names of a list, as the language of the moment writes it. */
export function comma(): string {
  return language() === "zh" ? "、" : ", ";
}

/** A text of a record in the language of the moment, else in the other. */
export function words(text: Text | null | undefined): string {
  if (!text) return "";
  const { zh = "", en = "" } = text;
  const [wanted, other] = language() === "zh" ? [zh, en] : [en, zh];
  return wanted.trim() === "" ? other : wanted;
}
