// What Lighthouse says of a page of the console: its categories with their scores (0 to 100), and each audit that is not full.
import { createServer } from "node:net";
import lighthouse, { desktopConfig } from "lighthouse";
import { launch } from "./browser.js";

/** Pages by the name they have in what is said of them; those of somebody want a session. */
export const PAGES = [
  { name: "login", path: "/", login: null },
  { name: "order list", path: "/orders", login: "zheng" },
];

/** Opens a browser that Lighthouse drives; `of(company, page, categories)` answers `{ scores, faults }`. */
export async function openLighthouse() {
  const port = await freePort();
  const browser = await launch([`--remote-debugging-port=${port}`]);
  return {
    async of(company, { path, login }, categories) {
      const extraHeaders = login ? { cookie: await session(company, login) } : undefined;
      const flags = { port, logLevel: "error", onlyCategories: categories, extraHeaders };
      const { lhr } = await lighthouse(`${company.server}${path}`, flags, desktopConfig);
      if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
      const all = Object.values(lhr.categories);
      const faults = all.flatMap(({ auditRefs }) =>
        auditRefs
          .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1)
          .map(({ id }) => `${id}: ${lhr.audits[id].title} ${lhr.audits[id].displayValue ?? ""}`.trim()),
      );
      return { scores: Object.fromEntries(all.map(({ id, score }) => [id, Math.round(score * 100)])), faults };
    },
    close: () => browser.close(),
  };
}

async function session(company, login) {
  const answer = await fetch(`${company.server}/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login, password: `${login}-demo-only` }),
  });
  if (!answer.ok) throw new Error(`${login}: ${answer.status}`);
  return answer.headers.get("set-cookie").split(";")[0];
}

function freePort() {
  return new Promise((over, failed) => {
    const server = createServer().once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => over(port));
    });
  });
}
