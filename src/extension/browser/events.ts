/** What wakes the worker: changes of the cookie, of permissions and of choices, the browser's start, and alarms. */
import { browser } from "wxt/browser";
import { isSessionCookie } from "../../core/claude/cookies.ts";
import { whenChanged } from "./storage.ts";

/**
 * Calls back whenever the session cookie or the way to it may have changed, and when an alarm is due. What
 * happened is nothing to rely on; whoever is woken looks for himself.
 */
export function onWake(wake: () => unknown): void {
  whenSessionChanges(wake);
  browser.runtime.onStartup.addListener(wake);
  browser.runtime.onInstalled.addListener(wake);
  browser.permissions.onAdded.addListener(wake);
  browser.permissions.onRemoved.addListener(wake);
  browser.alarms.onAlarm.addListener(({ name }) => (WAKING.includes(name) ? wake() : undefined));
  // The page that changed them may be closed before it has looked for itself.
  whenChanged(["consent", "settings"], wake);
}

/** Calls back when a cookie of the session was set or is gone. */
export function whenSessionChanges(callback: () => unknown): void {
  browser.cookies.onChanged.addListener(({ cookie, cause }) => {
    // The old value of a change makes way: the event with the new one follows at once.
    if (cause !== "overwrite" && isSessionCookie(cookie)) callback();
  });
}

/** When auto-sync wants to look again. Alarms outlive the worker, and most browsers' restarts. */
const NEXT = "next";
/** When the plan's numbers are wanted again, though no page is open. */
const NUMBERS = "numbers";
/** Stands only while a sync is at work: should the worker be stopped in it, this brings it back. */
const GUARD = "guard";
/** `own-folder.ts` has an alarm of its own, which is nothing to a sync. */
const WAKING: readonly string[] = [NEXT, NUMBERS, GUARD];

export const setNextWake = (time: Date | null): Promise<void> => setAlarm(NEXT, time);
export const setNumbersWake = (time: Date | null): Promise<void> => setAlarm(NUMBERS, time);

async function setAlarm(name: string, time: Date | null): Promise<void> {
  if (time === null) await browser.alarms.clear(name);
  else await browser.alarms.create(name, { when: time.getTime() });
}

/**
 * Where no wake is set, wakes now: an extension that was switched off and on again has lost its alarms, and is
 * told of that by no event.
 */
export async function wakeIfNoneIsSet(wake: () => unknown): Promise<void> {
  if (!(await browser.alarms.get(NEXT))) wake();
}

/** Whether a sync is at work. */
export const isBusy = async (): Promise<boolean> => (await browser.alarms.get(GUARD)) !== undefined;

/** Does the work in such a way that a stop in the middle of it leads to another wake. */
export async function guarded(guardMs: number, work: () => Promise<void>): Promise<void> {
  // Not waited for: it would only delay what it guards.
  void browser.alarms.create(GUARD, { when: Date.now() + guardMs });
  await work();
  await browser.alarms.clear(GUARD);
}

/**
 * One run for many wakes: the first starts at once, and those that come while it runs or within `pauseMs` after
 * it are answered together by one more. What they would tell is read anew by each run.
 * @returns a wake; it resolves when all is quiet again
 */
export function coalesce(run: () => Promise<void>, pauseMs: number): () => Promise<void> {
  let wanted = false;
  let running: Promise<void> | null = null;

  async function runUntilQuiet(): Promise<void> {
    try {
      while (wanted) {
        wanted = false;
        await run();
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    } finally {
      running = null;
    }
  }

  return () => {
    wanted = true;
    return (running ??= runUntilQuiet());
  };
}
