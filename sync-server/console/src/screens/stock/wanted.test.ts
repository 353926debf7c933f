import { describe, expect, it } from "vitest";
import { BLANK, lacking, sentAs, wanted, type Typed } from "./wanted.ts";

const line = (part: string | null, typed: string, note = "") => ({ part, typed, note });
const typed = (more: Partial<Typed>): Typed => ({ ...BLANK, user: "chen", ...more });

describe("parts that the desk asks for", () => {
  it("lack what was not written, and rows that nobody filled in are no lines", () => {
    expect(lacking(BLANK)).toEqual(["lines", "whom"]);
    expect(lacking(typed({ lines: [line("pump", "2"), line(null, "1")] }))).toEqual([]);
    expect(lacking(typed({ lines: [line("pump", ""), line(null, "1", "the long one"), line("seal", "0")] }))).toEqual(["quantity-0", "part-1", "quantity-2"]);
  });

  it("are sent in thousandths, and an answer about a line finds its row", () => {
    const asked = typed({ lines: [line(null, "1"), line("pump", "1.5", " both ")], note: " " });
    expect(wanted(asked)).toMatchObject({ user: "chen", location: null, note: null, needed_by: null, lines: [{ part: "pump", quantity: 1500, note: "both" }] });
    expect([sentAs(asked.lines, 1), sentAs(asked.lines, 0)]).toEqual([0, undefined]);
  });
});
