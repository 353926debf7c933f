// Parts for a colleague: which of them fit into one code, and what was handed over before, to be shown again.
import { call, type Id, type Text } from "../../door/door.ts";
import type { Going } from "./outgoing.ts";

/** More than this in one code makes modules that a camera does not tell apart on a phone's screen. */
const CODE_CHARS_MAX = 1663;
/** Who issued it, when, out of which van, the signature and the certificate, all but the lines. */
const ENVELOPE_CHARS = 1060;
/** Three bytes are written with four characters. */
const CHARS_PER_BYTE = 4 / 3;
const ID = "0".repeat(26);

const size = (value: unknown) => Math.ceil(new TextEncoder().encode(JSON.stringify(value)).length * CHARS_PER_BYTE);

function sizeOf({ line, quantity }: Going): number {
  const { condition, lot, serial } = line;
  return size({ condition, from: ID, lot, part: ID, quantity, request_line: null, serial, to: ID, unit_cost: null });
}

/** In as few codes as hold them; one part at least in each. */
export function codesFor(going: readonly Going[], note: string): Going[][] {
  const codes: Going[][] = [];
  let room = 0;
  for (const one of going) {
    const needed = sizeOf(one) + 2;
    if (codes.length === 0 || needed > room) {
      codes.push([]);
      room = CODE_CHARS_MAX - ENVELOPE_CHARS - (note ? size({ note }) : 0);
    }
    codes.at(-1)?.push(one);
    room -= needed;
  }
  return codes;
}

/** Parts that were handed over at once. */
export interface HandedOver {
  issues: Id[];
  atMs: number;
  parts: { name: Text; number: string; quantity: number; unit: string }[];
}

const PLACE = "van/handed-over";
const KEPT_MAX = 20;

/** The newest first. */
export async function handedOver(): Promise<HandedOver[]> {
  const held = await call("draft", { place: PLACE });
  return (held?.body as { all?: HandedOver[] } | undefined)?.all ?? [];
}

export async function rememberHandedOver(issues: Id[], going: readonly Going[]): Promise<void> {
  const parts = going.map(({ line, quantity }) => ({ name: line.name, number: line.number, quantity, unit: line.unit }));
  await keep([{ issues, atMs: Date.now(), parts }, ...(await handedOver())].slice(0, KEPT_MAX));
}

/** It went nowhere. */
export async function forgetHandedOver(issue: Id): Promise<void> {
  const before = (await handedOver()).map((handed) => ({ ...handed, issues: handed.issues.filter((held) => held !== issue) }));
  await keep(before.filter((handed) => handed.issues.length > 0));
}

async function keep(all: HandedOver[]): Promise<void> {
  await call("save_draft", { place: PLACE, body: JSON.parse(JSON.stringify({ all })) });
}
