// The places of the console, who has them, and the screens by their paths. `:name` becomes a property of the screen.
import Bell from "@lucide/svelte/icons/bell";
import BookOpen from "@lucide/svelte/icons/book-open";
import Building2 from "@lucide/svelte/icons/building-2";
import Boxes from "@lucide/svelte/icons/boxes";
import CalendarRange from "@lucide/svelte/icons/calendar-range";
import ClipboardList from "@lucide/svelte/icons/clipboard-list";
import Columns3 from "@lucide/svelte/icons/columns-3";
import Inbox from "@lucide/svelte/icons/inbox";
import ListChecks from "@lucide/svelte/icons/list-checks";
import MapPinned from "@lucide/svelte/icons/map-pinned";
import Microwave from "@lucide/svelte/icons/microwave";
import ScanSearch from "@lucide/svelte/icons/scan-search";
import Settings from "@lucide/svelte/icons/settings";
import Users from "@lucide/svelte/icons/users";
import type { Component } from "svelte";
import type { Type } from "../api/api.ts";
import { routes as articles } from "../screens/articles/routes.ts";
import { routes as attention } from "../screens/attention/routes.ts";
import { routes as customers } from "../screens/customers/routes.ts";
import { routes as devices } from "../screens/devices/routes.ts";
import { routes as orders } from "../screens/orders/routes.ts";
import { routes as people } from "../screens/people/routes.ts";
import { routes as planning } from "../screens/planning/routes.ts";
import { routes as procedures } from "../screens/procedures/routes.ts";
import { routes as requests } from "../screens/requests/routes.ts";
import { routes as review } from "../screens/review/routes.ts";
import { routes as setup } from "../screens/setup/routes.ts";
import { routes as stock } from "../screens/stock/routes.ts";

type Counted = Exclude<keyof Type<"Counts">, "is_backup_due">;

export interface Place {
  path: string;
  /** Key of its name in the catalogue. */
  name: string;
  icon: Component;
  /** Shown to whoever may read this word. */
  word: string;
  /** After `g`. */
  key: string;
  /** What else belongs to it. */
  also?: string;
  count?: Counted;
}

export const PLACES: readonly Place[] = [
  { path: "/requests", name: "console-place-requests", icon: Inbox, word: "request", key: "q", count: "requests" },
  { path: "/orders", name: "console-place-orders", icon: ClipboardList, word: "work_order", key: "o", count: "unassigned" },
  { path: "/board", name: "console-place-board", icon: Columns3, word: "work_order", key: "b", count: "overdue" },
  { path: "/planning", name: "console-place-planning", icon: CalendarRange, word: "work_order", key: "p" },
  { path: "/map", name: "console-place-map", icon: MapPinned, word: "work_order", key: "m" },
  { path: "/review", name: "console-place-review", icon: ScanSearch, word: "visit", key: "r", count: "to_review" },
  { path: "/attention", name: "console-place-attention", icon: Bell, word: "work_order", key: "a", count: "attention" },
  { path: "/devices", name: "console-place-devices", icon: Microwave, word: "device", key: "d" },
  { path: "/customers", name: "console-place-customers", icon: Building2, word: "customer", key: "e", also: "/sites" },
  { path: "/procedures", name: "console-place-procedures", icon: ListChecks, word: "procedure", key: "c" },
  { path: "/articles", name: "console-place-articles", icon: BookOpen, word: "article", key: "k", also: "/bulletins" },
  { path: "/stock", name: "console-place-stock", icon: Boxes, word: "stock_location", key: "s", count: "part_requests" },
  { path: "/people", name: "console-place-people", icon: Users, word: "user", key: "u" },
  { path: "/setup", name: "console-place-setup", icon: Settings, word: "settings", key: "," },
];

type Load = () => Promise<{ default: Component<never> }>;

export interface Route {
  path: string;
  load: Load;
}

/** The first that fits is shown. A screen belongs to the place that its path begins with. */
export const ROUTES: readonly Route[] = [
  ...articles,
  ...attention,
  ...customers,
  ...devices,
  ...orders,
  ...people,
  ...planning,
  ...procedures,
  ...requests,
  ...review,
  ...setup,
  ...stock,
];

export interface Found {
  route: Route;
  given: Record<string, string>;
}

export function routeOf(path: string): Found | undefined {
  const parts = (path.split("?")[0] ?? "").split("/").filter(Boolean);
  for (const route of ROUTES) {
    const wanted = route.path.split("/").filter(Boolean);
    if (wanted.length !== parts.length) continue;
    const given: Record<string, string> = {};
    const fits = wanted.every((part, index) => {
      const is = parts[index] ?? "";
      if (!part.startsWith(":")) return part === is;
      given[part.slice(1)] = decodeURIComponent(is);
      return true;
    });
    if (fits) return { route, given };
  }
  return undefined;
}
