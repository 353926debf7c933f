// A company in which there is something of everything that the console shows.
import { Desk } from "./desk.js";
import { answerSteps, setOut, signAndFinish } from "./field.js";
import { known } from "./pages.js";
import { Phone } from "./phone.js";

/** A job of the demonstration with a reading that can be outside its limits. */
const JOB = { title: "1 号冷水机高压报警停机", signer: "丁工", otherwise: { 冷凝压力: ["1020", "--note", "已清洗冷凝器，待复测"] } };

let made = 0;
/** An id as people's browsers draw them. */
const newId = () => `01${String((made += 1)).padStart(24, "0")}`;

/** Fills a company whose phone of `login` stands aside; `folder` is for pictures. */
export async function fill(browser, company, login, folder) {
  const [manager, keeper, administrator] = await Promise.all(["zhao", "sun", "qian"].map((who) => Desk.open(browser, company, who)));
  try {
    await Promise.all([requests(manager), records(manager), connected(administrator)]);
    await field(manager, keeper, new Phone(company.folder(login)), folder);
  } finally {
    await Promise.all([manager, keeper, administrator].map((desk) => desk.close()));
  }
}

/** What there is in a company, by the words that pages are made of. */
export async function foundIn(browser, company) {
  const [manager, administrator] = await Promise.all(["zhao", "qian"].map((login) => Desk.open(browser, company, login)));
  const found = await known((path) => manager.api("GET", path));
  found.webhooks = (await administrator.api("GET", "/v1/webhooks")).items.map(({ id }) => id);
  await Promise.all([manager.close(), administrator.close()]);
  return found;
}

async function requests(desk) {
  const { items: devices } = await desk.api("GET", "/v1/devices?limit=10");
  const ask = ({ id: device, customer, site }, words, channel, priority) =>
    desk.api("POST", "/v1/requests", {
      channel,
      received_ms: Date.now() - 40 * 60_000,
      customer,
      site,
      device,
      reporter_name: "甲老师",
      reporter_phone: "+86 21 5555 0310",
      words,
      priority,
    });
  await ask(devices[0], "3 号冷机高压报警，已经停机，手术室温度在升高，请尽快来人。", "phone", "critical");
  const told = [
    ["verify", "CT 图像上有环形伪影，昨天开始的。", {}],
    ["answer", "请问换滤芯要多久一次？", {}],
    ["withdraw", "空调机组下面漏水，滴到走廊上了", { reason: "示例：客户撤回" }],
  ];
  for (const [index, [press, words, more]] of told.entries()) {
    const { id } = await ask(devices[index + 1], words, "messenger", "normal");
    await desk.api("POST", `/v1/requests/${id}/press/${press}`, more);
  }
}

async function records(desk) {
  const item = (zh, en) => ({ id: newId(), title: { zh, en }, hint: {}, weight: 1, points: 5, is_critical: false });
  await desk.api("PUT", `/v1/records/checklist/${newId()}`, {
    number: "QC-1",
    name: { zh: "现场质量抽检", en: "Field quality" },
    kinds: [],
    items: [item("照片清楚，前后都有", "Photos are clear, before and after"), item("读数合格", "Readings within their limits")],
    pass_percent: 80,
    remarks: "",
    is_retired: false,
  });
  await desk.api("PUT", `/v1/records/bulletin/${newId()}`, {
    number: "B-2026-03",
    title: { zh: "示例：冷凝风机轴承批次召回", en: "Example: recall of condenser fan bearings" },
    kind: "recall",
    words: { zh: "请在下次保养时更换。", en: "Replace at the next maintenance." },
    models: ["LC-500"],
    must_be_confirmed: true,
    valid_from: "2026-11-01",
  });
}

async function connected(desk) {
  const { items: users } = await desk.api("GET", "/v1/users?limit=1");
  await desk.api("POST", "/v1/tokens", { name: "示例：数据仓库", scopes: ["work_orders:read"], user: users[0].id });
  await desk.api("POST", "/v1/webhooks", { name: "示例：企业消息", url: "https://hooks.example/onsite", events: ["work_order.created"], is_enabled: false });
}

/** A job to the signature with a reading outside its limits, parts asked for, and a van counted otherwise than it stands. */
async function field(manager, keeper, phone, folder) {
  const { items: orders } = await manager.api("GET", "/v1/work-orders?limit=200");
  const { number, device } = orders.find(({ title }) => title === JOB.title);
  const { items: devices } = await manager.api("GET", "/v1/devices?limit=200");
  const { codes } = devices.find(({ id }) => id === device);
  await setOut(phone, number);
  await answerSteps(phone, number, folder, { code: codes[0], otherwise: JOB.otherwise });
  await signAndFinish(phone, number, folder, JOB.signer);
  await phone.do("part", "request", "AH-6001=2", "--priority", "high", "--note", "示例：本周空调箱保养");
  await phone.sync();
  const { items: locations } = await keeper.api("GET", "/v1/stock/locations?limit=200");
  const van = locations.find(({ body }) => body.kind === "van");
  const { items: parts } = await keeper.api("GET", "/v1/records/part?limit=200");
  const part = parts.find(({ body }) => body.number === "AH-6001");
  await keeper.api("POST", "/v1/stock/count", { location: van.id, lines: [{ part: part.id, quantity: 1_000, condition: "new" }], is_complete: false });
}
