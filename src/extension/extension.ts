/** The real browser and the real companion behind auto-sync: the same for the worker and for every page. */
import { setNextWake } from "./browser/events.ts";
import { showBadge } from "./browser/badge.ts";
import { exclusively } from "./browser/exclusively.ts";
import { exportContext } from "./export/export-context.ts";
import { companion } from "./browser/native.ts";
import {
  consentItem,
  historyItem,
  lastExportItem,
  load,
  loadAll,
  loadSalt,
  saveAll,
  settingsItem,
  syncStateItem,
  valueOf,
  writtenItem,
} from "./browser/storage.ts";
import { withEntry } from "./sync/history.ts";
import type { SyncState } from "./sync/state.ts";
import { syncView } from "./sync/view.ts";
import type { Records, SyncContext } from "./sync/sync-context.ts";
import { companionTarget, lookForExported, removeExported } from "./export/companion.ts";
import { badgeOf } from "./ui/sync-status.ts";

export const records = (): Promise<Records> =>
  loadAll<Records & Record<string, unknown>>({
    consent: consentItem,
    settings: settingsItem,
    lastExport: lastExportItem,
    state: syncStateItem,
  });

export const syncContext: SyncContext = {
  ...exportContext,
  exclusively,
  records,
  fingerprint: async (key) => key.fingerprint(await loadSalt()),
  target: (file, { restartGateway }) => companionTarget(companion, file, restartGateway ? "always" : "never"),
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
