/**
 * The folder from which an unpacked Clawkey was loaded: `clawkey install` puts newer builds into it, of which the
 * browser takes no notice before its next start. What a store has installed, the browser itself keeps new.
 */
import { browser } from "wxt/browser";
import { isBusy } from "./events.ts";

const LOOK = "look-into-folder";
const EVERY_MINUTES = 30;
/** While somebody reads a page of ours. */
const SOON_MINUTES = 1;

/** Loads what is new in the folder, once no page of ours is open and no sync is at work. */
export function followOwnFolder(): void {
  browser.alarms.onAlarm.addListener(({ name }) => (name === LOOK ? look() : undefined));
  void watchWhereUnpacked();
}

async function look(): Promise<void> {
  if (!(await isOther())) return;
  if (await isInUse()) await lookIn(SOON_MINUTES);
  else browser.runtime.reload();
}

const lookIn = (minutes: number): Promise<void> =>
  browser.alarms.create(LOOK, { delayInMinutes: minutes, periodInMinutes: EVERY_MINUTES });

/** By an alarm alone: a browser that loaded the same build again must not be asked in a circle. */
async function watchWhereUnpacked(): Promise<void> {
  const { installType } = await browser.management.getSelf();
  if (installType === "development" && !(await browser.alarms.get(LOOK))) await lookIn(EVERY_MINUTES);
}

/** The manifest is read from the folder anew, and written there last. */
async function isOther(): Promise<boolean> {
  try {
    const answer = await fetch(`${browser.runtime.getURL("/")}manifest.json`, { cache: "no-store" });
    const { version } = (await answer.json()) as { version?: unknown };
    return typeof version === "string" && version !== browser.runtime.getManifest().version;
  } catch {
    // Gone, or being written.
    return false;
  }
}

async function isInUse(): Promise<boolean> {
  const pages = await browser.runtime.getContexts({ contextTypes: ["POPUP", "TAB"] });
  return pages.length > 0 || (await isBusy());
}
