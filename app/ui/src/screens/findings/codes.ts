// The coded lists that findings are made of: which codes a model has, which usually go together, and how one is found.
import type { Answer, Id, Type } from "../../door/door.ts";

export type Code = Answer<"fault_codes">[number];
export type Kind = "fault" | "cause" | "remedy";

export interface Fitting {
  /** Those that usually go with what was chosen before, then those that go with anything. */
  usual: Code[];
  /** Those that usually go with something else. */
  other: Code[];
}

/** A code, words, or both. */
export interface Said {
  code: Id | null;
  text: string;
}

/** Said before about the same model, and how often. */
export interface SeenBefore extends Said {
  count: number;
}

/** The codes of a kind for a model; `goesWith` is the code chosen before: of a fault for causes, of a cause for remedies. */
export function fitting(codes: readonly Code[], kind: Kind, model: string, goesWith: string | undefined): Fitting {
  const own = codes.filter((code) => code.kind === kind && !code.is_retired && (code.models.length === 0 || code.models.includes(model)));
  const inOrder = own.sort((a, b) => a.sort - b.sort || a.code.localeCompare(b.code));
  if (goesWith === undefined) return { usual: inOrder, other: [] };
  const named = inOrder.filter((code) => code.goes_with.includes(goesWith));
  const open = inOrder.filter((code) => code.goes_with.length === 0);
  // Where the lists name nothing for it, they say nothing against anything either.
  if (named.length + open.length === 0) return { usual: inOrder, other: [] };
  return { usual: [...named, ...open], other: inOrder.filter((code) => !named.includes(code) && !open.includes(code)) };
}

/** Those in which every typed word stands, in either language. */
export function matching(codes: readonly Code[], typed: string): Code[] {
  const wanted = typed.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
  return codes.filter(({ code, name, description, group }) => {
    const text = [code, name.zh, name.en, description.zh, description.en, group].join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** Causes seen before, without what this visit itself has added to their number. */
export function seenBefore(causes: Answer<"causes_seen">, own: readonly Pick<Type<"Finding">, "cause">[]): SeenBefore[] {
  const isSame = (cause: Answer<"causes_seen">[number], { code, text }: Type<"Coded">) => (cause.code ? cause.code === code : code === null && cause.text === text);
  return causes
    .map((cause) => ({ code: cause.code, text: cause.text ?? "", count: cause.count - own.filter((finding) => isSame(cause, finding.cause)).length }))
    .filter(({ count }) => count > 0);
}

/** The error code of an article that stands in a text, as the device displays it: `E-204`. */
export function errorCodeIn(text: string, articles: readonly Pick<Type<"Article">, "error_codes">[]): string | undefined {
  const letters = (written: string) => written.normalize("NFKC").toLowerCase();
  const known = articles.flatMap((article) => article.error_codes).sort((a, b) => b.length - a.length);
  return known.find((code) => new RegExp(`(?<![a-z0-9])${escaped(letters(code))}(?![a-z0-9])`).test(letters(text)));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
