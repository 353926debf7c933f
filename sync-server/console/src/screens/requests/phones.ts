// A telephone number as a display shows it, against numbers as people wrote them down.

const SHORTEST = 4;
const EXTENSION = 6;

/** The digits alone, in whatever width they were typed. */
export function digitsOf(text: string): string {
  return text.normalize("NFKC").replace(/\D/g, "");
}

/** Whether somebody types a telephone number rather than a name, a code or a serial. */
export function isPhone(text: string): boolean {
  const typed = text.normalize("NFKC").trim();
  return /^[+(]?[\d\s()./-]+$/.test(typed) && digitsOf(typed).length >= SHORTEST;
}

/** Two spellings of one number: with or without the country, the leading zero and gaps. An extension is typed short. */
export function isSameNumber(one: string, other: string): boolean {
  // An extension may begin with a zero; that of an area is left out behind the code of its country.
  const bare = (text: string) => (digitsOf(text).length > EXTENSION ? digitsOf(text).replace(/^0+/, "") : digitsOf(text));
  const [short = "", long = ""] = [bare(one), bare(other)].sort((a, b) => a.length - b.length);
  return short.length >= SHORTEST && long.endsWith(short);
}

/** What to look for: the search knows a number by the groups it was written in, so its end is looked for too. */
export function lookedFor(typed: string): string[] {
  const words = typed.trim();
  if (!isPhone(words)) return [words];
  return [...new Set([words, digitsOf(words), digitsOf(words).slice(-SHORTEST)])];
}
