// What history is about, written `visit/01HF…`, and the screen that shows it.
import type { Type } from "../door/door.ts";

export type Subject = Type<"Subject">;

export function wordOf(subject: Subject): string {
  return subject.split("/")[0] ?? "";
}

export function idOf(subject: Subject): string {
  return subject.split("/")[1] ?? "";
}

/** Where it is shown; nothing where no screen of this app shows it. */
export function pathOf(subject: Subject): string | undefined {
  const id = idOf(subject);
  switch (wordOf(subject)) {
    case "visit":
      return `/visit/${id}`;
    case "work_order":
      return `/job/${id}`;
    case "device":
      return `/device/${id}`;
    case "part_request":
      return `/van/requests/${id}`;
    case "article":
      return `/article/${id}`;
    case "stock_location":
      return "/van";
    case "field_device":
      return "/settings";
    default:
      return undefined;
  }
}
