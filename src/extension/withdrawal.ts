/** What takes the consent back, or a key. A file of its own: neither the worker nor the popup loads it. */
import type { ConfirmedFile } from "./browser/records.ts";
import {
  clearOldFile,
  refuseConsent,
  withdrawConsent,
  type LeftKey,
  type RemovedKeys,
} from "./export/withdraw.ts";
import { ports } from "./real-ports.ts";
import { sync } from "./sync/sync.ts";

/** Withdraws the consent; see there. */
export async function withdraw(choices: { removeKey: boolean }): Promise<RemovedKeys | null> {
  const removed = await withdrawConsent(ports, choices);
  // Takes the badge and the alarms away.
  await sync(ports, { retryNow: true });
  return removed;
}

/** A no also takes back an earlier yes. @returns the files that may still hold a key */
export async function refuse(): Promise<LeftKey[]> {
  const left = await refuseConsent(ports);
  await sync(ports, { retryNow: true });
  return left;
}

/** Takes the key out of a file that is no longer the chosen one. */
export const removeFrom = (old: ConfirmedFile): ReturnType<typeof clearOldFile> => clearOldFile(ports, old);
