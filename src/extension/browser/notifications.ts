/** Notifications of the system's. The permission is the user's choice, and there is no other record of it. */
import { browser } from "wxt/browser";

const NOTIFICATIONS = { permissions: ["notifications" as const] };

export const mayNotify = (): Promise<boolean> => browser.permissions.contains(NOTIFICATIONS);

/** Call it first thing in a click handler, before any `await`. */
export const requestNotifications = (): Promise<boolean> => browser.permissions.request(NOTIFICATIONS);

export const giveBackNotifications = (): Promise<boolean> => browser.permissions.remove(NOTIFICATIONS);

/** Nothing where the user has not allowed it, or where the system has none. */
export async function notify(title: string, message: string): Promise<void> {
  if (!(await mayNotify())) return;
  const iconUrl = browser.runtime.getURL("/icon/96.png");
  // Of a grant that is younger than it is, a page may not know.
  await browser.notifications?.create({ type: "basic", iconUrl, title, message }).catch(() => "");
}
