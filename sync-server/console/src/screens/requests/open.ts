// What is open of a device, a customer or a caller: what may be told a second time.
import { ask } from "$api/api.ts";
import type { Open } from "./likely.ts";
import { digitsOf } from "./phones.ts";
import { OPEN } from "./presses.ts";

const MOST = 50;
const END = 4;

async function orders(query: { device?: string; customer?: string }): Promise<Open[]> {
  const { items } = await ask("/v1/work-orders", { query: { ...query, only: "open", limit: MOST } });
  return items.map((row) => ({
    id: row.id, word: "work_order", device: row.device ?? null, customer: row.customer ?? null, words: row.title ?? "", phone: "",
    number: row.number ?? "", status: row.status, received: row.received ?? null, lead: row.lead ?? null,
  }));
}

async function requests(query: { device?: string; customer?: string; q?: string }): Promise<Open[]> {
  const { items } = await ask("/v1/requests", { query: { ...query, status: OPEN, limit: MOST } });
  return items.map((row) => ({
    id: row.id, word: "request", device: row.device ?? null, customer: row.customer ?? null, words: row.words, phone: row.reporter_phone,
    number: row.number, status: row.status, received: row.received ?? null, lead: null,
  }));
}

/** @throws {Failed} */
export async function openOf(about: { device: string | null; customer: string | null; phone: string }): Promise<Open[]> {
  const { device, customer, phone } = about;
  const end = digitsOf(phone).slice(-END);
  const asked = [
    ...(device ? [orders({ device }), requests({ device })] : []),
    ...(customer ? [orders({ customer }), requests({ customer })] : []),
    ...(end.length === END ? [requests({ q: end })] : []),
  ];
  const all = (await Promise.all(asked)).flat();
  return [...new Map(all.map((one) => [`${one.word}/${one.id}`, one])).values()];
}
