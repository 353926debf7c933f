import { expect, test } from "vitest";
import { boundsOf, degrees, graticule, peopleOf, personFeatures, pointOf, routeFeatures, sitesOf, siteFeatures, type Person } from "./map.ts";
import type { Engineer, Visit } from "./timeline.ts";

const said = (text: { en?: string }) => text.en ?? "";
const place = (id: string, lng: number, lat: number) => ({ id, name: { en: id, zh: "" }, address: { en: "", zh: "" }, coordinates: { longitude_udeg: lng * 1e6, latitude_udeg: lat * 1e6 } });
const order = (id: string, more = {}) => ({ id, number: `WO-${id}`, title: id, status: "scheduled", is_open: true, promised_resolution: null, ...more });
const visit = (id: string, site: ReturnType<typeof place> | null, work_order: object, lead: object | null = { id: "lin", name: {} }) => ({ visit: id, site, work_order, lead, customer: null }) as unknown as Visit;

test("a place tells how many orders wait there, also those that are not named", () => {
  const there = { ...order("1", { promised_resolution: "2026-11-30T00:00:00Z" }), priority: null, lead: null, lacks_lead: true, lacks_window: false, window_start: null };
  const sites = sitesOf([
    { site: place("C", 120, 30), customer: { id: "k", name: { en: "Clinic" } }, open: 30, unassigned: 1, overdue: 2, orders: [there] },
    { site: { ...place("A", 121, 31), coordinates: null }, customer: null, open: 1, unassigned: 0, overdue: 0, orders: [] },
  ] as unknown as Parameters<typeof sitesOf>[0]);
  expect(sites.map(({ id, count, isLate, isWaiting, at }) => [id, count, isLate, isWaiting, at])).toEqual([
    ["C", 30, true, true, [120, 30]],
    ["A", 1, false, false, null],
  ]);
  expect(sites[0]?.orders).toMatchObject([{ number: "WO-1", isWaiting: true, promisedMs: Date.parse("2026-11-30T00:00:00Z") }]);
  expect(siteFeatures(sites, said).features).toMatchObject([{ properties: { id: "C", late: 1, count: 30 }, geometry: { coordinates: [120, 30] } }]);
});

test("a route leads from where the day starts over the stops whose place is known", () => {
  const engineer = { id: "lin", name: { en: "Lin" }, base: { longitude_udeg: 121e6, latitude_udeg: 31e6 }, last_place: null, visits: [{ visit: "v1" }, { visit: "v2" }, { visit: "v3" }] } as unknown as Engineer;
  const people = peopleOf([engineer], [visit("v1", place("A", 122, 31), order("1")), visit("v2", null, order("2")), visit("v3", place("B", 123, 31), order("3"))]);
  const { features } = routeFeatures(people);
  expect(features[0]?.geometry.coordinates).toEqual([[121, 31], [122, 31], [123, 31]]);
  expect(features.slice(1).map(({ properties }) => properties.number)).toEqual(["1", "3"]);
  expect(personFeatures(people, said).features[0]?.properties.kind).toBe("base");
});

test("several stops at one place share their numbers", () => {
  const stop = (at: [number, number]) => ({ visit: "", order: null, number: "", title: "", status: "", site: {}, startMs: null, at });
  const { features } = routeFeatures([{ id: "x", name: {}, last: null, base: null, stops: [stop([1, 1]), stop([2, 2]), stop([1, 1])] }]);
  expect(features.slice(1).map(({ properties }) => properties.number)).toEqual(["1, 3", "2"]);
});

test("whoever has no place at all is not on the map", () => {
  const nobody: Person = { id: "x", name: {}, last: null, base: null, stops: [] };
  expect(personFeatures([nobody], said).features).toEqual([]);
  expect(routeFeatures([nobody]).features).toEqual([]);
  expect(boundsOf([])).toBeNull();
  expect(pointOf(null)).toBeNull();
});

test("lines of the globe cover what is in sight and are called by their side of it", () => {
  const { features } = graticule([[-1, -1], [1, 1]]);
  const names = features.flatMap(({ properties }) => (properties.name ? [properties.name] : []));
  expect(names).toContain("0.5° W");
  expect(names).toContain("0°");
  expect(names).toContain("0.5° N");
  expect(features.length).toBeLessThan(60);
  expect(degrees(-121.5, false)).toBe("121.5° W");
});
