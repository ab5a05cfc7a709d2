/** Being woken by the clock: alarms outlive the worker, and most browsers' restarts. */
import { browser } from "wxt/browser";

/** When auto-sync wants to look again. */
const NEXT = "next";
/** Stands only while a sync is at work: should the worker be stopped in it, this brings it back. */
const GUARD = "guard";

export async function setNextWake(time: Date | null): Promise<void> {
  if (time === null) await browser.alarms.clear(NEXT);
  else await browser.alarms.create(NEXT, { when: time.getTime() });
}

/**
 * Where no wake is set, wakes now: an extension that was switched off and on again has lost its alarms, and is
 * told of that by no event.
 */
export async function wakeIfNoneIsSet(wake: () => unknown): Promise<void> {
  if (!(await browser.alarms.get(NEXT))) wake();
}

/** Does the work in such a way that a stop in the middle of it leads to another wake. */
export async function guarded(guardMs: number, work: () => Promise<void>): Promise<void> {
  // Not waited for: it would only delay what it guards.
  void browser.alarms.create(GUARD, { when: Date.now() + guardMs });
  await work();
  await browser.alarms.clear(GUARD);
}
