/** Whether a running gateway shows the usage. It may be in the middle of taking a new key over. */
import type { Failure } from "../../core/messages/failures.ts";
import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { UsageWindow } from "../../core/claude/windows.ts";
import type { SourceName } from "../../core/messages/messages.ts";
import { detailOf, type FoundKey } from "./find-key.ts";
import type { GatewayAnswer, OpenClaw } from "../program/commands.ts";
import { claudeIn } from "../program/usage-report.ts";
import { isSamePlan } from "../../core/claude/same-plan.ts";

/** Measured from the change of its config: 7 to 17 s on two cores, longer while an agent runs. */
const TAKEOVER_MS = 30_000;

const BETWEEN_MS = 1_000;

/** Enough for one round past its cache, however old the key is. */
const LEAST_ATTEMPTS = 3;

/** @param expected what claude.ai shows for this key: with another one the gateway shows other windows */
export async function checkGateway(
  openclaw: OpenClaw,
  key: FoundKey,
  expected: readonly UsageWindow[],
  signal: AbortSignal,
): Promise<{ ok: true; windows: UsageWindow[] | "stopped" } | Failure> {
  const start = Date.now();
  const patientUntil = await takenOverBy(key);
  await openclaw.refreshGateway();
  for (let attempt = 1; ; attempt++) {
    const answer = await openclaw.gatewayUsage();
    const usage = answer.state === "report" ? claudeIn(answer.report) : null;
    const isRead = usage?.state === "windows" && isFresh(answer, start);
    if (isRead && isSamePlan(usage.windows, expected)) return { ok: true, windows: usage.windows };
    // One that takes a key over refuses connections for some seconds; so does one that is stopped, for good.
    const isPatient = Date.now() < patientUntil && answer.state !== "stopped";
    const isOld = usage !== null && !isFresh(answer, start) && attempt < LEAST_ATTEMPTS;
    if ((!isPatient && !isOld) || signal.aborted) {
      // OpenClaw goes on showing its last good numbers where it can't get new ones.
      if (usage?.state === "windows" && !isRead) return { ok: false, code: "gateway_outdated" };
      return explain(openclaw, key, answer);
    }
    await sleep(BETWEEN_MS);
  }
}

const isFresh = (answer: GatewayAnswer, start: number): boolean =>
  answer.state === "report" && answer.report.updatedAt >= start;

async function explain(
  openclaw: OpenClaw,
  key: FoundKey,
  answer: GatewayAnswer,
): Promise<{ ok: true; windows: "stopped" } | Failure> {
  switch (answer.state) {
    case "stopped":
      return { ok: true, windows: "stopped" };
    case "refused":
      return { ok: false, code: "gateway_unasked" };
    case "timeout":
      return { ok: false, code: "openclaw_hanging" };
    case "failed":
      return { ok: false, code: "openclaw_unreadable" };
    case "report": {
      const { state } = claudeIn(answer.report);
      if (state === "rate-limited") return { ok: false, code: "token_rate_limited" };
      // Its key is refused, or leads to another plan.
      if (state === "scope-missing" || state === "windows") return whyOld(openclaw, key);
      return { ok: false, code: "gateway_unclear" };
    }
  }
}

/** The key works from here, and the gateway was told that its own does not. */
async function whyOld(openclaw: OpenClaw, { source, path }: FoundKey): Promise<Failure> {
  if (isDotenv(source))
    return { ok: false, code: "gateway_restart_needed", detail: detailOf({ source, path }) };
  const isOff = source !== "process" && (await openclaw.isReloadOff());
  return { ok: false, code: isOff ? "gateway_reload_off" : "gateway_stale" };
}

const isDotenv = (source: SourceName): boolean => source.endsWith("Dotenv");

/**
 * When a gateway must have taken the key over, in milliseconds since the epoch. It does so by itself with what
 * changes in its config, and with nothing else: 0 for that.
 */
export async function takenOverBy({ source, path }: FoundKey): Promise<number> {
  if (path === null || isDotenv(source)) return 0;
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs + TAKEOVER_MS,
    () => 0,
  );
}
