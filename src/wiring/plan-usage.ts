/**
 * What claude.ai tells this browser about the plan. Whoever asks has a key, and only the consent gate hands one
 * out; the key itself stays here, claude.ai gets its own cookie.
 */
import { askClaude } from "../browser/claude-ai.ts";
import { isSentAlong, readActiveOrganization } from "../browser/cookies.ts";
import { consentItem, keep, load, loadKept, loadSalt, settingsItem, usageItem } from "../browser/storage.ts";
import { isFresh, type KeptUsage } from "../claude/kept-usage.ts";
import { readUsage } from "../claude/read-usage.ts";
import type { SessionKey } from "../session/session-key.ts";

/**
 * What is known without a question: the last answer, however old, and the organization that this browser is on.
 * @returns null where claude.ai would be asked as somebody else
 */
export async function knownUsage(
  key: SessionKey,
): Promise<{ kept: KeptUsage | null; activeId: string | null } | null> {
  if (!(await isSentAlong(key))) return null;
  const { container } = await load(settingsItem);
  const [kept, activeId] = await Promise.all([keptUsage(key), readActiveOrganization(container)]);
  return { kept, activeId };
}

/** claude.ai's own answer, at most once a minute, by however many pages. */
export const currentUsage = (key: SessionKey): Promise<KeptUsage> =>
  navigator.locks.request("clawkey.usage", async () => {
    const kept = await keptUsage(key);
    if (kept && isFresh(kept, new Date())) return kept;
    const usage = await readUsage(askClaude);
    const fingerprint = await key.fingerprint(await loadSalt());
    const current = { fingerprint, at: new Date().toISOString(), usage };
    // Withdrawn meanwhile: then nothing may stay behind.
    if (await load(consentItem)) await keep(usageItem, current);
    return current;
  });

/** Of this very key. */
async function keptUsage(key: SessionKey): Promise<KeptUsage | null> {
  const fingerprint = await key.fingerprint(await loadSalt());
  const kept = await loadKept(usageItem);
  return kept?.fingerprint === fingerprint ? kept : null;
}
