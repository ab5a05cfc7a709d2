/** Whether a running gateway shows the usage. It may be in the middle of taking a new key over. */
import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { UsageWindow } from "../../src/claude/usage-windows.ts";
import type { CompanionFailure, SourceName } from "../../src/protocol/companion.ts";
import { detailOf, type FoundKey } from "./key-rung.ts";
import type { GatewayAnswer, OpenClaw } from "./openclaw.ts";
import { claudeIn } from "./openclaw-usage.ts";

/** Measured from the change of its config: 7 to 17 s on two cores, longer while an agent runs. */
const TAKEOVER_MS = 30_000;

const BETWEEN_MS = 1_000;

/** Enough for one round past its cache, however old the key is. */
const LEAST_ATTEMPTS = 3;

export async function checkGateway(
  openclaw: OpenClaw,
  key: FoundKey,
  signal: AbortSignal,
): Promise<{ ok: true; windows: UsageWindow[] | "stopped" } | CompanionFailure> {
  const start = Date.now();
  const patientUntil = await takenOverBy(key);
  await openclaw.refreshGateway();
  for (let attempt = 1; ; attempt++) {
    const answer = await openclaw.gatewayUsage();
    const usage = answer.state === "report" ? claudeIn(answer.report) : null;
    if (usage?.state === "windows" && isFresh(answer, start)) return { ok: true, windows: usage.windows };
    // One that takes a key over refuses connections for some seconds; so does one that is stopped, for good.
    const isPatient = Date.now() < patientUntil && answer.state !== "stopped";
    const isOld = usage !== null && !isFresh(answer, start) && attempt < LEAST_ATTEMPTS;
    if ((!isPatient && !isOld) || signal.aborted) {
      // Stopped, or with numbers from before that it can't renew: what it shows is what its users see.
      if (usage?.state === "windows") return { ok: true, windows: usage.windows };
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
): Promise<{ ok: true; windows: "stopped" } | CompanionFailure> {
  switch (answer.state) {
    case "stopped":
      return { ok: true, windows: "stopped" };
    case "refused":
      return { ok: false, code: "gateway_unasked" };
    case "timeout":
      return { ok: false, code: "openclaw_hanging" };
    case "failed":
      return { ok: false, code: "openclaw_failed" };
    case "report": {
      const { state } = claudeIn(answer.report);
      if (state === "rate-limited") return { ok: false, code: "token_rate_limited" };
      if (state !== "scope-missing") return { ok: false, code: "usage_not_shown" };
      return whyOld(openclaw, key);
    }
  }
}

/** The key works from here, and the gateway was told that its own does not. */
async function whyOld(openclaw: OpenClaw, { source, path }: FoundKey): Promise<CompanionFailure> {
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
