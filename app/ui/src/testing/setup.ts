// Before every test of components: a core that answers, English, and the app at its beginning.
import { said } from "$kit/testing/person.ts";
import { configure } from "@testing-library/svelte";
import { afterEach, beforeEach, expect } from "vitest";
import { answerTheLine, begin, unanswered } from "./core.ts";

// A busy machine is slow; what does not come at all is still found.
configure({
  asyncUtilTimeout: 10_000,
  getElementError: (message) => new Error(`${message}\nThere is: ${said(document.body)}`),
});
answerTheLine();
// These begin to talk as soon as they are there.
const { go, HOME } = await import("../lib/go.svelte.ts");
const { speak } = await import("$kit/words/words.svelte.ts");

/** Further than any test goes. */
const WAYS_BACK = 20;

beforeEach(async () => {
  document.body.replaceChildren();
  for (let way = 0; way < WAYS_BACK; way += 1) window.dispatchEvent(new PopStateEvent("popstate"));
  go.instead(HOME);
  await speak("en");
  begin();
});

afterEach(() => {
  expect(unanswered(), "calls that the test has no answer for").toEqual([]);
});
