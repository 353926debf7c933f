import "$kit/tokens.css";
import "$kit/base.css";
import "./desk.css";
import { speak } from "$kit/words/words.svelte.ts";
import { mount } from "svelte";
import App from "./App.svelte";
import { ask } from "./api/api.ts";
import { session } from "./api/session.svelte.ts";
import { chosenLanguage } from "./lib/prefer.svelte.ts";

const answered = await ask("/v1/session", {}).catch(() => null);
const known = answered && "csrf" in answered ? answered : null;
session.begin(known);
const ofBrowser = navigator.languages.some((tag) => tag.toLowerCase().startsWith("zh")) ? "zh" : "en";
await speak(chosenLanguage.value ?? (known?.language === "en" || known?.language === "zh" ? known.language : ofBrowser));
const target = document.getElementById("app");
if (target) mount(App, { target });
