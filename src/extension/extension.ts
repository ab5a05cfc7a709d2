/** The real browser and the real companion behind auto-sync: the same for the worker and for every page. */
import { failure, type Result } from "../core/messages/failures.ts";
import type { SessionKey } from "../core/claude/session-key.ts";
import type { StatusReply } from "../core/messages/messages.ts";
import { giveBackPermissions } from "./browser/permissions.ts";
import type { ConfirmedFile, CopyFormat } from "./browser/records.ts";
import { clearClipboard, clipboardTarget } from "./export/copy.ts";
import { exportByClick } from "./export/export.ts";
import type { Saved } from "./export/outcome.ts";
import { exportSession, openSession, type OpenedSession } from "./export/session.ts";
import { withdrawConsent, type Withdrawn } from "./export/withdraw.ts";
import { sync } from "./sync/sync.ts";
import { setNextWake } from "./browser/events.ts";
import { showBadge } from "./browser/badge.ts";
import { exclusively } from "./browser/exclusively.ts";
import { exportContext } from "./export/export-context.ts";
import { companion } from "./browser/native.ts";
import { verifyOpenClaw } from "./browser/verify-openclaw.ts";
import {
  consentItem,
  forgetEverything,
  historyItem,
  lastExportItem,
  load,
  loadAll,
  loadSalt,
  save,
  saveAll,
  settingsItem,
  syncStateItem,
  update,
  valueOf,
  writtenItem,
} from "./browser/storage.ts";
import { withEntry, type HistoryEntry } from "./sync/history.ts";
import type { SyncState } from "./sync/state.ts";
import { syncView } from "./sync/view.ts";
import type { Records, SyncContext } from "./sync/sync-context.ts";
import { companionTarget, lookForExported, removeExported, removeFromOpenClaw } from "./export/companion.ts";
import { badgeOf } from "./ui/sync-status.ts";

/** All that is stored, as it stood at one moment. */
export const records = () =>
  loadAll<Records & { history: HistoryEntry[]; written: ConfirmedFile[] }>({
    consent: consentItem,
    settings: settingsItem,
    lastExport: lastExportItem,
    state: syncStateItem,
    history: historyItem,
    written: writtenItem,
  });

export const syncContext: SyncContext = {
  ...exportContext,
  exclusively,
  records,
  fingerprint: async (key) => key.fingerprint(await loadSalt()),
  target: (file) => companionTarget(companion, file),
  lookForExported: async (exported) => lookForExported(companion, exported, await loadSalt()),
  removeExported: async (exported) =>
    removeExported(companion, exported, await load(writtenItem), await loadSalt()),
  async note({ state, lastExport, entry }) {
    const before = await loadAll({ state: syncStateItem, history: historyItem });
    // Most wakes find nothing to do, and then there is nothing to store either.
    if (!entry && lastExport === undefined && isSame(state, before.state)) return;
    const at = new Date().toISOString();
    await saveAll(
      valueOf(syncStateItem, state),
      lastExport === undefined ? {} : valueOf(lastExportItem, lastExport),
      entry ? valueOf(historyItem, withEntry(before.history, { at, ...entry })) : {},
    );
  },
  async show() {
    await showBadge(badgeOf(syncView(await records(), new Date())));
  },
  wakeAt: setNextWake,
  now: () => new Date(),
};

const isSame = (a: SyncState, b: SyncState): boolean => JSON.stringify(a) === JSON.stringify(b);

// The door: all that pages and the worker may ask for.

/** The session behind the consent gate. */
export const openSessionNow = (): Promise<OpenedSession> => openSession(syncContext);

/** The click: puts the key where the user has chosen; it waits for no pause. */
export async function exportNow(): Promise<Result<Saved>> {
  const { file } = await load(settingsItem);
  if (file === null) return failure("native_permission_missing");
  return exportByClick(syncContext, companionTarget(companion, file));
}

/** Somebody is looking: what failed before is tried again at once. */
export const syncNow = (): Promise<void> => sync(syncContext, { watched: true });

/** Puts the key into the clipboard. Only on a click, on a focused page. */
export async function copyKey(format: CopyFormat): Promise<Result<{ format: CopyFormat }>> {
  const outcome = await exportSession(syncContext, clipboardTarget(navigator.clipboard, format));
  return outcome.ok ? { ok: true, format } : outcome;
}

/** What stands in OpenClaw's files, by the companion, and the fingerprint of a key to compare it with. */
export async function openClawStatus(
  key: SessionKey,
): Promise<Result<{ status: StatusReply; fingerprint: string }>> {
  const salt = await loadSalt();
  const [status, fingerprint] = await Promise.all([companion.status(salt), key.fingerprint(salt)]);
  return status.ok ? { ok: true, status, fingerprint } : status;
}

/**
 * Takes the key out of OpenClaw, if wanted, then forgets all and gives the permissions back.
 * @param removeKey where the key can't be taken out, nothing is withdrawn: afterwards we could not try again
 * @returns null for `removed` where nothing was to be taken out
 */
export async function withdraw({ removeKey }: { removeKey: boolean }): Promise<Withdrawn> {
  const result = await exclusively(async () => {
    const written = await load(writtenItem);
    return withdrawConsent({
      removeKeys: removeKey && written.length > 0 ? () => removeFromOpenClaw(companion, written) : null,
      forgetEverything,
      giveBackPermissions,
    });
  });
  // Takes the badge and the alarms away.
  if (result.ok) await syncNow();
  return result;
}

/** What the companion reports of itself and of OpenClaw's files. */
export const companionStatus = async (): Promise<Result<StatusReply>> => companion.status(await loadSalt());

/** Asks OpenClaw itself for proof; see there. */
export const verify = verifyOpenClaw;

/** Empties the clipboard. @returns false where the browser does not let us */
export const clearCopied = (): Promise<boolean> => clearClipboard(navigator.clipboard);

/** A no also takes back an earlier yes. @returns the files that may still hold a key */
export async function refuse(): Promise<string[]> {
  const paths = await exclusively(async () => {
    const written = await load(writtenItem);
    await forgetEverything();
    await giveBackPermissions();
    return written.map(({ path }) => path);
  });
  await syncNow();
  return paths;
}

/** Takes the key out of a file that is no longer the chosen one. */
export const removeFrom = (old: ConfirmedFile): Promise<Result> =>
  exclusively(async () => {
    const removed = await removeFromOpenClaw(companion, [old]);
    if (!removed.ok) return removed;
    await update(writtenItem, (files) => files.filter(({ id }) => id !== old.id));
    // Else auto-sync would believe, back at this file one day, that the key stands there.
    await update(lastExportItem, (last) => (last?.id === old.id ? null : last));
    return { ok: true };
  });

/** Not while a sync is at work, which would store the old lines with its new one. */
export const clearHistory = (): Promise<void> => exclusively(() => save(historyItem, []));
