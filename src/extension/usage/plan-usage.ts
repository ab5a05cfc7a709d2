/**
 * What claude.ai tells this browser about the plan. Whoever asks has a key, and only the consent gate hands one
 * out; the key itself stays here, claude.ai gets its own cookie.
 */
import type { SessionKey } from "../../core/claude/session-key.ts";
import { readUsage, type UsageProblem } from "../../core/claude/usage.ts";
import { isSentAlong, readActiveOrganization } from "../browser/cookies.ts";
import type { CachedUsage, UsageAnswer } from "../browser/records.ts";
import { load, loadCachedUsage, saltOf, saveCachedUsage } from "../browser/storage.ts";
import { askClaude } from "./ask-claude.ts";

const REFRESH_AFTER_MS = 60_000;

/** A question without an answer is one whose page was closed: as long as claude.ai is waited for, and no longer. */
const UNANSWERED_MS = 10_000;

/** `elsewhere`: claude.ai would be asked as somebody else than the key's owner, or as nobody. */
export type PlanUsage =
  | "elsewhere"
  | {
      /** What claude.ai says now, or said before it was asked again; null before its first word to this page. */
      answer: UsageAnswer | null;
      /** The last numbers, of whatever time; null where there are none, or where they hold no more. */
      numbers: UsageAnswer | null;
      /** The organization that this browser is on; null where it is not known. */
      activeId: string | null;
      /** For claude.ai, or for the time at which it is asked again; null where there is nothing to wait for. */
      waits: "asking" | Date | null;
    };

/** Of what is wrong there the user hears; asking again changes nothing of it. */
const FINAL: readonly string[] = [
  "session_refused",
  "organization_missing",
  "organization_without_windows",
  "organization_refused",
] satisfies UsageProblem[];

/**
 * Tells what was answered last at once, however old, and claude.ai's own answer as soon as it is there. Where claude.ai
 * can't be asked it is asked again, for as long as the page is open.
 */
export async function watchPlanUsage(key: SessionKey, tell: (usage: PlanUsage) => unknown): Promise<void> {
  if (!(await isSentAlong(key))) {
    tell("elsewhere");
    return;
  }
  const records = await load();
  const fingerprint = await key.fingerprint(await saltOf(records));
  const activeId = await readActiveOrganization(records.settings.container);
  let cached = await cachedUsage(fingerprint);
  let answer: UsageAnswer | null = null;
  for (;;) {
    const now = new Date();
    const numbers = cached?.numbers ?? null;
    answer = (cached && currentAnswer(cached, now)) ?? answer;
    const pause = cached ? msUntilNext(cached, now) : 0;
    if (answer && pause > 0 && (answer.usage.ok || FINAL.includes(answer.usage.code))) {
      tell({ answer, numbers, activeId, waits: null });
      return;
    }
    if (pause > 0) {
      tell({ answer, numbers, activeId, waits: new Date(now.getTime() + pause) });
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    tell({ answer, numbers, activeId, waits: "asking" });
    cached = await currentUsage(fingerprint);
  }
}

/** What claude.ai says now; null where somebody else's question is under way. */
export async function askedUsage(key: SessionKey): Promise<UsageAnswer | "elsewhere" | null> {
  if (!(await isSentAlong(key))) return "elsewhere";
  return (await currentUsage(await key.fingerprint(await saltOf(await load())))).answer;
}

/** Asks claude.ai at most once a minute, by however many pages, opened for however short. */
const currentUsage = (fingerprint: string): Promise<CachedUsage> =>
  navigator.locks.request("clawkey.usage", async () => {
    const cached = await cachedUsage(fingerprint);
    if (cached && msUntilNext(cached, new Date()) > 0) return cached;
    const askedAt = new Date().toISOString();
    const before = { fingerprint, askedAt, answer: null, numbers: cached?.numbers ?? null };
    await note(before);
    const answer = { at: new Date().toISOString(), usage: await readUsage(askClaude) };
    return note({ ...before, answer, numbers: numbersAfter(answer, before.numbers) });
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
function msUntilNext({ askedAt, answer }: CachedUsage, now: Date): number {
  const age = now.getTime() - Date.parse(askedAt);
  const pause = answer ? REFRESH_AFTER_MS : UNANSWERED_MS;
  return age >= 0 && age < pause ? pause - age : 0;
}

/** What claude.ai says now. */
const currentAnswer = (cached: CachedUsage, now: Date): UsageAnswer | null =>
  msUntilNext(cached, now) > 0 ? cached.answer : null;

/** An organization without a plan has no numbers; of everything else the numbers before may hold still. */
function numbersAfter(answer: UsageAnswer, before: UsageAnswer | null): UsageAnswer | null {
  if (answer.usage.ok) return answer;
  return answer.usage.code.startsWith("organization_") ? null : before;
}
