// An article from what an engineer recorded: the beginning of one, which somebody then writes.
import type { Type } from "$api/api.ts";
import { type Article, blankArticle } from "./article.ts";

interface Code {
  id: string;
  body: Type<"FaultCode">;
}

export interface Recorded {
  visit: string;
  findings: readonly Pick<Type<"Listed_Finding">, "fault" | "cause" | "remedy" | "is_current">[];
  parts: readonly { part: string; is_current: boolean }[];
  order: { title?: string | null; description?: string | null };
  model: string | null | undefined;
}

type Text = Article["title"];

/** What somebody wrote is in the language of its letters. */
export function inItsLanguage(text: string | null | undefined): Text {
  const said = text?.trim() ?? "";
  return /\p{Script=Han}/u.test(said) ? { zh: said, en: "" } : { zh: "", en: said };
}

function joined(texts: readonly Text[], between: string): Text {
  const of = (language: "zh" | "en") => [...new Set(texts.map((text) => text[language]?.trim()).filter(Boolean))].join(between);
  return { zh: of("zh"), en: of("en") };
}

export function fromVisit({ visit, findings, parts, order, model }: Recorded, codes: readonly Code[]): Article {
  const current = findings.filter((finding) => finding.is_current);
  const known = new Map(codes.map((code) => [code.id, code.body]));
  const codeOf = (coded: Type<"Coded">) => (coded.code ? known.get(coded.code) : undefined);
  const said = (which: "fault" | "cause" | "remedy") =>
    joined(current.flatMap((finding) => [codeOf(finding[which])?.name ?? { zh: "", en: "" }, inItsLanguage(finding[which].text)]), "\n");
  const fault = joined(current.map(({ fault: coded }) => codeOf(coded)?.name ?? inItsLanguage(coded.text)), ", ");
  const title = fault.zh || fault.en ? fault : inItsLanguage(order.title);
  const used = current.flatMap(({ fault: a, cause: b, remedy: c }) => [a, b, c].map(codeOf)).flatMap((code) => (code ? [code.code] : []));
  return {
    ...blankArticle(),
    title,
    models: model ? [model] : [],
    symptoms: joined([inItsLanguage(order.title), inItsLanguage(order.description)], "\n"),
    fault_codes: [...new Set(used)],
    cause: said("cause"),
    what_helped: said("remedy"),
    parts: [...new Set(parts.filter((one) => one.is_current).map((one) => one.part))],
    from_visit: visit,
  };
}
