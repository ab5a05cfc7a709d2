/** The last question and answer, kept so that a popup opened again has something to show and asks no more often. */
import * as z from "zod/mini";
import { Organization, type Usage, type UsageProblem } from "../../core/claude/usage.ts";
import { UsageWindow } from "../../core/claude/windows.ts";

const REFRESH_AFTER_MS = 60_000;

const organizations = z.array(Organization);

const KnownUsage: z.ZodMiniType<Usage> = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), organizations, windows: z.array(UsageWindow) }),
  z.object({
    ok: z.literal(false),
    /** Only ever written by us. */
    code: z.custom<UsageProblem>((value) => typeof value === "string"),
    organizations,
  }),
]);

/** ISO 8601, UTC. */
const Time = z.iso.datetime();

export const UsageAnswer = z.strictObject({ at: Time, usage: KnownUsage });
export type UsageAnswer = z.infer<typeof UsageAnswer>;

export const KeptUsage = z.strictObject({
  /** Salted; of the key that was asked with. */
  fingerprint: z.string(),
  /** The beginning of the last question: its page may have been closed before the answer. */
  askedAt: Time,
  /** May be of a question before. */
  answer: z.nullable(UsageAnswer),
});
export type KeptUsage = z.infer<typeof KeptUsage>;

/**
 * How long claude.ai must not be asked again, in milliseconds; 0 where it may be. Whatever came of the last
 * question counts: who asks too often after a failure makes it worse.
 */
export function msUntilNext({ askedAt }: Pick<KeptUsage, "askedAt">, now: Date): number {
  const age = now.getTime() - Date.parse(askedAt);
  return age >= 0 && age < REFRESH_AFTER_MS ? REFRESH_AFTER_MS - age : 0;
}

/** What claude.ai says now: of the last question, and not old. */
export function currentAnswer(kept: KeptUsage, now: Date): UsageAnswer | null {
  const { answer, askedAt } = kept;
  return answer && answer.at >= askedAt && msUntilNext(kept, now) > 0 ? answer : null;
}

/** What may be shown until it says something new. Numbers name their time; an old failure may be over. */
export const earlierNumbers = ({ answer }: KeptUsage): UsageAnswer | null =>
  answer?.usage.ok ? answer : null;
