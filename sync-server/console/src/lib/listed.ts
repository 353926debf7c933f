// What is picked from a list that is read whole, since the server's search does not know its word.
import { words, type Text } from "$kit/words/words.svelte.ts";
import { ask, type Id } from "../api/api.ts";

export interface Listed {
  id: Id;
  title: string;
  /** All it is found by, small. */
  text: string;
}

const WORDS: readonly string[] = ["user", "team", "organisation", "service_level"];
const PAGE = 200;
const PAGES_MAX = 60;

export const isListed = (word: string): boolean => WORDS.includes(word);

/** Everything of a word that is in use, by title. @throws {Failed} */
export async function listed(word: string): Promise<Listed[]> {
  const all: Listed[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await ask("/v1/records/{word}", { path: { word }, query: { limit: PAGE, cursor } });
    for (const { id, body } of answer.items) {
      const item = listedOf(id, body as Record<string, unknown>);
      if (item) all.push(item);
    }
    if (!answer.next) break;
    cursor = answer.next;
  }
  return all.sort((a, b) => a.title.localeCompare(b.title));
}

/** `undefined` for what is out of use. */
export function listedOf(id: Id, body: Record<string, unknown>): Listed | undefined {
  if (body.is_disabled === true || body.is_retired === true) return undefined;
  const name = (body.name ?? {}) as Text;
  const number = textOf(body.number);
  const title = [number, words(name)].filter(Boolean).join(" ") || textOf(body.login);
  return { id, title, text: [number, textOf(body.login), ...Object.values(name)].filter(Boolean).join(" ").toLocaleLowerCase() };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** Those that have every word that was typed. */
export function matching(all: readonly Listed[], typed: string, max: number): Listed[] {
  const wanted = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(({ text }) => wanted.every((word) => text.includes(word))).slice(0, max);
}
