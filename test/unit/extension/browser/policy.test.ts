/** What an administrator fixes, and what is left of the user's choices: through the one place that reads both. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { fakeBrowser } from "wxt/testing/fake-browser";
import { policyOf, type Policy } from "../../../../src/extension/browser/policy.ts";
import {
  giveConsent,
  Settings,
  type Grade,
  type Records,
} from "../../../../src/extension/browser/records.ts";
import { load, save, update } from "../../../../src/extension/browser/storage.ts";
import { copyKey } from "../../../../src/extension/extension.ts";
import { openKey } from "../../../../src/extension/export/session.ts";
import { placeForNumbers } from "../../../../src/extension/sync/numbers-due.ts";
import { placeToSync } from "../../../../src/extension/sync/state.ts";
import { CONFIG, GATEWAY, PICKED } from "../../../helpers/fake-openclaw.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

const TARGETS = ["companion", "gateway", "clipboard", "picked"] as const;
const ALL = Settings.parse({ file: CONFIG, gateway: GATEWAY, picked: PICKED });

const chosen = (grade: Grade, target: Settings["target"]): Partial<Records> => ({
  consent: giveConsent({ grade, autoSync: true }, new Date()),
  settings: { ...ALL, target },
});

const fix = (managed: object) => browser.storage.managed.set(managed);

beforeEach(() => {
  fakeBrowser.reset();
});

/** Whether a key may be read for somebody who hands it over. */
async function keyOpens(): Promise<boolean> {
  const ports = {
    hasClaudePermission: async () => true,
    session: async () => ({ ok: true, key: sessionKey(KEY_TEXT), expiresAt: null }) as const,
  };
  return (await openKey(ports, await load())).ok;
}

describe("With the user's consent to hand the key over", () => {
  const KEPT = { grade: "key", autoSync: true, opens: true };

  it.each<[policy: object, choices: object]>([
    [{}, KEPT],
    [{ allowKey: true, allowAutoSync: true }, KEPT],
    [{ allowAutoSync: false }, { ...KEPT, autoSync: false }],
    // As with an older text of the consent: it has to be given anew.
    [{ allowKey: false }, { grade: undefined, autoSync: undefined, opens: false }],
    [{ allowKey: "no", allowAutoSync: 0, numbersOnly: true }, KEPT],
  ])("%j leaves %j", async (policy, choices) => {
    await save(chosen("key", "companion"));
    await fix(policy);
    const { consent } = await load();
    const opens = await keyOpens();
    expect({ grade: consent?.grade, autoSync: consent?.autoSync, opens }).toEqual(choices);
  });

  it.each(TARGETS.flatMap((only) => TARGETS.map((target) => [only, target] as const)))(
    "where a key may go to %s alone, the choice of %s counts only if it is that",
    async (only, target) => {
      await save(chosen("key", target));
      await fix({ target: only });
      const current = await load();
      expect(current.settings.target).toBe(only === target ? target : null);
      if (only !== target) expect(placeToSync(current)).toBeNull();
    },
  );

  it.each([
    ["https://box.tail1234.ts.net", false],
    [GATEWAY.path, true],
    [`${GATEWAY.path}/`, true],
  ])("where the one gateway is %s, the paired one counts: %s", async (gatewayAddress, counts) => {
    await save(chosen("key", "gateway"));
    await fix({ gatewayAddress });
    const current = await load();
    expect(placeToSync(current)).toEqual(counts ? GATEWAY : null);
    expect(placeForNumbers(current)).toEqual(counts ? GATEWAY : null);
  });
});

describe("With consent to the numbers only", () => {
  it.each<object>([{}, { allowKey: false }, ...TARGETS.map((target) => ({ target }))])(
    "%j changes nothing: no policy makes more of it, and only a gateway takes them",
    async (policy) => {
      const records = chosen("numbers", "gateway");
      await save(records);
      await fix(policy);
      await expect(load()).resolves.toMatchObject(records);
      expect(placeForNumbers(await load())).toEqual(GATEWAY);
      await expect(keyOpens()).resolves.toBe(false);
    },
  );
});

it.each<object>([
  { target: "companion", gatewayAddress: GATEWAY.path, allowAutoSync: true, allowKey: true },
  { target: "clipboard", allowKey: true },
])("where the user has said nothing, %j says nothing for him", async (policy) => {
  await fix(policy);
  await expect(load()).resolves.toMatchObject({ consent: null, settings: { target: null, gateway: null } });
});

it("what a policy hides is not lost: without it the user's choices are as they were", async () => {
  const records = chosen("key", "companion");
  await save(records);
  await fix({ target: "gateway", gatewayAddress: "https://box.tail1234.ts.net" });
  await update("settings", (settings) => ({ ...settings, format: "ssh" }));
  await browser.storage.managed.clear();
  await expect(load()).resolves.toMatchObject({
    consent: records.consent,
    settings: { ...records.settings, format: "ssh" },
  });
});

it("no key is copied where another place is the only one", async () => {
  await save(chosen("key", "gateway"));
  await fix({ target: "gateway" });
  await expect(copyKey("raw")).resolves.toEqual({ ok: false, code: "copy_forbidden" });
});

describe("A policy is read field by field", () => {
  const NONE: Policy = { ignored: [] };

  it.each<[what: string, managed: Record<string, unknown>, policy: Policy]>([
    ["none", {}, NONE],
    [
      "all",
      { target: "gateway", gatewayAddress: "https://Box.tail.ts.net/", allowAutoSync: false, allowKey: true },
      {
        target: "gateway",
        gatewayAddress: "https://box.tail.ts.net",
        allowAutoSync: false,
        allowKey: true,
        ignored: [],
      },
    ],
    [
      "a broken one beside a good one",
      { target: "moon", allowKey: false },
      { allowKey: false, ignored: ["target"] },
    ],
    ["a list", { target: ["gateway"] }, { ignored: ["target"] }],
    ["nothing in a field", { target: null, allowKey: null }, { ignored: ["target", "allowKey"] }],
    ["a gateway out of reach", { gatewayAddress: "https://evil.example" }, { ignored: ["gatewayAddress"] }],
    ["an unknown one", { constructor: 1, ignored: [] }, { ignored: ["constructor", "ignored"] }],
  ])("%s", (_, managed, policy) => {
    expect(policyOf(managed)).toEqual(policy);
  });
});

it("a browser that knows of no policy, and says so by rejecting, fixes nothing", async () => {
  const records = chosen("key", "companion");
  await save(records);
  const none = new Error("Managed storage manifest not found");
  const get = vi.spyOn(browser.storage.managed, "get").mockRejectedValueOnce(none);
  await expect(load()).resolves.toMatchObject(records);
  expect(get).toHaveBeenCalledTimes(1);
});
