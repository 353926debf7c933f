// What stands on the map: places with open orders, where engineers were last, today's routes, and lines of longitude and latitude as a help.
import type { Type } from "$api/api.ts";
import type { Text } from "$kit/words/words.svelte.ts";
import { ms } from "$lib/times.ts";
import type { Engineer, Visit } from "./timeline.ts";

export type Point = [longitude: number, latitude: number];

export interface OpenOrder {
  id: string;
  number: string;
  title: string;
  status: string;
  promisedMs: number | null;
  /** Nobody goes yet. */
  isWaiting: boolean;
}

export interface SitePlace {
  id: string;
  name: Text;
  address: Text;
  customer: Text;
  at: Point | null;
  /** Those that are promised first; there may be more. */
  orders: OpenOrder[];
  count: number;
  isLate: boolean;
  isWaiting: boolean;
}

export interface Stop {
  visit: string;
  order: string | null;
  number: string;
  title: string;
  status: string;
  site: Text;
  startMs: number | null;
  at: Point | null;
}

export interface Person {
  id: string;
  name: Text;
  /** Where they last pressed, to about a kilometre; nothing where they did not let it be known. */
  last: { at: Point; atMs: number | null } | null;
  base: Point | null;
  stops: Stop[];
}

const DEGREES = 1_000_000;

export function pointOf(coordinates: Type<"Coordinates"> | null | undefined): Point | null {
  return coordinates ? [coordinates.longitude_udeg / DEGREES, coordinates.latitude_udeg / DEGREES] : null;
}

/** Places where something is still to be done, as the server ranks them: what is late first, then what nobody goes for. */
export function sitesOf(sites: readonly Type<"WorkSite">[]): SitePlace[] {
  return sites.map(({ site, customer, open, unassigned, overdue, orders }) => ({
    id: site.id,
    name: site.name,
    address: site.address,
    customer: customer?.name ?? {},
    at: pointOf(site.coordinates),
    orders: orders.map((order) => ({ id: order.id, number: order.number ?? "", title: order.title ?? "", status: order.status, promisedMs: ms(order.promised_resolution), isWaiting: order.lacks_lead })),
    count: open,
    isLate: overdue > 0,
    isWaiting: unassigned > 0,
  }));
}

/** Engineers with the day's visits in the order in which they are driven. */
export function peopleOf(engineers: readonly Engineer[], visits: readonly Visit[]): Person[] {
  const sites = new Map(visits.map(({ visit, site }) => [visit, pointOf(site?.coordinates)]));
  return engineers.map((one) => ({
    id: one.id,
    name: one.name,
    last: one.last_place ? { at: pointOf(one.last_place.coordinates) as Point, atMs: ms(one.last_place.at) } : null,
    base: pointOf(one.base),
    stops: one.visits.map((visit) => ({
      visit: visit.visit,
      order: visit.work_order,
      number: visit.number ?? "",
      title: visit.title ?? "",
      status: visit.status,
      site: visit.site?.name ?? visit.customer?.name ?? {},
      startMs: ms(visit.start),
      at: sites.get(visit.visit) ?? null,
    })),
  }));
}

export interface Feature {
  type: "Feature";
  properties: Record<string, string | number | boolean>;
  geometry: { type: "Point"; coordinates: Point } | { type: "LineString"; coordinates: Point[] };
}
export interface Features {
  type: "FeatureCollection";
  features: Feature[];
}

const collection = (features: Feature[]): Features => ({ type: "FeatureCollection", features });
const point = (at: Point, properties: Feature["properties"]): Feature => ({ type: "Feature", properties, geometry: { type: "Point", coordinates: at } });
const line = (coordinates: Point[], properties: Feature["properties"]): Feature => ({ type: "Feature", properties, geometry: { type: "LineString", coordinates } });

export function siteFeatures(sites: readonly SitePlace[], said: (text: Text) => string): Features {
  return collection(sites.flatMap((site) => (site.at ? [point(site.at, { id: site.id, name: said(site.name), count: site.count, late: site.isLate ? 1 : 0, waiting: site.isWaiting ? 1 : 0 })] : [])));
}

export function personFeatures(people: readonly Person[], said: (text: Text) => string): Features {
  return collection(people.flatMap(({ id, name, last, base }) => (last ? [point(last.at, { id, name: said(name), kind: "last" })] : base ? [point(base, { id, name: said(name), kind: "base" })] : [])));
}

/** A line from stop to stop, and at each place the numbers of its stops. */
export function routeFeatures(people: readonly Person[]): Features {
  return collection(
    people.flatMap(({ id, base, stops }) => {
      const known = stops.flatMap(({ at }) => (at ? [at] : []));
      if (known.length === 0) return [];
      const way = base ? [base, ...known] : known;
      const numbers = new Map<string, { at: Point; numbers: number[] }>();
      stops.forEach(({ at }, place) => {
        if (!at) return;
        const here = numbers.get(at.join()) ?? { at, numbers: [] };
        numbers.set(at.join(), here);
        here.numbers.push(place + 1);
      });
      return [...(way.length > 1 ? [line(way, { id })] : []), ...[...numbers.values()].map((here) => point(here.at, { id, number: here.numbers.join(", ") }))];
    }),
  );
}

/** South-west and north-east of everything; nothing where nothing has a place. */
export function boundsOf(points: readonly Point[]): [Point, Point] | null {
  if (points.length === 0) return null;
  const [lng, lat] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return [
    [Math.min(...lng), Math.min(...lat)],
    [Math.max(...lng), Math.max(...lat)],
  ];
}

const STEPS = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005];
/** About so many lines from one side to the other. */
const LINES = 4;

export function degrees(value: number, isLatitude: boolean): string {
  const sign = value === 0 ? "" : isLatitude ? (value > 0 ? "N" : "S") : value > 0 ? "E" : "W";
  return `${Number(Math.abs(value).toFixed(3))}° ${sign}`.trim();
}

/** Lines of longitude and latitude over what is in sight, with what each is called at its edge. */
export function graticule([[west, south], [east, north]]: [Point, Point]): Features {
  const step = STEPS.find((one) => (east - west) / one >= LINES) ?? STEPS.at(-1) ?? 1;
  const from = (low: number) => Math.ceil(low / step);
  const features: Feature[] = [];
  for (let at = from(west); at * step <= east; at += 1) {
    const x = at * step;
    features.push(line([[x, south], [x, north]], {}), point([x, north], { name: degrees(x, false), side: "top" }));
  }
  for (let at = from(Math.max(south, -85)); at * step <= Math.min(north, 85); at += 1) {
    const y = at * step;
    features.push(line([[west, y], [east, y]], {}), point([west, y], { name: degrees(y, true), side: "left" }));
  }
  return collection(features);
}
