import { alerts, choose, field, isThere, press, problemOf, type } from "$kit/testing/person.ts";
import { render, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { core } from "../../testing/core.ts";
import { done } from "../../testing/samples.ts";
import { t } from "$kit/words/words.svelte.ts";
import PaymentForm from "./PaymentForm.svelte";

const onclose = vi.fn();
const recorded = () => core.heard("record_payment").map(({ given }) => given.payment);
const save = () => press(t("charges-payment-save"));

beforeEach(() => {
  onclose.mockReset();
  core.answers("record_payment", done());
});

async function shows(more: object = {}) {
  const shown = render(PaymentForm, { visit: "visit-1", currency: "CNY", dueMinor: 0, customer: undefined, onclose, ...more });
  await core.settles();
  return shown;
}

test("what is still due stands there, and is recorded in minor units", async () => {
  await shows({ dueMinor: 123_450 });
  expect(field(t("charges-amount-taken")).value).toBe("1234.50");
  await choose(t("charges-method-cash"));
  await save();
  await waitFor(() => expect(recorded()[0]).toMatchObject({ method: "cash", amount: { minor: 123_450, currency: "CNY" } }));
  await waitFor(() => expect(onclose).toHaveBeenCalledOnce());
});

test.each([
  ["1,234.5", 123_450],
  ["￥１２。５", 1_250],
  ["0.01", 1],
])("%j is %i fen", async (typed, minor) => {
  await shows();
  await choose(t("charges-method-card"));
  await type(t("charges-amount-taken"), typed);
  await save();
  await waitFor(() => expect(recorded()[0]?.amount).toEqual({ minor, currency: "CNY" }));
});

test.each(["12.345", "twelve", "1.2.3", "-5"])("%j is no amount: the field says so and nothing is recorded", async (typed) => {
  await shows();
  await choose(t("charges-method-cash"));
  await type(t("charges-amount-taken"), typed);
  expect(problemOf(t("charges-amount-taken")), "nobody is blamed while typing").toBe("");
  await save();
  expect(problemOf(t("charges-amount-taken"))).toBe(t("charges-amount-wrong"));
  expect([recorded(), onclose.mock.calls]).toEqual([[], []]);
});

test("how it was paid is asked for", async () => {
  await shows({ dueMinor: 100 });
  await save();
  expect(alerts()).toEqual([t("charges-method-missing")]);
  expect(recorded()).toEqual([]);
});

test("money that was taken needs an amount, a promise to invoice does not", async () => {
  await shows();
  await choose(t("charges-method-transfer"));
  await save();
  expect(problemOf(t("charges-amount-taken"))).toBe(t("charges-amount-missing"));
  await choose(t("charges-method-invoice"));
  await save();
  await waitFor(() => expect(recorded()[0]).toMatchObject({ method: "invoice", amount: null }));
});

test("what the core refuses stands at its field, and the sheet stays", async () => {
  core.refuses("record_payment", { path: "tax_number", message: "18 characters." });
  await shows({ dueMinor: 100 });
  await choose(t("charges-method-cash"));
  await type(t("charges-tax-number"), "123");
  await save();
  await waitFor(() => expect(problemOf(t("charges-tax-number"))).toBe("18 characters."));
  expect(onclose).not.toHaveBeenCalled();
});

test("what was typed before the app was killed is there again, and gone after it was recorded", async () => {
  core.keepsDraft("visit/visit-1/payment/new", { method: "cash", amount: "88", reference: "", title: "", taxNumber: "" });
  await shows({ dueMinor: 100 });
  await waitFor(() => expect(field(t("charges-amount-taken")).value).toBe("88"));
  expect(isThere(t("draft-came-back"))).toBe(true);
  await save();
  await waitFor(() => expect(onclose).toHaveBeenCalledOnce());
  expect(core.draftAt("visit/visit-1/payment/new")).toBeUndefined();
});
