/** The browser's grants. Our consent record is another thing; both are needed before anything is read. */
import { browser } from "wxt/browser";

const CLAUDE = { origins: ["https://claude.ai/*"] };
const NATIVE_MESSAGING = { permissions: ["nativeMessaging" as const] };
const ALL_OPTIONAL = { permissions: ["nativeMessaging" as const, "notifications" as const] };

/** Handing data to a native program counts as transmission; Firefox asks for it in the same prompt. */
const FIREFOX_DATA = import.meta.env.BROWSER === "firefox" ? { data_collection: ["authenticationInfo"] } : {};

export const hasClaudePermission = (): Promise<boolean> =>
  browser.permissions.contains({ ...CLAUDE, ...FIREFOX_DATA });

/**
 * Call it first thing in a click handler, before any `await`: the browser only asks on a user's gesture.
 * Not from the popup: Chromium closes it under the dialog, and the answer is lost.
 */
export const requestClaudePermission = (): Promise<boolean> =>
  browser.permissions.request({ ...CLAUDE, ...FIREFOX_DATA });

export const hasNativePermission = (): Promise<boolean> => browser.permissions.contains(NATIVE_MESSAGING);

/** As above. A page that was open before the grant gets the API only when it is loaded again. */
export const requestNativePermission = (): Promise<boolean> => browser.permissions.request(NATIVE_MESSAGING);

export async function giveBackPermissions(): Promise<void> {
  await browser.permissions.remove({ ...CLAUDE, ...ALL_OPTIONAL, ...FIREFOX_DATA });
}
