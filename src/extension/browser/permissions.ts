/** The browser's grants. Our consent record is another thing; both are needed before anything is read. */
import { browser } from "wxt/browser";
import type { Grade } from "./records.ts";

const CLAUDE = { origins: ["https://claude.ai/*"] };
const NATIVE_MESSAGING = { permissions: ["nativeMessaging" as const] };
const ALL_OPTIONAL = { permissions: ["nativeMessaging" as const, "notifications" as const] };

/**
 * Whatever leaves the browser counts as a transmission, even to a program on this computer; Firefox asks for it in the
 * same prompt. The numbers stand on a page of claude.ai's, and so are its content; they go along with the key.
 */
const DATA: Record<Grade, string[]> = {
  numbers: ["websiteContent"],
  key: ["websiteContent", "authenticationInfo"],
};

const claudeFor = (grade: Grade) =>
  import.meta.env.BROWSER === "firefox" ? { ...CLAUDE, data_collection: DATA[grade] } : CLAUDE;

export const hasClaudePermission = (grade: Grade): Promise<boolean> =>
  browser.permissions.contains(claudeFor(grade));

/**
 * Call it first thing in a click handler, before any `await`: the browser only asks on a user's gesture.
 * Not from the popup: Chromium closes it under the dialog, and the answer is lost.
 */
export const requestClaudePermission = (grade: Grade): Promise<boolean> =>
  browser.permissions.request(claudeFor(grade));

export const hasNativePermission = (): Promise<boolean> => browser.permissions.contains(NATIVE_MESSAGING);

/** As above. A page that was open before the grant gets the API only when it is loaded again. */
export const requestNativePermission = (): Promise<boolean> => browser.permissions.request(NATIVE_MESSAGING);

export async function giveBackPermissions(): Promise<void> {
  await browser.permissions.remove({ ...claudeFor("key"), ...ALL_OPTIONAL });
}

/** What only the key needed: the companion, and in Firefox to hand a sign-in on. */
export async function giveBackForKey(): Promise<void> {
  const data = import.meta.env.BROWSER === "firefox" ? { data_collection: ["authenticationInfo"] } : {};
  await browser.permissions.remove({ ...NATIVE_MESSAGING, ...data });
}
