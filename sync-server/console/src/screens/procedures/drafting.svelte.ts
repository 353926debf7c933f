// What stands in the editor is kept at the server while it is written, so that it is there at every desk. The browser keeps a copy for
// while the line is down, and what two desks wrote meanwhile is brought together; only what both changed is asked.
import { ask, type Failure, failureOf, type Id, tell, type Type } from "$api/api.ts";
import { live } from "$api/live.svelte.ts";
import { draft } from "$lib/draft.svelte.ts";
import { type Clash, withTheirs } from "$lib/merge.ts";
import { isSame } from "$lib/writing/same.ts";
import type { Writing } from "$lib/writing/writing.svelte.ts";
import { onDestroy, untrack } from "svelte";
import { type DraftItem, met, procedureOf } from "./drafting.ts";
import type { Procedure } from "./procedure.ts";
import { changesOf } from "./publishing.ts";

/** After the last letter. */
const WAIT_MS = 1_500;
/** A line that is down is tried again. */
const AGAIN_MS = 15_000;
const STALE = 412;
const GONE = 404;

/** none: nothing was written. waits: it is sent in a moment. away: the line is down. gone: published or thrown away elsewhere. */
export type Stands = "none" | "waits" | "saving" | "saved" | "away" | "both" | "gone" | "refused";

interface Kept {
  draft: Id | null;
  key: string;
  /** What both knew when it was last saved here. */
  synced: Procedure | null;
}
const NOTHING: Kept = { draft: null, key: "", synced: null };

export interface Drafting {
  readonly id: Id | null;
  readonly stands: Stands;
  readonly savedMs: number | null;
  /** Who wrote into it last, where that was somebody else. */
  readonly other: Type<"Author"> | null;
  readonly clashes: readonly Clash[];
  readonly failure: Failure | undefined;
  settle(clash: Clash, isTheirs: boolean): void;
  /** Saves what waits; false where it could not. */
  flush(): Promise<boolean>;
  /** Throws the draft away; what comes back is for taking it up again. */
  drop(): Promise<Id | null>;
  takeUp(id: Id | null): Promise<void>;
  /** It was published: it is a draft no longer. */
  end(): void;
}

