// A record in a form: what was seen, what is typed, and what somebody else wrote meanwhile. Only what both changed is asked.
import { failureOf, type Failure } from "../api/api.ts";
import { draft } from "./draft.svelte.ts";
import { merged, withTheirs, type Clash, type How } from "./merge.ts";
import { readRecord, writeRecord, type Held, type RecordBody, type RecordWord } from "./records.ts";

const STALE = 412;
/** Each of the company's own fields is a field of its own. */
const HOW: How = { within: ["ext"] };

interface Kept<B> {
  /** Of the version that was seen; empty for a new record. */
  etag: string;
  seen: B | null;
  typed: B | null;
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Asked while a component begins; `place` names the form. */
export function changing<W extends RecordWord>(word: W, id: string, place: string) {
  type B = RecordBody<W>;
  const form = draft<Kept<B>>(place, { etag: "", seen: null, typed: null });
  let clashes = $state.raw<Clash[]>([]);
  let failure = $state.raw<Failure | undefined>();
  let isBusy = $state(false);

  async function write(tried = 0): Promise<Held<W> | undefined> {
    const { etag, seen, typed } = $state.snapshot(form.value) as Kept<B>;
    if (!typed) return undefined;
    try {
      const written = await writeRecord(word, id, typed, etag || undefined);
      form.drop();
      return written;
    } catch (error) {
      if (failureOf(error).status !== STALE || !seen || tried > 3) throw error;
      const theirs = await readRecord(word, id);
      const both = merged(seen as object, theirs.body as object, typed as object, HOW);
      clashes = both.clashes;
      form.value = { etag: theirs.etag, seen: theirs.body, typed: both.body as B };
      return clashes.length ? undefined : write(tried + 1);
    }
  }

  return {
    get typed(): B | null {
      return form.value.typed as B | null;
    },
    set typed(next: B | null) {
      form.value = { ...form.value, typed: next };
    },
    get isChanged(): boolean {
      return form.value.typed !== null && !same(form.value.typed, form.value.seen);
    },
    get wasLeft(): boolean {
      return form.wasLeft && this.isChanged;
    },
    get clashes(): readonly Clash[] {
      return clashes;
    },
    get failure() {
      return failure;
    },
    get isBusy() {
      return isBusy;
    },
    /** What stands there now; what was typed before and came back stays. */
    begin(body: B, etag = "") {
      if (form.value.typed && !same(form.value.typed, form.value.seen)) return;
      form.value = { etag, seen: etag ? structuredClone($state.snapshot(body) as B) : null, typed: structuredClone($state.snapshot(body) as B) };
    },
    /** Settles what both changed: the other's value, or what was typed here. */
    settle(field: string, isTheirs: boolean) {
      const clash = clashes.find((one) => one.field === field);
      if (clash && isTheirs && form.value.typed) form.value.typed = withTheirs(form.value.typed as object, clash, HOW) as typeof form.value.typed;
      clashes = clashes.filter((one) => one !== clash);
    },
    /** `undefined` where something has to be settled first, or it did not work. */
    async save(): Promise<Held<W> | undefined> {
      if (isBusy || clashes.length) return undefined;
      isBusy = true;
      failure = undefined;
      try {
        return await write();
      } catch (error) {
        failure = failureOf(error);
        return undefined;
      } finally {
        isBusy = false;
      }
    },
    drop() {
      form.drop();
      clashes = [];
      failure = undefined;
    },
  };
}
export type Changing<W extends RecordWord> = ReturnType<typeof changing<W>>;
