// The screens by their paths. What a screen needs to know stands in the path; `:name` becomes a property of it.
import type { Component } from "svelte";

/** The places of the bar at the bottom, which screens belong to. */
export type Place = "/today" | "/find" | "/scan" | "/van" | "/attention";

type Load = () => Promise<{ default: Component<never> }>;

export interface Route {
  path: string;
  place: Place;
  load: Load;
}

const today = (path: string, load: Load): Route => ({ path, place: "/today", load });
const van = (path: string, load: Load): Route => ({ path, place: "/van", load });
const find = (path: string, load: Load): Route => ({ path, place: "/find", load });
const attention = (path: string, load: Load): Route => ({ path, place: "/attention", load });

export const routes: readonly Route[] = [
  today("/today", () => import("../screens/today/Today.svelte")),
  find("/find", () => import("../screens/find/Find.svelte")),
  { path: "/scan", place: "/scan", load: () => import("../screens/scan/Scan.svelte") },
  van("/van", () => import("../screens/van/Van.svelte")),
  attention("/attention", () => import("../screens/attention/Attention.svelte")),

  today("/offers", () => import("../screens/offers/Offers.svelte")),
  today("/take", () => import("../screens/take/Take.svelte")),
  today("/job/:order", () => import("../screens/job/Job.svelte")),
  today("/job/:visit/confirm", () => import("../screens/job/Confirm.svelte")),
  today("/job/:visit/hand-over", () => import("../screens/job/HandOver.svelte")),
  today("/order/new", () => import("../screens/order/NewOrder.svelte")),
  today("/visit/:visit", () => import("../screens/visit/Visit.svelte")),
  today("/visit/:visit/step/:step", () => import("../screens/visit/Step.svelte")),
  today("/visit/:visit/parts", () => import("../screens/parts/Parts.svelte")),
  today("/visit/:visit/parts/use", () => import("../screens/parts/UsePart.svelte")),
  today("/visit/:visit/time", () => import("../screens/time/Time.svelte")),
  today("/visit/:visit/photos", () => import("../screens/photo/Photos.svelte")),
  today("/visit/:visit/photo/:hash", () => import("../screens/photo/Photo.svelte")),
  today("/visit/:visit/findings", () => import("../screens/findings/Findings.svelte")),
  today("/visit/:visit/notes", () => import("../screens/findings/Notes.svelte")),
  today("/visit/:visit/help", () => import("../screens/help/Help.svelte")),
  today("/visit/:visit/charges", () => import("../screens/charges/Charges.svelte")),
  today("/visit/:visit/acceptance", () => import("../screens/acceptance/Acceptance.svelte")),
  today("/visit/:visit/sign/:over/:entry", () => import("../screens/acceptance/Sign.svelte")),
  today("/visit/:visit/report", () => import("../screens/report/Report.svelte")),
  today("/visit/:visit/rating", () => import("../screens/rating/Rating.svelte")),

  find("/device/new", () => import("../screens/device/NewDevice.svelte")),
  find("/device/:device", () => import("../screens/device/Device.svelte")),
  find("/article/:article", () => import("../screens/findings/Article.svelte")),

  van("/van/request", () => import("../screens/van/RequestParts.svelte")),
  van("/van/requests/:request", () => import("../screens/van/PartRequest.svelte")),
  van("/van/parcels/:issue", () => import("../screens/van/Parcel.svelte")),
  van("/van/count", () => import("../screens/van/Count.svelte")),
  van("/van/return", () => import("../screens/van/ReturnParts.svelte")),
  van("/van/hand-over", () => import("../screens/van/HandOverParts.svelte")),
  van("/van/take-over", () => import("../screens/van/TakeOver.svelte")),

  attention("/sync", () => import("../screens/sync/Sync.svelte")),
  attention("/settings", () => import("../screens/settings/Settings.svelte")),
  attention("/about", () => import("../screens/settings/About.svelte")),
  attention("/enrol", () => import("../screens/enrol/Enrol.svelte")),
];

export interface Found {
  route: Route;
  given: Record<string, string>;
}

/** The screen of a path; what stands behind `?` is given to it, too. */
export function routeOf(path: string): Found | undefined {
  const [way = "", question = ""] = path.split("?");
  const parts = way.split("/");
  for (const route of routes) {
    const wanted = route.path.split("/");
    if (wanted.length !== parts.length) continue;
    const given: Record<string, string> = {};
    const fits = wanted.every((name, index) => {
      const part = parts[index] ?? "";
      if (!name.startsWith(":")) return name === part;
      given[name.slice(1)] = decodeURIComponent(part);
      return part !== "";
    });
    if (fits) return { route, given: { ...Object.fromEntries(new URLSearchParams(question)), ...given } };
  }
  return undefined;
}

/** The path is a place itself: there the list on the left of a tablet is what is worked with, and nothing stands beside it. */
export function isPlace(path: string): boolean {
  const found = routeOf(path);
  return found === undefined || found.route.path === found.route.place;
}
