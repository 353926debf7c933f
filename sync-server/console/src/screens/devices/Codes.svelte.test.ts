import { render, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { choose, field, isThere, keys, press, type } from "$kit/testing/person.ts";
import { answer, Refused, told } from "../../testing/server.ts";
import Codes from "./Codes.svelte";
import type { DeviceBody } from "./device.ts";

const ID = "01HF00000000000000000000DE";
const body = (more: Partial<DeviceBody> = {}) => ({ codes: [], bindings: [], code_history: [], ...more }) as unknown as DeviceBody;

test("a hand scanner types and ends with Enter: the code is bound, and the field is ready for the next one", async () => {
  answer("POST", /\/codes$/, () => ({ body: {} }));
  render(Codes, { id: ID, body: body(), mayEdit: true });
  await type("Bind a code", "HTTPS://ONSITE.EXAMPLE/D/YGEMDVTSWGH2");
  await keys("{Enter}");
  await waitFor(() => expect(isThere("is bound")).toBe(true));
  expect(told("POST").map(({ body }) => body)).toEqual([{ code: "HTTPS://ONSITE.EXAMPLE/D/YGEMDVTSWGH2" }]);
  expect(field("Bind a code").value).toBe("");
});

test("a code that another device has stays typed, and the other device is one press away", async () => {
  answer("POST", /\/codes$/, () => {
    throw new Refused(409, "id_taken", "code", "it is on device X");
  });
  answer("GET", /^\/v1\/device-codes\//, () => ({ devices: [{ id: "01HF00000000000000000000DX" }] }));
  render(Codes, { id: ID, body: body(), mayEdit: true });
  await type("Bind a code", "YGEMDVTSWGH2");
  await keys("{Enter}");
  await waitFor(() => expect(document.querySelector('a[href="/devices/01HF00000000000000000000DX"]')).not.toBeNull());
  expect(field("Bind a code").value).toBe("YGEMDVTSWGH2");
});

test("a code is taken off with a reason, never without", async () => {
  answer("POST", /\/codes\/release$/, () => ({ body: {} }));
  render(Codes, { id: ID, body: body({ codes: ["YGEMDVTSWGH2"] }), mayEdit: true });
  await press("Take off YGEM-DVTS-WGH2");
  await press("Take off");
  expect(told("POST")).toEqual([]);
  expect(isThere("Say why")).toBe(true);
  await press("Label came off");
  await press("Take off");
  await waitFor(() => expect(told("POST").map(({ body }) => body)).toEqual([{ code: "YGEMDVTSWGH2", reason: "Label came off", is_mistake: false }]));
});

test("a code that was never on the device is said to be a mistake: it may be bound where it is", async () => {
  answer("POST", /\/codes\/release$/, () => ({ body: {} }));
  render(Codes, { id: ID, body: body({ codes: ["YGEMDVTSWGH2"] }), mayEdit: true });
  await press("Take off YGEM-DVTS-WGH2");
  await choose("Bound by mistake");
  await press("It is on another device");
  await press("Take off");
  await waitFor(() => expect(told("POST").map(({ body }) => body)).toEqual([{ code: "YGEMDVTSWGH2", reason: "It is on another device", is_mistake: true }]));
});

test("whoever may not write devices is offered nothing", () => {
  render(Codes, { id: ID, body: body({ codes: ["YGEMDVTSWGH2"] }), mayEdit: false });
  expect(document.querySelectorAll("input, [type=submit], .tool")).toHaveLength(0);
});
