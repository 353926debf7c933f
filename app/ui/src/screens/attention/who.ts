// Who somebody is, on a line: a name, or what kind of sender where it is no person.
import type { Type } from "../../door/door.ts";
import type { People } from "../../lib/people.svelte.ts";
import { t } from "$kit/words/words.svelte.ts";

export function who(by: Type<"Author"> | undefined, people: People): string {
  if (!by) return t("attention-by-unknown");
  switch (by.by) {
    case "field_device":
    case "console":
      if (by.user === people.me) return t("attention-by-you");
      return people.author(by) || (by.by === "console" ? t("attention-by-office") : t("attention-by-colleague"));
    case "customer_link":
      return t("attention-by-customer");
    default:
      return t("attention-by-system");
  }
}
