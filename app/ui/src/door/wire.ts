// How a call travels: a frame of JSON with bytes behind it, and back. The window and the bridge of the tests speak it alike.

/** Bytes before the JSON that say how long it is. */
const LENGTH_BYTES = 4;

export const enum Kind {
  Json = 0,
  Bytes = 1,
  Failure = 2,
}

export function frame(name: string, given: unknown, body?: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(JSON.stringify({ name, arguments: given }));
  const whole = new Uint8Array(LENGTH_BYTES + head.length + (body?.length ?? 0));
  new DataView(whole.buffer).setUint32(0, head.length);
  whole.set(head, LENGTH_BYTES);
  if (body) whole.set(body, LENGTH_BYTES + head.length);
  return whole;
}

export function unframe(answer: ArrayBuffer): { kind: Kind; json: unknown; bytes: Uint8Array<ArrayBuffer> } {
  const whole = new Uint8Array(answer);
  const kind: Kind = whole[0] ?? Kind.Failure;
  const rest = whole.subarray(1);
  if (kind === Kind.Bytes) return { kind, json: null, bytes: rest };
  return { kind, json: JSON.parse(new TextDecoder().decode(rest)), bytes: new Uint8Array() };
}
