// The core at the far end of the line. It takes and gives the frames of the bridge, so that all of this side is what runs in the
// app: nothing here stands in for code of ours. A call that a test has no answer for fails that test.
import { type Answer, call, type Failure, type Given } from "../door/door.ts";
import type { operations } from "../door/schema.ts";
import { Kind } from "../door/wire.ts";

type Name = keyof operations;
type Says<N extends Name> = (given: Given<N>, body: Uint8Array<ArrayBuffer>) => Answer<N> | Promise<Answer<N>>;

export interface Call<N extends Name> {
  given: Given<N>;
  body: Uint8Array<ArrayBuffer>;
}

/** A call that stands open until the test ends it. */
export interface Open<N extends Name> extends Call<N> {
  answer(answer: Answer<N>): void;
  fail(failure?: Partial<Failure>): void;
}

class Refusal extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

const REFUSED: Failure = { outcome: "rejected", code: "wrong_shape", path: "", message: "That cannot be done.", detail: "" };

const says = new Map<string, Says<Name>>();
const drafts = new Map<string, { at_ms: number; body: unknown }>();
let calls: { name: string; given: unknown; body: Uint8Array<ArrayBuffer> }[] = [];
let unforeseen: string[] = [];
const listeners = new Set<{ onmessage: ((event: { data: string }) => void) | null }>();

export const core = {
  /** What it says to a call: always the same, or what follows from what was given. */
  answers<N extends Name>(name: N, answer: Answer<N> | Says<N>) {
    says.set(name, (typeof answer === "function" ? answer : () => answer) as Says<Name>);
  },
  refuses(name: Name, failure: Partial<Failure> = {}) {
    says.set(name, () => Promise.reject(new Refusal({ ...REFUSED, ...failure })));
  },
  /** Leaves calls open; they are ended one by one, in any order. */
  leavesOpen<N extends Name>(name: N): Open<N>[] {
    const open: Open<N>[] = [];
    const leave: Says<N> = (given, body) =>
      new Promise((answer, fail) => open.push({ given, body, answer, fail: (failure) => fail(new Refusal({ ...REFUSED, ...failure })) }));
    this.answers(name, leave);
    return open;
  },
  /** What was asked or told under a name, oldest first. */
  heard<N extends Name>(name: N): Call<N>[] {
    return calls.filter((call) => call.name === name).map(({ given, body }) => ({ given: given as Given<N>, body }));
  },
  /** Says that something changed. */
  changes(...topics: string[]) {
    for (const listener of listeners) listener.onmessage?.({ data: JSON.stringify(topics) });
  },
  /** A form that was left there before. */
  keepsDraft(place: string, body: object, at_ms = Date.now()) {
    drafts.set(place, { at_ms, body });
  },
  draftAt(place: string): unknown {
    return drafts.get(place)?.body;
  },
  /** Everything that was on its way has arrived: what is asked after it is answered after it. */
  async settles(): Promise<void> {
    this.answers("parts", []);
    await call("parts", {});
  },
};

/** Forgets everything; the drafts are a store here too, for forms come and go within a test. */
export function begin() {
  says.clear();
  drafts.clear();
  calls = [];
  unforeseen = [];
  core.answers("draft", ({ place }) => (drafts.get(place as string) ?? null) as Answer<"draft">);
  core.answers("save_draft", ({ place, body }) => {
    drafts.set(place as string, { at_ms: Date.now(), body });
    return null as Answer<"save_draft">;
  });
  core.answers("drop_draft", ({ place }) => {
    drafts.delete(place as string);
    return null as Answer<"drop_draft">;
  });
}

/** Calls that nobody had an answer for. */
export function unanswered(): readonly string[] {
  return unforeseen;
}

async function hear(frame: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const length = new DataView(frame.buffer, frame.byteOffset).getUint32(0);
  const { name, arguments: given } = JSON.parse(new TextDecoder().decode(frame.subarray(4, 4 + length)));
  const body = frame.slice(4 + length);
  calls.push({ name, given, body });
  const say = says.get(name);
  if (!say) unforeseen.push(name);
  try {
    const answer = await (say ? say(given, body) : Promise.reject(new Refusal({ ...REFUSED, outcome: "broken", message: `nobody answers ${name}` })));
    return answer instanceof Uint8Array ? framed(Kind.Bytes, answer) : framed(Kind.Json, text(answer));
  } catch (error) {
    if (error instanceof Refusal) return framed(Kind.Failure, text(error.failure));
    throw error;
  }
}

const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value ?? null));

function framed(kind: Kind, rest: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(1 + rest.length);
  whole[0] = kind;
  whole.set(rest, 1);
  return whole;
}

/** Takes the place of the network: what the bridge of the tests is asked by `fetch`, and what it tells by events. */
export function answerTheLine() {
  globalThis.fetch = async (address, init) => {
    if (address !== "/door") throw new Error(`nothing else is fetched: ${String(address)}`);
    return new Response(await hear(init?.body as Uint8Array));
  };
  globalThis.EventSource = class {
    onmessage: ((event: { data: string }) => void) | null = null;
    constructor(address: string) {
      if (address === "/changes") listeners.add(this);
    }
  } as unknown as typeof EventSource;
}
