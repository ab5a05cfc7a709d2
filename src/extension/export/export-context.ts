import type { SessionKey } from "../../core/claude/session-key.ts";
import type { ConfirmedFile } from "../browser/records.ts";
import { readSession } from "../browser/cookies.ts";
import { hasClaudePermission } from "../browser/permissions.ts";
import {
  consentItem,
  lastExportItem,
  load,
  loadSalt,
  save,
  settingsItem,
  update,
  writtenItem,
} from "../browser/storage.ts";

/** The real browser behind the use case of src/export. */
export const exportContext = {
  consent: () => load(consentItem),
  hasClaudePermission,
  session: async () => readSession((await load(settingsItem)).container),
  async beforeWrite(file: ConfirmedFile): Promise<void> {
    const isNoted = (await load(writtenItem)).some(({ id }) => id === file.id);
    if (!isNoted) await update(writtenItem, (files) => [...files.filter(({ id }) => id !== file.id), file]);
  },
  async afterWrite(key: SessionKey, { id, path }: ConfirmedFile): Promise<void> {
    const fingerprint = await key.fingerprint(await loadSalt());
    await save(lastExportItem, { fingerprint, at: new Date().toISOString(), id, path });
  },
};
