// Files that a record will name: given to the server when they are chosen, named when the record is written.
import type { Type } from "$api/api.ts";
import { fileAt, sendFile } from "../files.ts";

/** More of a picture is not seen on a phone, and has to get there over a radio. */
const SIDE_MAX = 1_600;

// What nothing names yet nobody may read from the server, not even who brought it: it is shown from here.
const brought = new Map<string, string>();

/** Where a file is shown from. */
export function placeOfFile(hash: string): string {
  return brought.get(hash) ?? fileAt(hash);
}

/** @throws {Failed} */
export async function bring(file: Blob): Promise<Type<"Taken">> {
  const taken = await sendFile(file);
  brought.set(taken.hash, URL.createObjectURL(file));
  return taken;
}

/** A picture, no larger than it is seen. @throws {Failed} */
export async function bringPicture(file: Blob): Promise<Type<"Taken">> {
  return bring(await smaller(file));
}

async function smaller(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (!picture) return file;
  const scale = SIDE_MAX / Math.max(picture.width, picture.height);
  if (scale >= 1) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob((made) => done(made ?? file), "image/jpeg", 0.85));
}