/** `server`: the draft as it was read before the editor opened. Asked while a component begins. */
export function drafting(place: string, work: Writing<Procedure>, me: string, server: DraftItem | undefined, mayDraft: boolean): Drafting {
  const kept = draft<Kept>(`${place}/server`, NOTHING);
  let item = $state.raw<DraftItem | undefined>();
  let stands = $state<Stands>("none");
  let clashes = $state.raw<Clash[]>([]);
  let failure = $state.raw<Failure | undefined>();
  let savedMs = $state<number | null>(null);
  let other = $state.raw<Type<"Author"> | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<boolean> | undefined;
  let hasEnded = false;

  const now = () => $state.snapshot(work.now) as Procedure;
  const synced = () => kept.value.synced ?? work.base;
  const isDirty = () => !hasEnded && (item ? !isSame(now(), synced()) : work.isChanged);
  const isMine = (author: Type<"Author"> | null | undefined) => author != null && "user" in author && author.user === me;

  function stand(held: DraftItem) {
    item = held;
    savedMs = held.body.changed_ms ?? Date.now();
    other = isMine(held.body.changed_by) ? null : (held.body.changed_by ?? null);
  }

  /** What another desk wrote comes in; what both changed differently waits for a person. */
  function meet(theirs: DraftItem) {
    if (theirs.body.dropped_ms) {
      forget();
      return void (stands = "gone");
    }
    const said = procedureOf(theirs, work.base);
    const { body, clashes: open } = met(synced(), said, now());
    stand(theirs);
    kept.value = { ...kept.value, draft: theirs.id, synced: said };
    if (!isSame(body, now())) work.change(body);
    clashes = open;
    stands = open.length ? "both" : isSame(body, said) ? "saved" : "waits";
    if (!open.length && stands === "waits") soon(WAIT_MS);
  }

  const read = async (id: Id) => (await ask("/v1/procedure-drafts/{id}", { path: { id } })) as unknown as DraftItem;

  async function begun(): Promise<DraftItem> {
    if (!kept.value.key) kept.value = { ...kept.value, key: crypto.randomUUID() };
    const begins = (work.isNew ? {} : { procedure: work.id }) as Type<"NewDraft">;
    const { id } = await tell("post", "/v1/procedure-drafts", { body: begins, key: `${kept.value.key}-begin-${work.isNew ? "" : work.id}` });
    kept.value = { ...kept.value, draft: id };
    // An answer that was kept from the first try is as old as that.
    return read(id);
  }

  async function save(): Promise<boolean> {
    stands = "saving";
    failure = undefined;
    try {
      const held = item ?? (await begun());
      item = held;
      const wanted = { base: work.isNew ? null : work.id, body: now(), note: held.body.change_note ?? "" };
      const changes = changesOf(held.body, wanted);
      if (changes) stand((await tell("patch", "/v1/procedure-drafts/{id}", { path: { id: held.id }, body: changes as never, etag: held.etag })) as unknown as DraftItem);
      else stand(held);
      kept.value = { ...kept.value, draft: held.id, synced: wanted.body };
      stands = isDirty() ? "waits" : "saved";
      if (stands === "waits") soon(WAIT_MS);
      return stands === "saved";
    } catch (error) {
      return refused(failureOf(error));
    }
  }

  async function refused(why: Failure): Promise<boolean> {
    if (why.status === STALE && item) {
      try {
        meet(await read(item.id));
        return false;
      } catch (error) {
        return refused(failureOf(error));
      }
    }
    if (why.status === GONE || why.code === "illegal_transition") {
      forget();
      stands = "gone";
    } else if (why.code === "no_answer" || why.status >= 500) {
      stands = "away";
      soon(AGAIN_MS);
    } else {
      failure = why;
      stands = "refused";
    }
    return false;
  }

  /** What is written from now on is another draft. */
  function forget() {
    item = undefined;
    clashes = [];
    kept.value = { ...NOTHING };
  }

  function soon(ms: number) {
    clearTimeout(timer);
    timer = setTimeout(() => void run(), ms);
  }

  async function run(): Promise<boolean> {
    clearTimeout(timer);
    if (running) await running;
    if (!isDirty()) return stands !== "both";
    if (clashes.length) return false;
    running = save().finally(() => (running = undefined));
    return running;
  }

  // What was left here while the line was down goes on from what the server has by now.
  if (mayDraft && server) {
    item = server;
    if (!work.wasLeft) kept.value = { ...kept.value, draft: server.id, synced: procedureOf(server, work.base) };
    if (work.wasLeft) meet(server);
    else {
      stand(server);
      stands = "saved";
    }
  } else if (mayDraft && kept.value.draft) {
    void read(kept.value.draft).then(meet, (error) => void refused(failureOf(error)));
  }

  $effect(() => {
    void work.now;
    untrack(() => {
      if (!mayDraft || clashes.length || !isDirty()) return;
      if (stands !== "saving") stands = "waits";
      soon(WAIT_MS);
    });
  });

  const deaf = live.on((subjects) => {
    const id = item?.id;
    if (!id || hasEnded || running) return;
    if (subjects !== "all" && !subjects.has(`procedure_draft/${id}`)) return;
    void read(id).then(
      (theirs) => {
        if (!running && item?.id === id && theirs.etag !== item.etag) meet(theirs);
        else if (stands === "away") void run();
      },
      (error) => !running && void refused(failureOf(error)),
    );
  });

  onDestroy(() => {
    deaf();
    clearTimeout(timer);
    if (!mayDraft || hasEnded) return;
    // What the server has needs no copy here.
    if (item && !isDirty() && !clashes.length) {
      work.forget();
      kept.drop();
    } else if (isDirty() && !clashes.length) void run();
  });

  return {
    get id() {
      return item?.id ?? kept.value.draft;
    },
    get stands() {
      return stands;
    },
    get savedMs() {
      return savedMs;
    },
    get other() {
      return other;
    },
    get clashes() {
      return clashes;
    },
    get failure() {
      return failure;
    },
    settle(clash, isTheirs) {
      if (isTheirs) work.change(withTheirs(now(), clash, { items: "steps" }));
      clashes = clashes.filter((one) => one !== clash);
      if (!clashes.length) {
        stands = isDirty() ? "waits" : "saved";
        soon(0);
      }
    },
    flush: run,
    async drop() {
      clearTimeout(timer);
      if (running) await running;
      const id = item?.id ?? null;
      if (id) await tell("post", "/v1/procedure-drafts/{id}/drop", { path: { id } });
      forget();
      stands = "none";
      return id;
    },
    async takeUp(id) {
      if (!id) return;
      const { etag } = await read(id);
      const theirs = (await tell("patch", "/v1/procedure-drafts/{id}", { path: { id }, body: { fields: { dropped_ms: null } } as never, etag })) as unknown as DraftItem;
      kept.value = { ...kept.value, draft: id, synced: procedureOf(theirs, work.base) };
      stand(theirs);
      stands = "saved";
    },
    end() {
      hasEnded = true;
      clearTimeout(timer);
      kept.drop();
    },
  };
}
