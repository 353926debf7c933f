import { render, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { isThere, keys, press, type } from "$kit/testing/person.ts";
import { answer, Refused, told } from "../../testing/server.ts";
import EditField from "./EditField.svelte";

const props = { id: "01HF00000000000000000000RD", field: "title", value: "Chiller alarm", heads: ["h1"], mayEdit: true };

test("a change is sent with the state that the field was opened at, whatever came meanwhile", async () => {
  answer("PATCH", /^\/v1\/work-orders\//, () => ({ body: { heads: ["h3"] } }));
  const { rerender } = render(EditField, props);
  await press("Change Title");
  await rerender({ ...props, value: "Theirs", heads: ["h2"] });
  await waitFor(() => expect(isThere("Changed meanwhile to")).toBe(true));
  const typing = screen.getByLabelText<HTMLInputElement>("Title", { selector: "input" });
  expect(typing.value).toBe("Chiller alarm");
  await type("Title", "Mine");
  await keys("{Enter}");
  await waitFor(() => expect(told("PATCH").map(({ body }) => body)).toEqual([{ fields: { title: "Mine" }, heads: ["h1"] }]));
});

test("what was refused stays typed, with what is wrong", async () => {
  answer("PATCH", /^\/v1\/work-orders\//, () => {
    throw new Refused(422, "too_long", "title", "at most 200 characters");
  });
  render(EditField, { ...props, id: "01HF00000000000000000000RE" });
  await press("Change Title");
  await type("Title", "Longer");
  await keys("{Enter}");
  await waitFor(() => expect(isThere("at most 200 characters")).toBe(true));
  expect(screen.getByLabelText<HTMLInputElement>("Title", { selector: "input" }).value).toBe("Longer");
});

test("nothing is sent where nothing was changed, and whoever may not is not offered it", async () => {
  const { rerender } = render(EditField, { ...props, id: "01HF00000000000000000000RF" });
  await press("Change Title");
  await keys("{Enter}");
  await waitFor(() => expect(screen.queryByLabelText("Title", { selector: "input" })).toBeNull());
  await rerender({ ...props, mayEdit: false });
  expect(screen.queryByRole("button", { name: "Change Title" })).toBeNull();
  expect(told("PATCH")).toEqual([]);
});
