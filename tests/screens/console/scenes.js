// What the console shows beyond its addresses: what is opened, chosen, typed or missing. Each scene says who is there, where they
// begin, and what they do (`act`); `say` is what is written there in their language.

const NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
const at = (name, path, login = "zhao") => ({ name, path, login });
const view = (key) => ({ page }, say) => page.getByRole("group", { name: say("procedures-view") }).getByRole("button", { name: say(key) }).click();

/** A search that finds something is done when its first hit stands there. */
async function search(desk, words, sign) {
  await desk.page.keyboard.press("Control+k");
  await desk.page.getByRole("combobox").fill(words);
  await sign(desk.page).waitFor();
}

export function scenes(found) {
  const [order] = found.orders;
  const [procedure] = found.procedures;
  const [visit] = found.visits.slice(-1);
  return [
    { name: "sign-in", path: "/", login: null },
    at("nothing-for-an-engineer", "/", "lin"),
    at("no-such-page", "/there-is-no-such-page"),
    at("no-such-order", `/orders/${NOBODY}`),
    at("not-yours", "/stock", "feng"),
    { ...at("search", "/orders"), act: (desk) => search(desk, "冷", (page) => page.getByRole("option").first()) },
    { ...at("search-nothing", "/orders"), act: (desk, say) => search(desk, "zzzz", (page) => page.getByText(say("console-search-nothing", { words: "zzzz" }))) },
    { ...at("shortcuts", "/orders", "zheng"), act: ({ page }) => page.keyboard.press("Shift+?") },
    { ...at("person", "/orders"), act: ({ page }) => page.locator(".console-person").click() },
    { ...at("orders-chosen", "/orders?only=unassigned", "zheng"), act: chooseTwo },
    { ...at("orders-filters", "/orders", "zheng"), act: ({ page }, say) => page.getByRole("button", { name: say("orders-filters"), exact: true }).click() },
    { ...at("orders-columns", "/orders", "zheng"), act: ({ page }) => page.locator(".console-columns").click() },
    at("orders-empty", "/orders?q=there-is-no-such-thing", "zheng"),
    at("orders-of-contractor", "/orders", "feng"),
    at("board-of-contractor", "/board", "feng"),
    at("review-of-contractor", "/review", "feng"),
    at("board-late", "/board?which=late", "zheng"),
    at("planning-week", "/planning?view=week", "zheng"),
    at("planning-order", `/planning?order=${order}`, "zheng"),
    at("planning-proposes", `/planning?order=${order}&propose=1`, "zheng"),
    at("map-engineers", "/map?part=engineers", "zheng"),
    at("map-routes", "/map?part=routes", "zheng"),
    at("attention-history", "/attention?state=history"),
    { ...at("request-found", "/requests/new", "zheng"), act: findCaller },
    { ...at("procedure-preview", `/procedures/${procedure}`), act: view("procedures-preview") },
    { ...at("procedure-serves", `/procedures/${procedure}`), act: view("procedures-serves") },
    { ...at("procedure-versions", `/procedures/${procedure}`), act: view("procedures-versions") },
    { ...at("procedure-changed", `/procedures/${procedure}`), act: changeProcedure },
    { ...at("review-photo", `/review/${visit}`), act: ({ page }) => page.locator("main figure button:has(img)").first().click() },
    { ...at("labels-blank", "/devices/labels?view=blank", "qian") },
    at("user-new", "/people/users/new", "qian"),
    at("team-new", "/people/teams/new", "qian"),
    at("organisation-new", "/people/organisations/new", "qian"),
    { ...at("without-server", "/orders", "zheng"), before: ({ page }) => page.route(/\/v1\/(?!session|events)/, (route) => route.abort()) },
  ].filter(({ path }) => !path.includes("undefined"));
}

async function chooseTwo({ page }) {
  const boxes = page.locator("main tr[data-key] input[type=checkbox]");
  for (const nth of [0, 1]) await boxes.nth(nth).check();
}

async function findCaller(desk, say) {
  const { items } = await desk.api("GET", "/v1/devices?limit=200");
  const { codes, serial } = items.find(({ codes }) => codes.length);
  await desk.page.getByRole("combobox", { name: say("requests-find") }).fill(codes[0]);
  await desk.page.getByRole("option", { name: serial }).click();
}

/** A step is taken out, so that there is something to publish and something that differs. */
async function changeProcedure({ page }, say) {
  await page.getByRole("button", { name: say("procedures-remove") }).first().click();
  await view("procedures-versions")({ page }, say);
}
