import { browser } from "wxt/browser";
import { isSessionCookie } from "../../core/claude/cookies.ts";
import { consentItem, settingsItem, whenChanged } from "./storage.ts";

/**
 * Calls back whenever the session cookie or the way to it may have changed, and when an alarm is due. What
 * happened is nothing to rely on; whoever is woken looks for himself.
 */
export function onWake(wake: () => unknown): void {
  browser.cookies.onChanged.addListener(({ cookie, cause }) => {
    // The old value of a change makes way: the event with the new one follows at once.
    if (cause !== "overwrite" && isSessionCookie(cookie)) wake();
  });
  browser.runtime.onStartup.addListener(wake);
  browser.runtime.onInstalled.addListener(wake);
  browser.permissions.onAdded.addListener(wake);
  browser.permissions.onRemoved.addListener(wake);
  browser.alarms.onAlarm.addListener(wake);
  // The page that changed them may be closed before it has looked for itself.
  whenChanged([consentItem, settingsItem], wake);
}
