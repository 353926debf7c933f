// Who or what did something, in words.
import type { Type } from "../../door/door.ts";
import type { People } from "../../lib/people.svelte.ts";
import { t } from "$kit/words/words.svelte.ts";

export function whoWrote(by: Type<"Author"> | null | undefined, people: People): string {
  switch (by?.by) {
    case "customer_link":
      return t("job-by-customer");
    case "token":
      return t("job-by-integration");
    case "rule":
      return t("job-by-rule");
    default:
      return people.isMine(by) ? t("job-me") : people.author(by) || t("job-somebody");
  }
}
