/** The gateway as a destination: what arrives there, and what does not. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "puppeteer-core";
import { expect, it } from "vitest";
import type { SyncState } from "../../src/extension/browser/records.ts";
import { forgetBrowser, readPairings } from "../../src/plugin/pairings.ts";
import { until } from "../helpers/world/until.ts";
import { badgeOn, leaveNoPage, press } from "./auto-sync.ts";
import { filesWith } from "./canary.ts";
import { elsewhereOf, pair, recordedRequests, scene } from "./gateway-scene.ts";
import { exportAndWait, waitForText, waitForTone } from "./popup.ts";
import { BROWSER } from "./world.ts";

const troubleOn = (page: Page): Promise<string | undefined> =>
  page.evaluate(async () => {
    const { state } = await chrome.storage.local.get<{ state: SyncState }>("state");
    return state.trouble?.code;
  });

it("pairs by one code, exports by a click, shows the gateway's own word, and takes the key out at the withdrawal", async () => {
  await using own = await scene({ autoSync: false, quick: false });
  const { world, gateway, proxy, canary } = own;
  const requests = recordedRequests(world);
  const page = await world.consent();
  await pair(own, page);
  await world.signIn();
  const popup = await world.browser.open("popup");
  await exportAndWait(popup);
  await waitForText(popup, "[role=status]", "12%");
  expect(own.keyInUse()).toContain(canary);
  expect(readFileSync(path.join(gateway.state, "clawkey/key.json"), "utf8")).toContain(canary);

  const options = await world.browser.open("options");
  const stored = await options.evaluate(async () => JSON.stringify(await chrome.storage.local.get()));
  expect(stored).not.toContain(canary);
  const secret = await options.evaluate(async () => {
    const opening = indexedDB.open("pairing");
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const read = opening.result.transaction("secrets").objectStore("secrets").getAll();
    await new Promise((resolve) => (read.onsuccess = resolve));
    opening.result.close();
    const [key] = read.result as CryptoKey[];
    return { isReadable: key!.extractable, bytes: await crypto.subtle.exportKey("raw", key!).catch(String) };
  });
  expect(secret).toMatchObject({ isReadable: false, bytes: expect.stringContaining("InvalidAccessError") });

  await options.click("#withdraw");
  await options.waitForSelector("#withdraw-confirm", { visible: true });
  await options.click("#withdraw-confirm");
  await waitForTone(options, "good");
  expect(own.keyInUse()).toBeUndefined();
  expect(await options.evaluate(async () => chrome.storage.local.get())).toEqual({});
  const databases = await options.evaluate(() => indexedDB.databases());
  expect(databases).toEqual([]);

  expect(proxy.heard().length).toBeGreaterThan(1_000);
  expect(proxy.heard().includes(canary)).toBe(false);
  const routes = new Set(proxy.asked);
  routes.delete("HEAD /");
  expect([...routes].toSorted()).toEqual(["hello", "msg", "pair"].map((one) => `POST /clawkey/v1/${one}`));
  expect(elsewhereOf(requests, own)).toEqual([]);
  await world.browser.puppeteer.close();
  const cookies = BROWSER === "chromium" ? "Default/Network/Cookies" : "cookies.sqlite";
  const found = await filesWith(canary, world.home.profile);
  expect(found.filter((file) => !file.startsWith(path.join(world.home.profile, cookies)))).toEqual([]);
});

it("follows a rotation by itself, puts the key back into a gateway that had it in memory only, and gives none to whoever has its port then", async () => {
  await using own = await scene({ autoSync: true, quick: true });
  const { world, gateway, proxy, canary } = own;
  await pair(own, await world.consent(), { inMemory: true });
  await leaveNoPage(world);
  const claude = await world.signIn();
  const first = await until("the first key", own.keyInUse);
  await press(world, claude, "Rotate key");
  const second = await until("the rotated key", () => own.keyInUse() !== first && own.keyInUse());
  expect(await filesWith(canary, gateway.state)).toEqual([]);

  await gateway.restart();
  expect(own.keyInUse()).toBeUndefined();
  expect(await until("the key again", own.keyInUse)).toBe(second);

  const asked: string[] = [];
  proxy.squat((incoming, outgoing) => {
    asked.push(incoming.url!);
    outgoing.setHeader("access-control-allow-origin", incoming.headers.origin ?? "*");
    incoming.pipe(outgoing);
  });
  const popup = await world.browser.open("popup");
  await press(world, claude, "Rotate key");
  await popup.bringToFront();
  await until("a badge", async () => (await badgeOn(popup)).text === "!");
  expect(await troubleOn(popup)).toBe("gateway_other");
  // What knows the process of before seals its first question under that: nobody else opens it.
  expect(asked).toContain("/clawkey/v1/hello");
  expect(["/clawkey/v1/hello", "/clawkey/v1/msg"]).toEqual(expect.arrayContaining(asked));

  proxy.squat(null);
  const { browsers } = await readPairings(gateway.state);
  await forgetBrowser(gateway.state, browsers[0]!.id);
  await until("the next try", async () => (await troubleOn(popup)) === "gateway_not_paired");
  expect(proxy.heard().includes(canary)).toBe(false);
});
