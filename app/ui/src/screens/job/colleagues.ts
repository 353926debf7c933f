// Finding a colleague by what is known of them.
import type { Colleague } from "../../lib/people.svelte.ts";

const plain = (text: string) => text.toLocaleLowerCase().replace(/\s+/g, "");

/** Those whose name in either language, or whose number, holds every word that is sought; never oneself. */
export function found<T extends Pick<Colleague, "user" | "name" | "phone">>(all: readonly T[], sought: string, me: string | undefined): T[] {
  const wanted = sought.trim().split(/\s+/).map(plain).filter(Boolean);
  return all.filter(({ user, name, phone }) => {
    const known = [plain(name.zh ?? ""), plain(name.en ?? ""), phone.replace(/\D/g, "")].join("\n");
    return user !== me && wanted.every((word) => known.includes(word.replace(/^\+/, "")));
  });
}
