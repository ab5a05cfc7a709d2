/**
 * One reading of a plan's usage, and what is kept of it. Whoever asks has a key, and only the consent gate hands one
 * out; the key itself stays here, claude.ai gets its own cookie.
 */
import { isSameId, meant, type Wanted } from "../../core/claude/organizations.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";
import { readUsage } from "../../core/claude/usage.ts";
import { isSentAlong, readActiveOrganization } from "../browser/cookies.ts";
import type { CachedUsage, UsageAnswer } from "../browser/records.ts";
import { load, loadCachedUsages, saltOf, saveCachedUsages } from "../browser/storage.ts";
import { askClaude } from "./ask-claude.ts";
import { noteNotices } from "./notices.ts";
import { msUntilNext, type Reader } from "./pacing.ts";

/** Organizations that are kept at a time: an account has few, and a session's storage is no place for many. */
const MAX_KEPT = 8;

export interface Question {
  /** Of the key, salted. */
  fingerprint: string;
  wanted: Wanted;
  /** Whether it may be asked still: whoever waits for a turn, or asks again, may have lost consent or sign-in. */
  isOpen(): Promise<boolean>;
}

/** @returns null where claude.ai would be asked as somebody else than the key's owner, or as nobody */
export async function questionFor(key: SessionKey): Promise<Question | null> {
  if (!(await isSentAlong(key))) return null;
  const records = await load();
  const { container, organization: picked } = records.settings;
  const active = await readActiveOrganization(container);
  const isOpen = async () => (await load()).consent !== null && (await isSentAlong(key));
  return { fingerprint: await key.fingerprint(await saltOf(records)), wanted: { picked, active }, isOpen };
}

/** The last answer to this very question; null where it was not asked yet. */
export const keptUsage = async (question: Question): Promise<CachedUsage | null> =>
  (await loadCachedUsages()).find((kept) => isAbout(kept, question)) ?? null;

/** Asks claude.ai, unless it was asked so short ago that it must not be: by whatever page, opened for however short. */
export const currentUsage = (question: Question, reader: Reader): Promise<CachedUsage> =>
  navigator.locks.request("clawkey.usage", async () => {
    const kept = await keptUsage(question);
    if (kept && msUntilNext(kept, reader, new Date()) > 0) {
      // Read before anybody wanted to hear of it, it may be.
      if (kept.answer) await noteNotices(kept.answer.usage);
      return kept;
    }
    const { fingerprint, wanted } = question;
    const askedAt = new Date().toISOString();
    const numbers = kept?.numbers ?? null;
    const asked = { fingerprint, wanted: idOf(wanted), askedAt, answer: null, numbers };
    if (!(await question.isOpen())) return asked;
    await keep(asked);
    const answer = { at: new Date().toISOString(), usage: await readUsage(askClaude, meant(wanted)) };
    const read = { ...asked, answer, numbers: numbersAfter(answer, numbers) };
    // Else it is of whoever signed in meanwhile.
    if (await question.isOpen()) {
      await keep(read);
      await noteNotices(answer.usage);
    }
    return read;
  });

/** With the lock of the records: a withdrawal in between would be written over. */
const keep = (current: CachedUsage): Promise<void> =>
  navigator.locks.request("clawkey.records", async () => {
    // Withdrawn meanwhile: then nothing may stay behind.
    if (!(await load()).consent) return;
    const others = (await loadCachedUsages()).filter(
      ({ fingerprint, wanted }) => fingerprint === current.fingerprint && wanted !== current.wanted,
    );
    await saveCachedUsages([...others, current].slice(-MAX_KEPT));
  });

const idOf = ({ picked, active }: Wanted): string | null => picked ?? active;

function isAbout({ fingerprint, wanted }: CachedUsage, question: Question): boolean {
  const id = idOf(question.wanted);
  const isSame = wanted === null || id === null ? wanted === id : isSameId(wanted, id);
  return fingerprint === question.fingerprint && isSame;
}

/** An organization without a plan has no numbers; of everything else the numbers before may hold still. */
function numbersAfter(answer: UsageAnswer, before: UsageAnswer | null): UsageAnswer | null {
  if (answer.usage.ok) return answer;
  return answer.usage.code.startsWith("organization_") ? null : before;
}
