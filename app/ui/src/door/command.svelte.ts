// What a screen does: one command at a time, with what went wrong kept where the screen shows it.
import { type Answer, call, type Failure, failureOf, type Given } from "./door.ts";
import type { operations } from "./schema.ts";

export interface Commands {
  readonly isBusy: boolean;
  /** Of the last command. */
  readonly failure: Failure | undefined;
  /** Does it; `undefined` where it did not work, and then `failure` says why. */
  tell<N extends keyof operations>(name: N, given: Given<N>, body?: Uint8Array): Promise<Answer<N> | undefined>;
  forget(): void;
}

export function commands(): Commands {
  let running = $state(0);
  let failure = $state.raw<Failure | undefined>();
  return {
    get isBusy() {
      return running > 0;
    },
    get failure() {
      return failure;
    },
    async tell(name, given, body) {
      running += 1;
      failure = undefined;
      try {
        return await call(name, given, body);
      } catch (error) {
        failure = failureOf(error);
        return undefined;
      } finally {
        running -= 1;
      }
    },
    forget() {
      failure = undefined;
    },
  };
}
