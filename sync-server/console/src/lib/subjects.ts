// What history is about, written `visit/01HF…`, and where the console shows it.
const PLACES: Record<string, string> = {
  work_order: "/orders",
  request: "/requests",
  visit: "/review",
  device: "/devices",
  part: "/stock/parts",
  part_request: "/stock/requests",
  stock_location: "/stock/locations",
  procedure: "/procedures",
  article: "/articles",
  user: "/people/users",
  field_device: "/people/field-devices",
  organisation: "/people/organisations",
  team: "/people/teams",
  customer: "/customers",
  site: "/sites",
  contract: "/setup/contracts",
};

export function wordOf(subject: string): string {
  return subject.split("/")[0] ?? "";
}

export function idOf(subject: string): string {
  return subject.split("/")[1] ?? "";
}

/** Nothing where no screen shows it. */
export function placeOf(subject: string): string | undefined {
  const place = PLACES[wordOf(subject)];
  return place ? `${place}/${idOf(subject)}` : undefined;
}
