// The article that was made of a visit, if one was.
import { ask, type Id } from "$api/api.ts";
import type { Article } from "./article.ts";

const PAGE = 200;
const PAGES_MAX = 10;

/** The newest of them, as far as ten pages. @throws {Failed} */
export async function madeFrom(visit: Id): Promise<Id | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { items, next } = await ask("/v1/records/{word}", { path: { word: "article" }, query: { limit: PAGE, cursor } });
    const found = items.find(({ body }) => (body as Article).from_visit === visit);
    if (found) return found.id;
    if (!next) return undefined;
    cursor = next;
  }
  return undefined;
}
