// Before every test of components: English, and a server that answers as the test says.
import { said } from "$kit/testing/person.ts";
import { configure } from "@testing-library/svelte";
import { afterEach, beforeEach, expect } from "vitest";
import { begin, unanswered } from "./server.ts";

// A busy machine is slow; what does not come at all is still found.
configure({
  asyncUtilTimeout: 10_000,
  getElementError: (message) => new Error(`${message}\nThere is: ${said(document.body)}`),
});
const { speak } = await import("$kit/words/words.svelte.ts");
// What asks takes the server of the tests as it is loaded.
const { forgetCalled } = await import("../api/called.svelte.ts");
const { forgetDefinitions } = await import("../lib/own/definitions.svelte.ts");

beforeEach(async () => {
  document.body.replaceChildren();
  localStorage.clear();
  await speak("en");
  forgetCalled();
  forgetDefinitions();
  begin();
});

afterEach(() => {
  expect(unanswered(), "requests that the test has no answer for").toEqual([]);
});
