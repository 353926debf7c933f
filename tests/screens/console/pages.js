// Every page of the console with an address to look at it by. The list is the console's own `routes.ts`: a page that is not
// named here is told by `missing`, so none can be forgotten.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const screens = fileURLToPath(new URL("../../../sync-server/console/src/screens", import.meta.url));

/** The paths that the console knows, like `/orders/:order`. */
export function routes() {
  const areas = readdirSync(screens, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const text = areas.map(({ name }) => readFileSync(`${screens}/${name}/routes.ts`, "utf8")).join("\n");
  return [...text.matchAll(/\bpath: "([^"]+)"/g)].map(([, path]) => path);
}

const SETUP = [
  "company",
  "calendars",
  "order-kinds",
  "fields",
  "fault-codes",
  "maintenance-plans",
  "service-levels",
  "contracts",
  "warranties",
  "service-items",
  "price-lists",
  "questionnaires",
];

/** By whom a page is looked at that is not the manager's: whoever may do most there. */
export const WHO = {
  "/orders/:order": "zheng",
  "/people/users/:user": "qian",
  "/people/organisations/:organisation": "qian",
  "/people/field-devices/:device": "qian",
  "/setup/tokens": "qian",
  "/setup/webhooks": "qian",
  "/setup/webhooks/:webhook": "qian",
  "/setup/import": "qian",
  "/setup/map": "qian",
  "/setup/backups": "qian",
  "/setup/paper": "qian",
  "/stock/requests/:request": "sun",
  "/stock/parts/:part": "sun",
  "/stock/locations/:location": "sun",
  "/stock/locations/:location/:act": "sun",
};

const ONES = {
  "/articles/:article": ["articles"],
  "/bulletins/:bulletin": ["bulletins"],
  "/customers/:customer": ["customers"],
  "/sites/:site": ["sites"],
  "/devices/:device": ["devices"],
  "/orders/:order": ["orders"],
  "/people/users/:user": ["users"],
  "/people/teams/:team": ["teams"],
  "/people/organisations/:organisation": ["organisations"],
  "/people/field-devices/:device": ["fieldDevices"],
  "/procedures/:procedure": ["procedures"],
  "/requests/:request": ["requests"],
  "/review/checklists/:checklist": ["checklists"],
  "/review/:visit": ["visits"],
  "/setup/webhooks/:webhook": ["webhooks"],
  "/stock/requests/:request": ["partRequests"],
  "/stock/parts/:part": ["parts"],
  "/stock/locations/:location": ["locations"],
};

const MORE = {
  "/attention": ({ attention }) => ["/attention", ...attention.map((id) => `/attention?item=${id}`)],
  "/devices/:device/merge": ({ devices }) => [`/devices/${devices[0]}/merge`],
  "/devices/models/:model": ({ models }) => models.map((model) => `/devices/models/${encodeURIComponent(model)}`),
  "/devices/labels": ({ devices }) => ["/devices/labels", `/devices/labels?devices=${devices.join(",")}`],
  "/setup/:part": () => SETUP.map((part) => `/setup/${part}`),
  "/setup/:part/:record": ({ kinds }) => [`/setup/order-kinds/${kinds[0]}`],
  "/stock/locations/:location/:act": ({ warehouses }) => ["count", "receive", "issue", "scrap"].map((act) => `/stock/locations/${warehouses[0]}/${act}`),
};

/** What there is of each, by the API: `ask` answers the body of a path. */
export async function known(ask) {
  const ids = ({ items }) => items.map(({ id }) => id);
  const record = async (word, limit = 1) => ids(await ask(`/v1/records/${word}?limit=${limit}`));
  const { items: orders } = await ask("/v1/work-orders?limit=200");
  const { items: requests } = await ask("/v1/requests?limit=200");
  const { items: visits } = await ask("/v1/visits?limit=200");
  const { items: locations } = await ask("/v1/stock/locations?limit=200");
  const { items: attention } = await ask("/v1/attention?limit=200");
  const of = (location) => location.body.kind;
  return {
    articles: await record("article"),
    bulletins: await record("bulletin"),
    customers: await record("customer"),
    sites: await record("site"),
    devices: ids(await ask("/v1/devices?limit=3")).slice(0, 3),
    models: (await ask("/v1/device-models?limit=1")).items.map(({ model }) => model).slice(0, 1),
    orders: ids({ items: firstOfEach(orders, ({ status }) => status) }),
    users: ids({ items: firstOfEach((await ask("/v1/users?limit=100")).items, ({ roles }) => roles.includes("engineer")) }),
    teams: await record("team"),
    organisations: await record("organisation"),
    fieldDevices: ids(await ask("/v1/field-devices?limit=1")).slice(0, 1),
    procedures: await record("procedure"),
    requests: ids({ items: firstOfEach(requests, ({ status }) => status) }),
    checklists: await record("checklist"),
    visits: ids({ items: firstOfEach(visits, ({ status }) => status) }),
    webhooks: [],
    partRequests: ids(await ask("/v1/part-requests?limit=1")).slice(0, 1),
    parts: await record("part"),
    locations: ids({ items: firstOfEach(locations, of) }),
    warehouses: ids({ items: locations.filter((location) => of(location) === "warehouse") }),
    attention: ids({ items: firstOfEach(attention, ({ kind }) => kind) }),
    kinds: await record("order_kind"),
  };
}

/** Every page as `{ route, path, login }`. */
export function pages(found) {
  return routes().flatMap((route) => {
    const login = WHO[route] ?? "zhao";
    return pathsOf(route, found).map((path) => ({ route, path, login }));
  });
}

/** What is looked at on a phone by whoever is away from the desk. */
export const ON_A_PHONE = new Set([
  "/requests",
  "/requests/new",
  "/requests/:request",
  "/orders",
  "/orders/new",
  "/orders/:order",
  "/board",
  "/planning",
  "/map",
  "/review",
  "/review/:visit",
  "/attention",
  "/devices/:device",
  "/customers/:customer",
  "/stock",
]);

/** Routes that no page stands for. */
export function missing(found) {
  return routes().filter((route) => pathsOf(route, found).length === 0 || pathsOf(route, found).some((path) => /:|undefined/.test(path)));
}

function pathsOf(route, found) {
  if (MORE[route]) return MORE[route](found);
  if (ONES[route]) return ONES[route].flatMap((word) => found[word]).map((id) => route.replace(/:\w+$/, id));
  return [route];
}

function firstOfEach(items, by) {
  return [...new Map(items.toReversed().map((item) => [by(item), item])).values()];
}
