// What a screen does: one thing at a time, with what went wrong kept where the screen shows it.
import { type Failure, failureOf, type Reply, tell, type Telling, type TellPath, type Verb } from "./api.ts";

export interface Doing {
  readonly isBusy: boolean;
  /** Of what was done last. */
  readonly failure: Failure | undefined;
  /** Does it; `undefined` where it did not work, and then `failure` says why. What is tried again after no answer is done once. */
  tell<V extends Verb, Path extends TellPath<V>>(verb: V, path: Path, telling: Telling<V, Path>): Promise<Reply<V, Path> | undefined>;
  /** The same for several steps. */
  run<T>(job: () => Promise<T>): Promise<T | undefined>;
  forget(): void;
}

export function doing(): Doing {
  let running = $state(0);
  let failure = $state.raw<Failure | undefined>();
  // A press whose answer was lost is the same press when it is pressed again.
  let unanswered: { text: string; key: string } | undefined;

  async function run<T>(job: () => Promise<T>): Promise<T | undefined> {
    running += 1;
    failure = undefined;
    try {
      return await job();
    } catch (error) {
      failure = failureOf(error);
      return undefined;
    } finally {
      running -= 1;
    }
  }

  return {
    get isBusy() {
      return running > 0;
    },
    get failure() {
      return failure;
    },
    run,
    async tell(verb, path, telling) {
      const text = JSON.stringify([verb, path, telling]);
      const key = telling.key ?? (unanswered?.text === text ? unanswered.key : crypto.randomUUID());
      unanswered = { text, key };
      const reply = await run(() => tell(verb, path, { ...telling, key }));
      if (failure?.code !== "no_answer") unanswered = undefined;
      return reply;
    },
    forget() {
      failure = undefined;
    },
  };
}
