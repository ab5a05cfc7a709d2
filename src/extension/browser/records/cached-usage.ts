/** claude.ai's last answers, in `storage.session`. */
import * as z from "zod/mini";
import { Organization } from "../../../core/claude/organizations.ts";
import { Spend } from "../../../core/claude/spend.ts";
import type { Usage } from "../../../core/claude/usage.ts";
import { UsageWindow } from "../../../core/claude/windows.ts";
import { Code } from "../../../core/messages/messages.ts";
import { listOf, orNull, Time } from "./shapes.ts";

const usageOf = {
  organizations: z.array(Organization),
  organization: z.nullable(Organization),
  spend: z.nullable(Spend),
};

export const UsageAnswer = z.object({
  at: Time,
  usage: z.union([
    z.object({ ok: z.literal(true), windows: z.array(UsageWindow), ...usageOf }),
    z.object({ ok: z.literal(false), code: Code, ...usageOf }),
  ]) as z.ZodMiniType<Usage>,
});
export type UsageAnswer = z.infer<typeof UsageAnswer>;

/** claude.ai's last question and answer: a popup opened again has something to show, and asks no more often. */
export const CachedUsage = z.object({
  /** Salted; of the key that was asked with. */
  fingerprint: z.string(),
  /** Whose usage was wanted; null for the first organization's. */
  wanted: z.nullable(z.string()),
  /** The beginning of the last question: its page may have been closed before the answer. */
  askedAt: Time,
  /** Null until it comes. */
  answer: orNull(UsageAnswer),
  /** The last that were answered; of a question before, where claude.ai could not be asked. */
  numbers: orNull(UsageAnswer),
});
export type CachedUsage = z.infer<typeof CachedUsage>;

/** One for each organization that was looked at, the newest last. */
export const CachedUsages = listOf(CachedUsage);
