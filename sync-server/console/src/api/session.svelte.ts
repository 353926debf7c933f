// Who is signed in. When a session ends the screens stay as they are and somebody signs in over them: what was typed is not lost.
import type { Type } from "./api.ts";

export type Session = Type<"SessionBody">;

const state = $state<{ now: Session | null; hasEnded: boolean; isKnown: boolean }>({ now: null, hasEnded: false, isKnown: false });

export const session = {
  /** `null` where nobody is. */
  get now(): Session | null {
    return state.now;
  },
  /** Asked once at the beginning. */
  get isKnown(): boolean {
    return state.isKnown;
  },
  /** It ran out or was ended by the server while somebody worked. */
  get hasEnded(): boolean {
    return state.hasEnded;
  },
  get csrf(): string {
    return state.now?.csrf ?? "";
  },
  begin(session: Session | null) {
    state.now = session;
    state.hasEnded = false;
    state.isKnown = true;
  },
  end() {
    if (state.now) state.hasEnded = true;
  },
  has(...roles: string[]): boolean {
    return roles.some((role) => state.now?.roles.includes(role));
  },
  /** Whether their roles let them read something of a word. */
  reads(word: string): boolean {
    return (state.now?.reads[word] ?? "nothing") !== "nothing";
  },
  /** Whether they may write records of a word. */
  writes(word: string): boolean {
    return state.now?.writes.some((one) => one === word) ?? false;
  },
};
