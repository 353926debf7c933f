import { expect, test } from "vitest";
import { type Delivery, errorOf, eventSaid, readable, standingOf, type Webhook } from "./webhooks.ts";

const webhook = (given: Partial<Webhook> = {}): Webhook => ({
  id: "01HF000000000000000000000W",
  href: "",
  etag: '"1"',
  name: "ERP",
  url: "https://erp.example/hook",
  events: [],
  is_enabled: true,
  disabled_because: null,
  failing_since: null,
  old_secret_until: null,
  created_by: "01HF000000000000000000000A",
  created: null,
  ...given,
});
const delivery = (given: Partial<Delivery>): Delivery => ({
  id: "01HF000000000000000000000D",
  event: "e",
  kind: "visit.signed",
  body: "{}",
  state: "waiting",
  attempts: 1,
  created: null,
  last_attempt: null,
  next_attempt: null,
  status: null,
  error: null,
  ...given,
});

test("what the server disabled is told from what a person did", () => {
  const said = (given: Partial<Webhook>) => standingOf(webhook(given)).said;
  expect(said({})).toBe("setup-webhook-on");
  expect(said({ failing_since: "2026-11-30T08:00:00Z" })).toBe("setup-webhook-failing");
  expect(said({ is_enabled: false })).toBe("setup-webhook-off");
  expect(said({ is_enabled: false, disabled_because: "gone" })).toBe("setup-webhook-disabled-gone");
  expect(said({ is_enabled: false, disabled_because: "tired" })).toBe("setup-webhook-disabled-other");
});

test("an answer is said by its number, everything else in words", () => {
  expect(errorOf(delivery({ error: "answered", status: 500 }))).toBe("setup-delivery-answered");
  expect(errorOf(delivery({ error: "timeout" }))).toBe("setup-delivery-timeout");
  expect(errorOf(delivery({ error: "moon" }))).toBe("setup-delivery-failed");
  expect(errorOf(delivery({}))).toBeUndefined();
});

test("a message is read in lines, and one that is no JSON as it came", () => {
  expect(readable('{"type":"visit.signed"}')).toBe('{\n  "type": "visit.signed"\n}');
  expect(readable("hello")).toBe("hello");
  expect(eventSaid("webhook.test")).toBe("setup-event-test");
  expect(eventSaid("moon.risen")).toBeUndefined();
});
