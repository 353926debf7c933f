// Rows as a table file that office programs open without asking: UTF-8 with its mark, every field quoted.

const MARK = "\ufeff";
/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function field(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

export function csv(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  return MARK + [titles, ...rows].map((row) => row.map(field).join(",")).join("\r\n") + "\r\n";
}

/** Gives the file to whoever sits there. */
export function hand(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
