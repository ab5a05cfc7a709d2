/** A browser with consent, and a gateway that it can be paired with: the plugin's own code on a plain server. */
import { browser } from "wxt/browser";
import { fakeBrowser } from "wxt/testing/fake-browser";
import { vi } from "vitest";
import type { Result } from "../../src/core/messages/failures.ts";
import type { GatewayHost } from "../../src/plugin/gateway.ts";
import { giveConsent, type PairedGateway } from "../../src/extension/browser/records.ts";
import { save } from "../../src/extension/browser/storage.ts";
import { pairWith } from "../../src/extension/gateway.ts";
import { fetchAs } from "./extension-fetch.ts";
import { fakeDatabases } from "./fake-databases.ts";
import { CHROME_ORIGIN } from "./gateway-client.ts";
import { pluginGateway, type PluginGateway } from "./plugin-gateway.ts";

export const SALT = "0123456789abcdef0123456789abcdef";

/** Nothing is stored but the consent. @returns what it sends */
export async function freshBrowser(origin = CHROME_ORIGIN) {
  vi.unstubAllGlobals();
  fakeBrowser.reset();
  fakeDatabases();
  vi.spyOn(browser.runtime, "getURL").mockReturnValue(`${origin}/`);
  await save({ consent: giveConsent({ grade: "key", autoSync: true }, new Date()), salt: SALT });
  return fetchAs(() => origin);
}

/** Pairs at once, with a code that the gateway has already. */
export async function paired(gateway: PluginGateway): Promise<PairedGateway> {
  const result = await pairWith(gateway.url, await gateway.newCode(), () => {}, new AbortController().signal);
  return resultOf(result);
}

export async function pairedBrowser(changes: Partial<GatewayHost> = {}) {
  const sent = await freshBrowser();
  const gateway = await pluginGateway(changes);
  return { sent, gateway, place: await paired(gateway) };
}

export function resultOf<T extends object>(result: Result<T> | null): T {
  if (!result?.ok) throw new Error(`no result: ${result?.code}`);
  return result;
}
