/** The door: what the worker and the pages ask about a key. It puts the real browser and companion behind the rules. */
import type { SessionKey } from "../core/claude/session-key.ts";
import { failure, type Result } from "../core/messages/failures.ts";
import type { Foreign, StatusReply, VerifyReply } from "../core/messages/messages.ts";
import { showBadge } from "./browser/badge.ts";
import { readSession } from "./browser/cookies.ts";
import { setNextWake } from "./browser/events.ts";
import { forgetHandles } from "./browser/handles.ts";
import { giveBackPermissions, hasClaudePermission } from "./browser/permissions.ts";
import { chosenFile, type ConfirmedFile, type CopyFormat, type Saved } from "./browser/records.ts";
import { forgetEverything, load, saltOf, save } from "./browser/storage.ts";
import { companion, companionStatus as statusOf } from "./export/companion.ts";
import { copy, writeToClipboard } from "./export/copy.ts";
import { exportByClick } from "./export/export.ts";
import { outOfReach, type Destination } from "./export/destination.ts";
import type { Ports } from "./export/ports.ts";
import { openSession, type OpenedSession } from "./export/session.ts";
import {
  clearOldFile,
  refuseConsent,
  withdrawConsent,
  type LeftKey,
  type RemovedKeys,
} from "./export/withdraw.ts";
import { identifyExported } from "./sync/identify.ts";
import { sync } from "./sync/sync.ts";
import { badgeOf } from "./ui/sync-status.ts";
import { ownerOf } from "./usage/owner.ts";

/** The browser's. Whoever can reach one destination more hands over its own. */
export const ports: Ports = {
  exclusively: (what, work) => navigator.locks.request(`clawkey.${what}`, work),
  load,
  save,
  async forgetEverything() {
    await Promise.all([forgetEverything(), forgetHandles()]);
  },
  hasClaudePermission,
  giveBackPermissions,
  session: readSession,
  fingerprint: async (key, records) => key.fingerprint(await saltOf(records)),
  ownerOf,
  destination: (file) => (file.isPicked ? outOfReach(file) : companion(file)),
  show: (view) => showBadge(badgeOf(view)),
  wakeAt: setNextWake,
  now: () => new Date(),
};

export { load as records } from "./browser/storage.ts";

/** The session behind the consent gate. */
export const openSessionNow = async (): Promise<OpenedSession> => openSession(ports, await load());

/** Salted, as the records keep it. */
export const fingerprintOf = async (key: SessionKey): Promise<string> =>
  key.fingerprint(await saltOf(await load()));

/** The click: puts the key where the user has chosen; it waits for no pause. @param replace what may be overwritten */
export async function exportNow(replace?: Foreign, by = ports): Promise<Result<Saved>> {
  const result = await exportByClick(by, replace);
  // The answer to the click does not wait for claude.ai's.
  if (result.ok) void identifyExported(by);
  return result;
}

type Verify = Required<Destination>["verify"];

/** Asks OpenClaw itself whether it can use the key; see `Destination.verify`. */
export async function verify(...watch: Parameters<Verify>): ReturnType<Verify> {
  const { settings, lastExport } = await load();
  const file = chosenFile(settings);
  const asked = file && ports.destination(file).verify?.(...watch);
  if (!asked) return failure("native_permission_missing");
  const result = await asked;
  if (result?.ok) await ports.exclusively("records", () => noteSeen(lastExport?.at, result.seenBy));
  return result;
}

/** A gateway that was behind shows the usage: somebody has restarted it. @param at of the export that was proven */
async function noteSeen(at: string | undefined, seenBy: VerifyReply["seenBy"]): Promise<void> {
  const { lastExport } = await load();
  // Another export since then is not proven by this.
  if (!lastExport || lastExport.at !== at) return;
  const gatewayIsBehind = seenBy === "gateway" ? undefined : lastExport.gatewayIsBehind;
  await save({ lastExport: { ...lastExport, gatewayIsBehind, seenAt: ports.now().toISOString() } });
}

/** Somebody is looking: what failed before is tried again at once. */
export const syncNow = (): Promise<void> => sync(ports, { retryNow: true });

/** Something woke the worker. */
export const syncWhenDue = (): Promise<void> => sync(ports, { retryNow: false });

/** Puts the key into the clipboard. Only on a click, on a focused page. */
export async function copyKey(format: CopyFormat): Promise<Result> {
  const session = await openSessionNow();
  return session.ok ? copy(session.key, format) : session;
}

/** Empties the clipboard. @returns false where the browser does not let us */
export const clearCopied = (): Promise<boolean> => writeToClipboard("");

/** What the companion reports of itself and of OpenClaw's files. */
export const companionStatus = async (): Promise<Result<StatusReply>> => statusOf(await saltOf(await load()));

/** Withdraws the consent; see there. */
export async function withdraw(choices: { removeKey: boolean }, by = ports): Promise<RemovedKeys | null> {
  const removed = await withdrawConsent(by, choices);
  // Takes the badge and the alarms away.
  await syncNow();
  return removed;
}

/** A no also takes back an earlier yes. @returns the files that may still hold a key */
export async function refuse(): Promise<LeftKey[]> {
  const left = await refuseConsent(ports);
  await syncNow();
  return left;
}

/** Takes the key out of a file that is no longer the chosen one. */
export const removeFrom = (old: ConfirmedFile, by = ports): Promise<RemovedKeys> => clearOldFile(by, old);

/** Not while a run is at work, which would store the old lines with its new one. */
export const clearHistory = (): Promise<void> => ports.exclusively("records", () => save({ history: [] }));
