/**
 * What the gateway itself shows, without starting a command: OpenClaw's own function, in its own process, with the key
 * that is in use there. It answers every failure of the key in the same words; which one it was, its exchanges tell.
 */
import { SessionKey } from "../core/claude/session-key.ts";
import type { UsageWindow } from "../core/claude/windows.ts";
import { readUsage } from "../core/claude/usage.ts";
import { foreignIn } from "../core/config/foreign.ts";
import { SESSION_KEY_VARIABLE } from "../core/config/precedence.ts";
import { failure, type FailureCode, type Result } from "../core/messages/failures.ts";
import type { VerifyStep } from "../core/messages/messages.ts";
import type { ShowAnswer } from "../core/pairing/answers.ts";
import { claudeIn, TOKEN_FAILURES, UsageReport } from "../openclaw/verify/answers.ts";
import { recorded, type Exchanges } from "./exchanges.ts";
import { ownToken } from "./own-token.ts";
import { limitedForGood, notLimited } from "./rate-limit.ts";
import { sdk, type Send } from "./sdk.ts";
import { senderOf } from "./sender.ts";

export interface Shown {
  /** The process's own. */
  environment: NodeJS.ProcessEnv;
  /** OpenClaw's. */
  version: string;
  /** OpenClaw's, as its plugins are given it. */
  config: unknown;
  /** The windows of the plugin's own row; null for none. */
  numbers: () => Promise<UsageWindow[] | null>;
}

/** For each of three questions. */
const TIMEOUT_MS = 3_000;

/**
 * @param openclaw its own modules
 * @returns windows, or a failure whose `detail.step` says at which step
 */
export async function show(
  { environment, version, config, numbers }: Shown,
  signal: AbortSignal,
  openclaw: typeof sdk = sdk,
): Promise<Result<ShowAnswer>> {
  const key = environment[SESSION_KEY_VARIABLE];
  if (!key?.trim()) {
    const windows = await numbers();
    return windows ? { ok: true, windows, version, from: "numbers" } : broken("key", "key_missing");
  }
  if (!SessionKey.parse(key).ok)
    return failure("key_unusable", { step: "key", source: "process", holds: foreignIn(key) });

  const own = await ownToken(config, openclaw);
  if (own === null) return broken("token", "token_missing");

  const exchanges = recorded(bounded(await senderOf(version, openclaw), signal));
  const { fetchClaudeUsage } = await openclaw("provider-usage");
  // It throws where it got no answer to the first question.
  const snapshot = await fetchClaudeUsage(own.token, TIMEOUT_MS, exchanges.send).catch(() => null);
  const report = UsageReport.safeParse({ providers: [snapshot] });
  const usage = claudeIn(report.success ? report.data : { updatedAt: 0, providers: [] });

  const limit = exchanges.own();
  if (limit === null) return broken("token", "token_unreachable");
  if (limit.status !== 429) notLimited();
  else if (limitedForGood(limit.retryAfter, Date.now())) return broken("token", "token_limited_for_good");
  if (usage.state === "windows" && limit.status !== 200) return { ok: true, windows: usage.windows, version };
  if (usage.state === "scope-missing") return whyNoWindows(exchanges);
  return broken("token", TOKEN_FAILURES[usage.state]);
}

const bounded =
  (send: Send, ended: AbortSignal): Send =>
  (input, init) =>
    send(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, ended]) : ended });

async function whyNoWindows({ claude }: Exchanges): Promise<Result<ShowAnswer>> {
  const usage = await readUsage(claude);
  if (usage.ok) return broken("gateway", "usage_not_shown");
  const [first] = usage.organizations;
  return failure(usage.code, { step: "claude", ...(first && { name: first.name ?? first.uuid }) });
}

const broken = (step: VerifyStep, code: FailureCode) => failure(code, { step });
