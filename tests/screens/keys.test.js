// The key of the store in the system's own key store (gnome-keyring, on a session bus of its own): a phone that joins by a link,
// opens again with the key from there, and gets a lost key back from the company.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Company } from "./company.js";
import { KeyStore } from "./keystore.js";
import { Display, Window } from "./window.js";
import { said } from "./words.js";

let company, display, store, home, phone;
/** Where the system has an app keep its data. */
const data = () => join(home, "app.onsite.field");

before(async () => {
  home = mkdtempSync(join(tmpdir(), "onsite-keys-"));
  company = await Company.open({ phones: ["zhou"] });
  display = await Display.open();
  store = await KeyStore.open(home);
});

after(async () => {
  await phone?.close();
  await store?.close();
  await display?.close();
  await company?.close();
  rmSync(home, { recursive: true, force: true });
});

const open = async () => (phone = await Window.open(display, data(), { args: [], env: store.env }));

test("a phone joins by a link, and its key is nowhere in its files", async () => {
  await open();
  await phone.press(said("enrol-paste"));
  await phone.type(said("enrol-link"), await company.invite("lin"));
  await phone.press(said("enrol-link-read"));
  await phone.see(said("enrol-compare"));
  await phone.press(said("enrol-join"));
  await phone.press(said("enrol-to-work"));
  // Where it is opened again is kept a moment later.
  const isKept = async () => (await phone.ask("draft", { place: "app/path" }))?.body.path === "/today";
  await phone.driver.wait(isKept, 10_000, "it is at the jobs of today");
  assert.ok(existsSync(join(data(), "onsite.sqlite")));
  assert.equal(existsSync(join(data(), "keys")), false, "no key is a file");
  assert.ok(store.names().length >= 2, `the key store holds ${store.names()}`);
});

test("it opens again with the key from the key store", async () => {
  await phone.close();
  await open();
  await phone.see(said("place-today"));
  const { key_store: where, user_name: name } = await phone.ask("status");
  assert.equal(where.zh, "系统密钥库");
  assert.ok(name, "it is still Lin's");
});

test("a key that is gone is said, nothing is deleted, and the company's recovery key opens it again", async () => {
  await phone.close();
  const before = readdirSync(data());
  store.lose("database");
  await open();
  await phone.see(said("enrol-key-lost"));
  assert.deepEqual(readdirSync(data()).sort(), before.sort());
  const key = company.unseal(join(data(), "database.key.sealed"));
  await phone.press(said("enrol-restore"));
  await phone.type(said("enrol-key"), key);
  await phone.press(said("enrol-restore"), { within: "//*[@role='dialog']" });
  await phone.see(said("place-today"));
  assert.ok((await phone.ask("status")).is_enrolled);
});
