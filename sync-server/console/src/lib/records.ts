// Records of the office: read whole, written whole with the version that was seen. An older body is given what it lacks and keeps
// what this console does not know.
import { ask, failureOf, tell, type Id, type Type } from "../api/api.ts";

export type Item = Type<"Item">;

interface Bodies {
  article: Type<"Article">;
  customer: Type<"Customer">;
  site: Type<"Site">;
  contact: Type<"Contact">;
  contract: Type<"Contract">;
  device: Type<"DeviceRecord">;
  request: Type<"Request">;
  fault_code: Type<"FaultCode">;
  field_definition: Type<"FieldDefinition">;
  order_kind: Type<"OrderKind">;
  procedure: Type<"Procedure">;
  user: Type<"User">;
  team: Type<"Team">;
}
export type RecordWord = keyof Bodies;
/** Of a word whose shape no screen needs, any object. */
export type RecordBody<W extends string> = W extends RecordWord ? Bodies[W] : object;

export interface Held<W extends string> {
  id: Id;
  etag: string;
  body: RecordBody<W>;
}

/** What an answer holds, by its word. */
export function held<W extends string>(_word: W, item: Item): Held<W> {
  return { id: item.id, etag: item.etag, body: item.body as RecordBody<W> };
}

/** A body with everything its type says is there. */
export function bodyOf<T extends object>(body: unknown, empty: T): T {
  return { ...structuredClone(empty), ...(body as Partial<T>) };
}

/** @throws {Failed} */
export async function readRecord<W extends string>(word: W, id: Id): Promise<Held<W>> {
  return held(word, await ask("/v1/records/{word}/{id}", { path: { word, id } }));
}

/** The next version, or the first where no `etag` was seen. @throws {Failed} */
export async function writeRecord<W extends string>(word: W, id: Id, body: RecordBody<W>, etag?: string): Promise<Held<W>> {
  // The description of the API says of a record only that it is an object.
  return held(word, await tell("put", "/v1/records/{word}/{id}", { path: { word, id }, body: body as never, etag: etag || undefined }));
}

/** Of two versions as the server names them, `"1.7"`: whether the first was written after the second. */
export function isNewer(etag: string, than: string): boolean {
  const [one, other] = [etag, than].map((text) => text.replaceAll('"', "").split(".").map(Number));
  const [epoch = 0, version = 0] = one ?? [];
  const [thanEpoch = 0, thanVersion = 0] = other ?? [];
  return epoch === thanEpoch ? version > thanVersion : epoch > thanEpoch;
}

const STALE = 412;
const TRIES = 4;

/** Changes a record as it is now; where somebody else was faster, as it is then. For what only adds. @throws {Failed} */
export async function addToRecord<W extends RecordWord>(word: W, id: Id, change: (body: RecordBody<W>) => RecordBody<W>): Promise<Held<W>> {
  for (let tried = 1; ; tried += 1) {
    const now = await readRecord(word, id);
    try {
      return await writeRecord(word, id, change(now.body), now.etag);
    } catch (error) {
      if (failureOf(error).status !== STALE || tried === TRIES) throw error;
    }
  }
}

const PAGE = 200;
const PAGES_MAX = 10;

/** Every record of a word, as far as ten pages: short lists of the company's own, such as fault codes and teams. @throws {Failed} */
export async function allRecords<W extends RecordWord>(word: W): Promise<Held<W>[]> {
  const all: Held<W>[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await ask("/v1/records/{word}", { path: { word }, query: { limit: PAGE, cursor } });
    all.push(...answer.items.map((item) => held(word, item)));
    if (!answer.next) break;
    cursor = answer.next;
  }
  return all;
}
