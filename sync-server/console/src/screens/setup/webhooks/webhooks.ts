// What may be told to another program, and how a webhook and its messages stand.
import type { Type } from "$api/api.ts";
import type { Tone } from "$kit/tone.ts";
import type { Choice } from "../form/field.ts";

export type Webhook = Type<"WebhookRow">;
export type Delivery = Type<"DeliveryRow">;

export interface Wanted {
  name: string;
  url: string;
  events: string[];
  is_enabled: boolean;
}

export const EVENTS: readonly Choice[] = [
  { value: "request.received", said: "setup-event-request-received" },
  { value: "request.status_changed", said: "setup-event-request-moved" },
  { value: "work_order.created", said: "setup-event-order-made" },
  { value: "work_order.status_changed", said: "setup-event-order-moved" },
  { value: "visit.created", said: "setup-event-visit-made" },
  { value: "visit.status_changed", said: "setup-event-visit-moved" },
  { value: "visit.signed", said: "setup-event-visit-signed" },
  { value: "part_request.changed", said: "setup-event-part-request" },
  { value: "device.changed", said: "setup-event-device" },
  { value: "attention.opened", said: "setup-event-attention-opened" },
  { value: "attention.decided", said: "setup-event-attention-decided" },
];
const TEST: Choice = { value: "webhook.test", said: "setup-event-test" };

/** Key of what people call an event; nothing for one of a newer server. */
export const eventSaid = (kind: string): string | undefined => [...EVENTS, TEST].find(({ value }) => value === kind)?.said;

export const wantedOf = ({ name, url, events, is_enabled }: Webhook): Wanted => ({ name, url, events: [...events], is_enabled });
export const NOTHING: Wanted = { name: "", url: "", events: [], is_enabled: true };

export interface Standing {
  said: string;
  tone: Tone;
}

const DISABLED: Record<string, string> = {
  failing: "setup-webhook-disabled-failing",
  gone: "setup-webhook-disabled-gone",
  too_many_waiting: "setup-webhook-disabled-waiting",
};

/** What the server disabled itself comes before what a person did. */
export function standingOf(webhook: Webhook): Standing {
  if (webhook.disabled_because) return { said: DISABLED[webhook.disabled_because] ?? "setup-webhook-disabled-other", tone: "attention" };
  if (!webhook.is_enabled) return { said: "setup-webhook-off", tone: "quiet" };
  if (webhook.failing_since) return { said: "setup-webhook-failing", tone: "waiting" };
  return { said: "setup-webhook-on", tone: "done" };
}

const STATES: Record<string, Standing> = {
  waiting: { said: "setup-delivery-waiting", tone: "waiting" },
  delivered: { said: "setup-delivery-delivered", tone: "done" },
  given_up: { said: "setup-delivery-given-up", tone: "attention" },
  held: { said: "setup-delivery-held", tone: "attention" },
};

export const stateOf = ({ state }: Delivery): Standing => STATES[state] ?? { said: "setup-delivery-other", tone: "quiet" };

const ERRORS: Record<string, string> = {
  timeout: "setup-delivery-timeout",
  no_connection: "setup-delivery-no-connection",
  broken_off: "setup-delivery-broken-off",
  not_public: "setup-delivery-not-public",
  no_address: "setup-delivery-no-address",
};

/** Key of why the last attempt did not work; the answer's own number is said where there was one. */
export function errorOf({ error, status }: Delivery): string | undefined {
  if (status) return "setup-delivery-answered";
  if (!error) return undefined;
  return ERRORS[error] ?? "setup-delivery-failed";
}

/** A message as people read it; as it came where it is no JSON. */
export function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
