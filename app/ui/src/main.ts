import "$kit/tokens.css";
import "$kit/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { call } from "./door/door.ts";
import { shell } from "./door/shell.ts";
import { go } from "./lib/go.svelte.ts";
import { watchLine } from "./lib/line.ts";
import { speak } from "$kit/words/words.svelte.ts";

/** A link that opened the app: to join a company, or a device's. */
function follow(link: string) {
  const [, kind, rest] = /^onsite:\/\/(enrol|d)\/?(.*)$/.exec(link) ?? [];
  if (kind === "enrol") go.to(`/enrol?link=${encodeURIComponent(link)}`);
  if (kind === "d" && rest) go.to(`/scan?code=${encodeURIComponent(rest)}`);
}

const hello = await call("hello", {});
await speak(hello.language);
await go.restore();
const target = document.getElementById("app");
if (target) mount(App, { target });
shell.onLink(follow);
watchLine();
shell.onChanged(() => void call("hello", {}).then(({ language }) => speakIfOther(language)));

let spoken = hello.language;
async function speakIfOther(language: typeof spoken) {
  if (language === spoken) return;
  spoken = language;
  await speak(language);
}
