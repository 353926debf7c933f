import { render, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { isThere, keys, press, type } from "$kit/testing/person.ts";
import { session } from "../../api/session.svelte.ts";
import CustomerForm from "../../screens/customers/CustomerForm.svelte";
import { newCustomer } from "../../screens/customers/blank.ts";
import { answered, choice, definition, ID } from "../../testing/own.ts";
import { answer, Refused, told } from "../../testing/server.ts";
import OwnInPlace from "./OwnInPlace.svelte";

const FIELDS = [
  definition("A", { label: { zh: "合同编号", en: "Contract code" }, is_required: true, sort: 1 }),
  definition("B", { label: { zh: "等级", en: "Tier" }, kind: "choice", choices: [choice("gold", "金", "Gold")], sort: 2 }),
  definition("C", { label: { zh: "楼层", en: "Floor" }, kind: "number", extends: "device", unit: "m" }),
];
/** As an integration writes it: without what it does not say. */
const bare = (all: typeof FIELDS) => all.map(({ order_kinds: _, hint: __, ...said }) => said as (typeof FIELDS)[number]);
const asked = () => {
  if (session.now) session.now.reads = { field_definition: "everything" };
  answer("GET", /^\/v1\/records\/field_definition\?/, () => answered(bare(FIELDS)));
};
const bodies = (method: string) => told(method).map(({ body }) => body);

test("a new customer is not saved without what the company requires, which is said at the field", async () => {
  asked();
  answer("PUT", /^\/v1\/records\/customer\//, ({ body }) => ({ id: "x", etag: '"1.1"', word: "customer", href: "", body }));
  render(CustomerForm, { held: newCustomer("01HF000000000000000000000B"), onclose: () => undefined });
  await waitFor(() => expect(screen.getByLabelText("Contract code (required)")).toBeTruthy());
  await press("Save");
  await waitFor(() => expect(isThere("This must be filled in.")).toBe(true));
  expect(screen.getByLabelText("Contract code (required)").getAttribute("aria-invalid")).toBe("true");
  expect(told("PUT")).toEqual([]);
  await type("Contract code (required)", "HC-77");
  await press("Save");
  await waitFor(() => expect(bodies("PUT")).toMatchObject([{ ext: { [ID("A")]: "HC-77" } }]));
});

test("what the server says of a value stands at its field, which is still typed in", async () => {
  asked();
  answer("PATCH", /^\/v1\/devices\//, () => {
    throw new Refused(422, "out_of_range", `ext.${ID("C")}`, "0 to 10");
  });
  render(OwnInPlace, { word: "device", id: "01HF00000000000000000000RD", ext: { [ID("C")]: "3" }, heads: ["h1"], mayEdit: true });
  await waitFor(() => expect(isThere("3")).toBe(true));
  await press("Change Floor");
  await type("Floor", "30");
  await keys("{Enter}");
  await waitFor(() => expect(isThere("0 to 10")).toBe(true));
  expect(bodies("PATCH")).toEqual([{ fields: { [`ext.${ID("C")}`]: "30" }, heads: ["h1"] }]);
  expect(screen.getByLabelText<HTMLInputElement>("Floor").value).toBe("30");
});
