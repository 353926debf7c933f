import { render, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { isThere, press, type } from "$kit/testing/person.ts";
import { answer, Refused, told } from "../../testing/server.ts";
import CustomerForm from "./CustomerForm.svelte";
import { newCustomer } from "./blank.ts";

const ID = "01HF0000000000000000000CST";
const seen = { ...newCustomer("01HF000000000000000000000B").body, name: { zh: "示例医院", en: "Example Hospital" }, grade: "A" };

test("what two changed is asked once, what one changed is taken from that one", async () => {
  let etag = '"1.2"';
  answer("GET", /^\/v1\/search/, () => ({ items: [] }));
  answer("GET", /^\/v1\/records\/customer\//, () => ({ id: ID, word: "customer", href: "", etag: '"1.2"', body: { ...seen, grade: "B", phone: "5555 0310" } }));
  answer("PUT", /^\/v1\/records\/customer\//, ({ headers, body }) => {
    if (headers.get("if-match") !== etag) throw new Refused(412, "stale", "if-match");
    etag = '"1.3"';
    return { id: ID, word: "customer", href: "", etag, body };
  });
  const saved: string[] = [];
  render(CustomerForm, { held: { id: ID, etag: '"1.1"', body: seen }, onclose: () => undefined, onsaved: (one) => saved.push(one.etag) });
  await type("Grade", "A+");
  await press("Save");
  await waitFor(() => expect(isThere("Somebody changed the same thing")).toBe(true));
  await press("Keep yours");
  await press("Save");
  await waitFor(() => expect(saved).toEqual(['"1.3"']));
  expect(told("PUT").at(-1)?.body).toMatchObject({ grade: "A+", phone: "5555 0310" });
});
