import { expect, test } from "vitest";
import type { Type } from "$api/api.ts";
import { BLANK, lacking, madeFor, newOrder, serving } from "./order.ts";

const SHANGHAI = "Asia/Shanghai";

test("an order needs a title and one of device, site and customer; a window that is begun must be whole", () => {
  expect(lacking(BLANK, null)).toEqual(["place", "title"]);
  expect(lacking({ ...BLANK, device: "chiller", title: "Alarm", day: "2026-12-01" }, null)).toEqual(["window"]);
  expect(lacking({ ...BLANK, customer: "hospital", title: "Alarm" }, null)).toEqual([]);
});

test("a window is by the clock at the site, skills are a list", () => {
  const made = newOrder({ ...BLANK, title: " Alarm ", device: "chiller", day: "2026-12-01", from: "08:00", to: "12:00", skills: "hvac，refrigerant" }, SHANGHAI);
  expect(made).toMatchObject({ title: "Alarm", window_start: "2026-12-01T00:00:00.000Z", window_end: "2026-12-01T04:00:00.000Z", required_skills: ["hvac", "refrigerant"], team: null });
});

test("the procedure of the model comes first, in its newest version; others' and retired ones are not offered", () => {
  const procedure = (number: string, revision: number, kinds: string[], models: string[], is_retired = false) => ({ body: { number, revision, kinds, models, is_retired } as Type<"Procedure"> });
  const all = [procedure("ANY", 1, [], []), procedure("CH", 1, ["repair"], ["LC-500"]), procedure("CH", 2, ["repair"], ["LC-500"]), procedure("CT", 1, ["repair"], ["HZ-CT64"]), procedure("OLD", 9, ["repair"], ["LC-500"], true), procedure("M", 1, ["maintain"], [])];
  expect(serving(all, "repair", "LC-500").map(({ body }) => `${body.number} ${body.revision}`)).toEqual(["CH 2", "ANY 1"]);
  const named = all.map((one) => ({ ...one, id: `${one.body.number}/${one.body.revision}` }));
  expect(madeFor(named, "repair", "LC-500")).toBe("CH/2");
  expect([madeFor(named, "maintain", "LC-500"), madeFor(named, "repair", ""), madeFor(named, "repair", "LC-9")]).toEqual([null, null, null]);
});
