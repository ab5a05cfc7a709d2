/** Which account a key is of. Callers stand behind the consent gate. */
import { readOrganizationIds } from "../../core/claude/account.ts";
import { fingerprint } from "../../core/claude/fingerprint.ts";
import { isSentAlong, readActiveOrganization } from "../browser/cookies.ts";
import { saltOf } from "../browser/storage.ts";
import type { Ports } from "../export/ports.ts";
import { askClaude } from "./ask-claude.ts";

/** See `Ports`. Where claude.ai would be asked as somebody else, the cookie stands in that names one organization. */
export const ownerOf: Ports["ownerOf"] = async (key, records, isNew) => {
  const salt = await saltOf(records);
  const owner = { key: await key.fingerprint(salt) };
  if (!(await isSentAlong(key))) {
    if (isNew) return null;
    const active = await readActiveOrganization(records.settings.container);
    return { ...owner, organizations: active === null ? null : await saltedIds([active], salt) };
  }
  const ids = await readOrganizationIds(askClaude);
  return ids && (await isSentAlong(key)) ? { ...owner, organizations: await saltedIds(ids, salt) } : null;
};

/** Of organizations, whose ids come in any case. */
export const saltedIds = (ids: readonly string[], salt: string): Promise<string[]> =>
  Promise.all(ids.map((id) => fingerprint(id.toLowerCase(), salt)));
