// Who somebody is: names of the people of the company, and who is at work here.
import type { Answer, Id, Type } from "../door/door.ts";
import { query } from "../door/query.svelte.ts";
import { words } from "$kit/words/words.svelte.ts";
import { userOf } from "./author.ts";

export type Colleague = Answer<"colleagues">[number];

export interface People {
  /** Who works with this field device now. */
  readonly me: Id | undefined;
  readonly all: readonly Colleague[];
  /** Empty where nobody of that identity is known here. */
  name(user: Id | null | undefined): string;
  phone(user: Id | null | undefined): string;
  /** The name of whoever wrote something. */
  author(by: Type<"Author"> | null | undefined): string;
  isMine(by: Type<"Author"> | null | undefined): boolean;
}

/** Reads while the component stands. */
export function people(): People {
  const users = query("users", () => ({}));
  const colleagues = query("colleagues", () => ({}));
  const byId = $derived(new Map((colleagues.data ?? []).map((person) => [person.user, person])));
  const me = $derived(users.data?.find((user) => user.is_active)?.user);
  const person = (user: Id | null | undefined) => (user ? byId.get(user) : undefined);
  const name = (user: Id | null | undefined) => words(person(user)?.name);
  return {
    get me() {
      return me;
    },
    get all() {
      return colleagues.data ?? [];
    },
    name,
    phone: (user) => person(user)?.phone ?? "",
    author: (by) => name(userOf(by)),
    isMine: (by) => me !== undefined && userOf(by) === me,
  };
}
