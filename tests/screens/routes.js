// Every screen of the app, by the path that a job of the day gives it.
import { tell } from "./browser.js";

const zone = "Asia/Shanghai";

export function today() {
  return new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** Brings a visit from the plan to work, as its engineer would. */
export async function startWork(page, visit) {
  const windowMs = [Date.now() + 3_600_000, Date.now() + 7_200_000];
  const press = (press, more = {}) => tell(page, "press_visit", { visit, pressed: { press, source: "button", ...more } });
  await press("accept");
  await press("confirm_with_customer", { reached: true, window: windowMs });
  await press("depart");
  await press("arrive");
  await press("start");
}

/** Paths of every screen; the first job of the day stands for all. */
export async function paths(page) {
  const [job] = await tell(page, "job_list", { day: today(), zone });
  const { steps } = await tell(page, "visit_detail", { visit: job.visit });
  const articles = await tell(page, "articles_for", { model: "HZ-MR15" });
  const [part] = await tell(page, "parts", {});
  const visit = `/visit/${job.visit}`;
  return {
    job,
    paths: [
      "/today",
      "/find",
      "/scan",
      "/van",
      "/attention",
      "/offers",
      "/take",
      `/job/${job.work_order}`,
      `/job/${job.visit}/confirm`,
      `/job/${job.visit}/hand-over`,
      `/order/new?device=${job.device}`,
      visit,
      ...steps.slice(0, 4).map((step) => `${visit}/step/${step.id}`),
      `${visit}/parts`,
      `${visit}/parts/use?part=${part.id}`,
      `${visit}/time`,
      `${visit}/photos`,
      `${visit}/findings`,
      `${visit}/notes`,
      `${visit}/help`,
      `${visit}/charges`,
      `${visit}/acceptance`,
      `${visit}/report`,
      `${visit}/rating`,
      `/device/${job.device}`,
      "/device/new",
      ...articles.slice(0, 1).map((article) => `/article/${article.id}`),
      "/van/request",
      "/van/count",
      "/van/return",
      "/van/hand-over",
      "/van/take-over",
      "/sync",
      "/settings",
      "/about",
      "/enrol",
    ],
  };
}
