// An article while it is written.
import type { Type } from "$api/api.ts";

export type Article = Type<"Article">;

export const ARTICLE_FIELDS = [
  "number", "title", "models", "symptoms", "fault_codes", "error_codes", "cause", "what_helped", "danger", "parts", "procedure", "files", "keywords", "audience", "is_retired",
] as const satisfies readonly (keyof Article)[];

export function blankArticle(): Article {
  return {
    number: "", revision: 0, title: { zh: "", en: "" }, models: [], symptoms: { zh: "", en: "" }, fault_codes: [], error_codes: [], cause: { zh: "", en: "" },
    what_helped: { zh: "", en: "" }, danger: { zh: "", en: "" }, parts: [], procedure: null, files: [], keywords: [], audience: "everybody", written_by: null,
    from_visit: null, published_ms: null, is_retired: false, is_draft: false,
  };
}
