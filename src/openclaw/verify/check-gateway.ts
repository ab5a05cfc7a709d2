/** Whether a running gateway shows the usage. It may be in the middle of taking a new key over. */
import { failure, type Failure, type Result } from "../../core/messages/failures.ts";
import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isSamePlan, type UsageWindow } from "../../core/claude/windows.ts";
import type { SourceName } from "../../core/messages/messages.ts";
import { claudeIn, type OpenClawAnswers } from "./answers.ts";
import { detailOf, type FoundKey } from "./find-key.ts";

/** Measured from the change of its config: 7 to 17 s on two cores, longer while an agent runs. */
const TAKEOVER_MS = 30_000;

const BETWEEN_MS = 1_000;

/** Enough for one round past its cache, however old the key is. */
const LEAST_ATTEMPTS = 3;

/**
 * @param expected what claude.ai shows for this key: with another one the gateway shows other windows
 * @returns null where no gateway runs, which is no failure
 */
export async function checkGateway(
  answers: OpenClawAnswers,
  key: FoundKey,
  expected: readonly UsageWindow[],
  signal: AbortSignal,
): Promise<Result<{ windows: UsageWindow[] | null }>> {
  const start = Date.now();
  const patientUntil = await takenOverBy(key);
  await answers.refreshGateway(signal);
  for (let attempt = 1; ; attempt++) {
    const answer = await answers.gatewayUsage(signal);
    // One that takes a key over refuses connections for some seconds; this one is stopped, for good.
    if (answer.ok && answer.report === null) return { ok: true, windows: null };
    const report = answer.ok ? answer.report : null;
    const usage = report && claudeIn(report);
    const windows = usage?.state === "windows" ? usage.windows : null;
    const isOld = report !== null && report.updatedAt < start;
    if (windows && !isOld && isSamePlan(windows, expected)) return { ok: true, windows };
    const isPatient = Date.now() < patientUntil || (isOld && attempt < LEAST_ATTEMPTS);
    if (!isPatient || signal.aborted) {
      if (!answer.ok) return answer;
      // OpenClaw goes on showing its last good numbers where it can't get new ones.
      if (windows && isOld) return failure("gateway_outdated");
      if (usage?.state === "rate-limited") return failure("token_rate_limited");
      // Its key is refused, or leads to another plan.
      if (windows || usage?.state === "scope-missing") return whyOld(answers, key, signal);
      return failure("gateway_unclear");
    }
    await sleep(BETWEEN_MS);
  }
}

/** The key works from here, and the gateway was told that its own does not. */
async function whyOld(
  answers: OpenClawAnswers,
  { source, path }: FoundKey,
  signal: AbortSignal,
): Promise<Failure> {
  if (isDotenv(source)) return failure("gateway_restart_needed", detailOf({ source, path }));
  const isOff = source !== "process" && (await answers.isReloadOff(signal));
  return failure(isOff ? "gateway_reload_off" : "gateway_stale");
}

/** Read only when a process starts. */
const isDotenv = (source: SourceName): boolean =>
  source.endsWith("Dotenv") || source === "serviceEnvironment";

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
