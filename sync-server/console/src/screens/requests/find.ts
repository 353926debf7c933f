// Who or what is meant by what somebody types first: a telephone number, the code of a device, a name. Everything is asked at once.
import { ask, failureOf } from "$api/api.ts";
import { readRecord } from "$lib/records.ts";
import { isPhone, isSameNumber, lookedFor } from "./phones.ts";

export type FoundWord = "device" | "contact" | "customer" | "site";

export interface Found {
  word: FoundWord;
  id: string;
  title: string;
  /** What tells it from others of the name, as ids and words: a position, a telephone, a place. */
  more: string;
  customer: string | null;
  /** The number or code that was typed is exactly this one's. */
  isExact: boolean;
}

const WORDS: readonly FoundWord[] = ["device", "contact", "customer", "site"];
const OF_NUMBERS: readonly FoundWord[] = ["contact", "customer"];
const EACH_MAX = 6;
const CODE = /^[0-9A-Za-z]{6,}$/;

/** The code in what a hand scanner types: the link on the plate, or the code alone. */
export function codeIn(typed: string): string | null {
  const text = typed.trim();
  const [, linked] = /\/d\/([0-9A-Za-z-]+)\/?$/.exec(text) ?? [];
  if (linked) return linked;
  const bare = text.replace(/[\s-]/g, "");
  return CODE.test(bare) && /\d/.test(bare) && !isPhone(text) ? bare : null;
}

async function byCode(code: string): Promise<Found[]> {
  try {
    const { devices } = await ask("/v1/device-codes/{code}", { path: { code } });
    return devices.map(({ id, body }) => ({ word: "device", id, title: [body.model, body.serial].filter(Boolean).join(" · "), more: body.location ?? "", customer: body.customer, isExact: true }));
  } catch (error) {
    if (failureOf(error).status === 404 || failureOf(error).status === 422) return [];
    throw error;
  }
}

async function hits(q: string, word: FoundWord): Promise<Found[]> {
  const { items } = await ask("/v1/search", { query: { q, word, limit: EACH_MAX } });
  return items.map(({ id, title }) => ({ word, id, title, more: "", customer: null, isExact: false }));
}

/** What tells a hit from its like: the search gives only its title. */
async function withMore(found: Found, typed: string): Promise<Found> {
  if (found.word === "contact") {
    const { body } = await readRecord("contact", found.id);
    const number = body.phones.find((phone) => isSameNumber(phone, typed));
    return { ...found, more: number ?? body.phones[0] ?? "", customer: body.customer, isExact: number !== undefined };
  }
  if (found.word === "customer") {
    const { body } = await readRecord("customer", found.id);
    return { ...found, more: body.phone, isExact: isSameNumber(body.phone, typed) };
  }
  if (found.word === "site") return { ...found, customer: (await readRecord("site", found.id)).body.customer };
  if (found.customer) return found;
  const { body } = await readRecord("device", found.id).catch(() => ({ body: null }));
  return { ...found, more: body?.place.zh || body?.place.en || "", customer: body?.customer ?? null };
}

/** @throws {Failed} */
export async function find(typed: string): Promise<Found[]> {
  const code = codeIn(typed);
  const phone = isPhone(typed);
  const asked = lookedFor(typed).flatMap((q) => (phone ? OF_NUMBERS : WORDS).map((word) => hits(q, word)));
  const all = (await Promise.all([code ? byCode(code) : [], ...asked])).flat();
  const once = [...new Map(all.reverse().map((one) => [`${one.word}/${one.id}`, one])).values()].reverse();
  const full = await Promise.all(once.map((one) => withMore(one, typed)));
  // The end of a number is found with many: only who has it counts.
  const meant = phone ? full.filter((one) => one.isExact) : full;
  return meant.sort((a, b) => Number(b.isExact) - Number(a.isExact) || WORDS.indexOf(a.word) - WORDS.indexOf(b.word));
}
