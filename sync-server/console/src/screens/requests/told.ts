// What somebody on the telephone has told so far, and what follows from each thing that is found.
import type { Type } from "$api/api.ts";
import { isSpoken } from "./story.ts";

export interface Attached {
  hash: string;
  name: string;
  media_type: string;
  size_bytes: number;
}

export interface Told {
  customer: string | null;
  site: string | null;
  contact: string | null;
  device: string | null;
  /** As scanned or typed, where no device is known by it. */
  deviceCode: string;
  name: string;
  phone: string;
  channel: Type<"Channel">;
  words: string;
  priority: Type<"Priority"> | "";
  isStopped: boolean;
  fault: string;
  remarks: string;
  kind: string;
  files: Attached[];
  /** What the company asks for beside. */
  ext: Record<string, unknown>;
  /** Drawn at the first press, so that pressing again after no answer takes down the same request. */
  sent: { id: string; ms: number } | null;
}

export const NOTHING: Told = {
  customer: null, site: null, contact: null, device: null, deviceCode: "", name: "", phone: "", channel: "phone", words: "",
  priority: "", isStopped: false, fault: "", remarks: "", kind: "repair", files: [], ext: {}, sent: null,
};

type Named = { zh?: string; en?: string };
const either = ({ zh, en }: Named) => zh || en || "";

/** A caller who is known: their customer, their site where there is only one. What was typed as the number stays. */
export function withContact(told: Told, id: string, contact: Type<"Contact">): Told {
  const isOther = told.customer !== contact.customer;
  const [onlySite] = contact.sites.length === 1 ? contact.sites : [];
  return {
    ...told,
    contact: id,
    customer: contact.customer,
    site: isOther ? (onlySite ?? null) : (told.site ?? onlySite ?? null),
    device: isOther ? null : told.device,
    name: either(contact.name),
    phone: told.phone || contact.phones[0] || "",
  };
}

/** A device knows where it stands and whose it is; a caller of the same customer stays, whoever they are. */
export function withDevice(told: Told, id: string, device: Type<"DeviceRecord">): Told {
  const isOther = told.customer !== null && told.customer !== device.customer;
  return {
    ...told,
    device: id,
    deviceCode: "",
    customer: device.customer,
    site: device.site ?? (isOther ? null : told.site),
    contact: !isOther && told.contact ? told.contact : told.name ? null : device.contact,
  };
}

export function withCustomer(told: Told, id: string | null): Told {
  return told.customer === id ? told : { ...told, customer: id, site: null, contact: null, device: null };
}

export function withSite(told: Told, id: string, site: Pick<Type<"Site">, "customer">): Told {
  return { ...withCustomer(told, site.customer), site: id };
}

const TITLE_CHARS_MAX = 60;

/** A title for the order: the first sentence of the words. */
export function titleOf(words: string): string {
  const [first = ""] = words.trim().split(/[\n。！？!?]|\.\s/u);
  const letters = [...first.trim()];
  return letters.length > TITLE_CHARS_MAX ? `${letters.slice(0, TITLE_CHARS_MAX - 1).join("").trimEnd()}…` : letters.join("");
}

/** The record as it is taken down. A call that somebody takes is the first response to it; a letter that is filed is none. */
export function requestOf(told: Told, user: string, stoppedRemark: string): Partial<Type<"Request">> {
  const sent = told.sent ?? { id: "", ms: 0 };
  const taken = { id: sent.id, at_ms: sent.ms, direction: "inbound", channel: told.channel, user, contact: told.contact, words: "", is_reached: true, attachments: [] } as const;
  return {
    channel: told.channel,
    received_ms: sent.ms,
    customer: told.customer,
    site: told.site,
    contact: told.contact,
    device: told.device,
    device_code: told.deviceCode.trim(),
    reporter_name: told.name.trim(),
    reporter_phone: told.phone.trim(),
    words: told.words.trim(),
    priority: told.priority || null,
    fault_code: told.fault,
    attachments: told.files.map(({ hash, ...file }) => ({ ...file, blob: hash, purpose: "picture" })),
    ext: told.ext,
    interactions: isSpoken(told.channel) ? [{ ...taken, attachments: [] }] : [],
    remarks: [told.isStopped ? stoppedRemark : "", told.remarks.trim()].filter(Boolean).join("\n"),
  };
}
