// Records of any word, as they are read and written whole. An older body is given what it lacks and keeps what this console does not know.
import { ask, type Id, tell, type Type } from "$api/api.ts";

export type Item = Type<"Item">;

/** A body with everything its type says is there. */
export function bodyOf<T extends object>(body: unknown, empty: T): T {
  return { ...structuredClone(empty), ...(body as Partial<T>) };
}

/** Writes a record; without an `etag` its first version. @throws {Failed} */
export async function write(word: string, id: Id, body: object, etag: string): Promise<Item> {
  return tell("put", "/v1/records/{word}/{id}", { path: { word, id }, body: body as Record<string, never>, etag: etag || undefined });
}

/** As it is now. @throws {Failed} */
export async function newest(word: string, id: Id): Promise<Item> {
  return ask("/v1/records/{word}/{id}", { path: { word, id } });
}

/** Of two versions as the server names them, `"1.7"`: whether the first was written after the second. */
export function isNewer(etag: string, than: string): boolean {
  const [one, other] = [etag, than].map((text) => text.replaceAll('"', "").split(".").map(Number));
  const [epoch = 0, version = 0] = one ?? [];
  const [thanEpoch = 0, thanVersion = 0] = other ?? [];
  return epoch === thanEpoch ? version > thanVersion : epoch > thanEpoch;
}
