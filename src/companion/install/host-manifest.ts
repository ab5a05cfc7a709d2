import { HOST_NAME } from "../../core/messages/identity.ts";
import { CHROME_EXTENSION_ID, FIREFOX_EXTENSION_ID } from "../../core/messages/identity.ts";
import type { BrowserName } from "./browsers.ts";

/** What a browser reads to start the companion. Firefox rejects the file for one key too many: no shared one. */
export function hostManifest(browser: BrowserName, launcher: string): string {
  const common = { name: HOST_NAME, description: "Clawkey companion", path: launcher, type: "stdio" };
  const manifest =
    browser === "firefox"
      ? { ...common, allowed_extensions: [FIREFOX_EXTENSION_ID] }
      : { ...common, allowed_origins: [`chrome-extension://${CHROME_EXTENSION_ID}/`] };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
