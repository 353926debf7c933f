import { expect, test } from "vitest";
import type { Type } from "$api/api.ts";
import { NOTHING, requestOf, titleOf, withContact, withCustomer, withDevice } from "./told.ts";

const contact = { customer: "hospital", sites: ["north"], name: { zh: "甲老师" }, phones: ["5555 0310", "5555 0311"] } as Type<"Contact">;
const chiller = { customer: "hospital", site: "plant", contact: "keeper" } as Type<"DeviceRecord">;

test("a known caller brings their customer and their only site; the number that was typed stays", () => {
  expect(withContact(NOTHING, "jia", contact)).toMatchObject({ contact: "jia", customer: "hospital", site: "north", name: "甲老师", phone: "5555 0310" });
  expect(withContact({ ...NOTHING, phone: "0310" }, "jia", contact).phone).toBe("0310");
});

test("a device brings place and customer, and does not take the caller's place", () => {
  expect(withDevice(NOTHING, "chiller", chiller)).toMatchObject({ device: "chiller", customer: "hospital", site: "plant", contact: "keeper" });
  expect(withDevice(withContact(NOTHING, "jia", contact), "chiller", chiller)).toMatchObject({ contact: "jia", site: "plant" });
  expect(withDevice({ ...NOTHING, name: "Somebody at the gate" }, "chiller", chiller).contact).toBeNull();
});

test("of another customer nothing stays", () => {
  const told = withContact(NOTHING, "jia", contact);
  expect(withDevice(told, "copier", { customer: "school", site: null, contact: null } as Type<"DeviceRecord">)).toMatchObject({ customer: "school", site: null, contact: null });
  expect(withCustomer({ ...told, device: "chiller" }, "school")).toMatchObject({ customer: "school", contact: null, device: null });
  expect(withCustomer(told, "hospital")).toBe(told);
});

test("a title is the first sentence, never too long", () => {
  expect(titleOf("  3 号冷机高压报警。已经停机，请尽快。")).toBe("3 号冷机高压报警");
  expect(titleOf("Chiller 3 tripped. Please come.")).toBe("Chiller 3 tripped");
  expect([...titleOf("很".repeat(80))]).toHaveLength(60);
  expect(titleOf("")).toBe("");
});

test("the call that brought it is its first response, and a stopped device is written down", () => {
  const made = requestOf({ ...NOTHING, words: " 漏水 ", isStopped: true, remarks: "gate 3", sent: { id: "i", ms: 7 } }, "zheng", "device stopped");
  expect(made).toMatchObject({ words: "漏水", received_ms: 7, priority: null, remarks: "device stopped\ngate 3" });
  expect(made.interactions).toMatchObject([{ id: "i", at_ms: 7, direction: "inbound", user: "zheng", is_reached: true }]);
  expect(requestOf({ ...NOTHING, channel: "email", words: "x", sent: { id: "i", ms: 7 } }, "zheng", "").interactions).toEqual([]);
});
