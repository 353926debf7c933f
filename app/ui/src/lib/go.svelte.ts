// Where the app is. The path stands after `#` in the address, so that the system's back button goes back.
import { call } from "../door/door.ts";

const PLACE = "app/path";
/** After this the app begins with today again. */
const REMEMBERED_MS = 12 * 3_600_000;
export const HOME = "/today";

const read = () => decodeURI(location.hash.slice(1)) || HOME;
const at = $state({ path: read() });
let depth = 0;

window.addEventListener("popstate", () => {
  at.path = read();
  depth = Math.max(0, depth - 1);
  remember();
});

function remember() {
  void call("save_draft", { place: PLACE, body: { path: at.path } }).catch(() => {});
}

export const go = {
  /** The path with its question, like `/visit/01HF…`. */
  get path(): string {
    return at.path;
  },
  to(path: string) {
    if (path === at.path) return;
    depth += 1;
    history.pushState(null, "", `#${encodeURI(path)}`);
    at.path = path;
    remember();
  },
  /** In place of the screen that stands: after a form was sent, back does not lead into it. */
  instead(path: string) {
    history.replaceState(null, "", `#${encodeURI(path)}`);
    at.path = path;
    remember();
  },
  /** Where it came from; else to `otherwise`. */
  back(otherwise: string = HOME) {
    if (depth > 0) history.back();
    else this.instead(otherwise);
  },
  /** Where the app was when the system ended it. */
  async restore() {
    if (location.hash) return;
    const kept = await call("draft", { place: PLACE }).catch(() => null);
    const path = (kept?.body as { path?: string } | undefined)?.path;
    // A link that came meanwhile counts more.
    if (!location.hash && kept && path && Date.now() - kept.at_ms < REMEMBERED_MS) this.instead(path);
  },
};
