// Files that the desk brings: the bytes go first, and what they are named by comes back.
import { Failed, failureOf, NO_ANSWER, type Type } from "../api/api.ts";
import { session } from "../api/session.svelte.ts";

export const FILE_BYTES_MAX = 20 * 1024 * 1024;
export const FILE_TYPES = ["image/jpeg", "image/png", "image/webp", "application/pdf"] as const;

/** Where a file stands that something names. */
export const fileAt = (hash: string) => `/v1/files/${hash}`;

/** Keeps a file; the client of the API sends only JSON, and this is bytes. @throws {Failed} */
export async function sendFile(file: Blob): Promise<Type<"Taken">> {
  const headers = { "content-type": "application/octet-stream", "x-csrf": session.csrf, "idempotency-key": crypto.randomUUID() };
  const response = await fetch("/v1/files", { method: "POST", headers, body: file }).catch(() => {
    throw new Failed(NO_ANSWER);
  });
  if (response.status === 401) session.end();
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new Failed(failureOf(answer));
  return answer as Type<"Taken">;
}
