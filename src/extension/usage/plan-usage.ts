/**
 * What claude.ai tells this browser about the plan. Whoever asks has a key, and only the consent gate hands one
 * out; the key itself stays here, claude.ai gets its own cookie.
 */
import type { SessionKey } from "../../core/claude/session-key.ts";
import { readUsage } from "../../core/claude/usage.ts";
import { isSentAlong, readActiveOrganization } from "../browser/cookies.ts";
import type { CachedUsage, UsageAnswer } from "../browser/records.ts";
import { load, loadCachedUsage, saltOf, saveCachedUsage } from "../browser/storage.ts";
import { askClaude } from "./ask-claude.ts";

const REFRESH_AFTER_MS = 60_000;

/** `elsewhere`: claude.ai would be asked as somebody else than the key's owner, or as nobody. */
export type PlanUsage =
  | "elsewhere"
  | {
      /** The last one that may be shown; null while there is none. */
      answer: UsageAnswer | null;
      /** The organization that this browser is on; null where it is not known. */
      activeId: string | null;
      /** For claude.ai, or for the time at which it may be asked again; null where the answer is of now. */
      waits: "asking" | Date | null;
    };

/** Tells what was answered last at once, however old, and claude.ai's own answer as soon as it is there. */
export async function watchPlanUsage(key: SessionKey, tell: (usage: PlanUsage) => unknown): Promise<void> {
  if (!(await isSentAlong(key))) {
    tell("elsewhere");
    return;
  }
  const records = await load();
  const fingerprint = await key.fingerprint(await saltOf(records));
  const activeId = await readActiveOrganization(records.settings.container);
  let cached = await cachedUsage(fingerprint);
  const earlier = earlierNumbers(cached);
  for (;;) {
    const answer = cached && currentAnswer(cached, new Date());
    if (answer) {
      tell({ answer, activeId, waits: null });
      return;
    }
    tell({ answer: earlier, activeId, waits: "asking" });
    cached = await currentUsage(fingerprint);
    if (currentAnswer(cached, new Date())) continue;
    // A page that was closed before its answer has used up the minute.
    const pause = msUntilNext(cached, new Date());
    tell({ answer: earlier, activeId, waits: new Date(Date.now() + pause) });
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Asks claude.ai at most once a minute, by however many pages, opened for however short. */
const currentUsage = (fingerprint: string): Promise<CachedUsage> =>
  navigator.locks.request("clawkey.usage", async () => {
    const cached = await cachedUsage(fingerprint);
    if (cached && msUntilNext(cached, new Date()) > 0) return cached;
    const askedAt = new Date().toISOString();
    await note({ fingerprint, askedAt, answer: earlierNumbers(cached) });
    const usage = await readUsage(askClaude);
    return note({ fingerprint, askedAt, answer: { at: new Date().toISOString(), usage } });
  });

async function note(current: CachedUsage): Promise<CachedUsage> {
  // Withdrawn meanwhile: then nothing may stay behind.
  if ((await load()).consent) await saveCachedUsage(current);
  return current;
}

/** Of this very key. */
async function cachedUsage(fingerprint: string): Promise<CachedUsage | null> {
  const cached = await loadCachedUsage();
  return cached?.fingerprint === fingerprint ? cached : null;
}

/**
 * How long claude.ai must not be asked again, in milliseconds; 0 where it may be. Whatever came of the last
 * question counts: who asks too often after a failure makes it worse.
 */
function msUntilNext({ askedAt }: CachedUsage, now: Date): number {
  const age = now.getTime() - Date.parse(askedAt);
  return age >= 0 && age < REFRESH_AFTER_MS ? REFRESH_AFTER_MS - age : 0;
}

/** What claude.ai says now: of the last question, and not old. */
function currentAnswer(cached: CachedUsage, now: Date): UsageAnswer | null {
  const { answer, askedAt } = cached;
  return answer && answer.at >= askedAt && msUntilNext(cached, now) > 0 ? answer : null;
}

/** What may be shown until it says something new. Numbers name their time; an old failure may be over. */
const earlierNumbers = (cached: CachedUsage | null): UsageAnswer | null =>
  cached?.answer?.usage.ok ? cached.answer : null;
