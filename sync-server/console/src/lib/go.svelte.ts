// Where the console is. Everything that can be looked at has an address; filters stand in its question.
const read = () => location.pathname + location.search;
const at = $state({ path: read() });
/** Says whether somebody may leave what they are at; asked before going elsewhere. */
let guard: (() => boolean) | undefined;

window.addEventListener("popstate", () => (at.path = read()));

export const go = {
  /** With its question, like `/orders?only=open`. */
  get path(): string {
    return at.path;
  },
  to(path: string) {
    if (path === at.path || guard?.() === false) return;
    history.pushState(null, "", path);
    at.path = path;
    window.scrollTo(0, 0);
  },
  /** In place of what stands: filters, and forms that were sent. */
  instead(path: string) {
    if (path === at.path) return;
    history.replaceState(history.state, "", path);
    at.path = path;
  },
  back(otherwise: string) {
    if (history.length > 1) history.back();
    else this.instead(otherwise);
  },
  guarding(asked: (() => boolean) | undefined) {
    guard = asked;
  },
};

/** What stands in the question of the address. */
export function question(): URLSearchParams {
  return new URLSearchParams(go.path.split("?")[1] ?? "");
}

/** The address with other values in its question; empty ones are left out. */
export function asking(changes: Record<string, string | null | undefined>): string {
  const [path = "/", text = ""] = go.path.split("?");
  const held = new URLSearchParams(text);
  for (const [key, value] of Object.entries(changes)) {
    if (value) held.set(key, value);
    else held.delete(key);
  }
  const written = held.toString();
  return written ? `${path}?${written}` : path;
}

/** For links: follows them within the console, and lets the browser do what else a link can. */
export function follows(event: MouseEvent) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest?.("a[href]");
  const href = link?.getAttribute("href");
  if (!link || !href?.startsWith("/") || link.hasAttribute("download") || link.getAttribute("target")) return;
  if (/^\/(v1|d|v|r|f)\//.test(href)) return;
  event.preventDefault();
  go.to(href);
}
