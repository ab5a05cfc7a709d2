import type { SessionKey } from "../session/session-key.ts";
import { readSession } from "./cookies.ts";
import { hasClaudePermission } from "./permissions.ts";
import { consentItem, lastExportItem, load, loadSalt, save } from "./storage.ts";

/** The real browser behind the use case of src/export. */
export const exportContext = {
  consent: () => load(consentItem),
  hasClaudePermission,
  session: readSession,
  async remember(key: SessionKey, { path }: { path: string }): Promise<void> {
    const fingerprint = await key.fingerprint(await loadSalt());
    await save(lastExportItem, { fingerprint, at: new Date().toISOString(), path });
  },
};
