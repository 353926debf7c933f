// Codes are called in small letters, for they stand within sentences; at the beginning of a line they begin with a capital.

export function capital(text: string): string {
  const [first = "", ...rest] = text;
  return first.toLocaleUpperCase() + rest.join("");
}
