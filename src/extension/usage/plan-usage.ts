/**
 * What claude.ai tells this browser about the plan. Whoever asks has a key, and only the consent gate hands one
 * out; the key itself stays here, claude.ai gets its own cookie.
 */
import { askClaude } from "./ask-claude.ts";
import { isSentAlong, readActiveOrganization } from "../browser/cookies.ts";
import { consentItem, keep, load, loadKept, loadSalt, settingsItem, usageItem } from "../browser/storage.ts";
import { earlierNumbers, msUntilNext, type KeptUsage } from "./kept-usage.ts";
import { readUsage } from "../../core/claude/usage.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";

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

/** Asks claude.ai at most once a minute, by however many pages, opened for however short. */
export const currentUsage = (key: SessionKey): Promise<KeptUsage> =>
  navigator.locks.request("clawkey.usage", async () => {
    const kept = await keptUsage(key);
    if (kept && msUntilNext(kept, new Date()) > 0) return kept;
    const fingerprint = await key.fingerprint(await loadSalt());
    const askedAt = now();
    await note({ fingerprint, askedAt, answer: kept && earlierNumbers(kept) });
    const usage = await readUsage(askClaude);
    return note({ fingerprint, askedAt, answer: { at: now(), usage } });
  });

const now = (): string => new Date().toISOString();

async function note(current: KeptUsage): Promise<KeptUsage> {
  // Withdrawn meanwhile: then nothing may stay behind.
  if (await load(consentItem)) await keep(usageItem, current);
  return current;
}

/** Of this very key. */
async function keptUsage(key: SessionKey): Promise<KeptUsage | null> {
  const fingerprint = await key.fingerprint(await loadSalt());
  const kept = await loadKept(usageItem);
  return kept?.fingerprint === fingerprint ? kept : null;
}
