/** Whether a running gateway shows the usage. It may be in the middle of taking a new key over. */
import { failure, type Failure, type Result } from "../../core/messages/failures.ts";
import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isSamePlan, type UsageWindow } from "../../core/claude/windows.ts";
import type { SourceName } from "../../core/messages/messages.ts";
import { knows } from "../versions.ts";
import { claudeIn, type OpenClawAnswers } from "./answers.ts";
import { detailOf, type FoundKey } from "./find-key.ts";

/** Measured from the change of its config: 7 to 17 s on two cores, longer while an agent runs. */
const TAKEOVER_MS = 30_000;

const BETWEEN_MS = 1_000;

/** The windows that every version shows. */
const PLAN = ["5h", "Week"];

/** Enough for one round past its cache, however old the key is. */
const LEAST_ATTEMPTS = 3;

/** What is known by the time a gateway is asked. */
export interface Expected {
  key: FoundKey;
  /** What claude.ai shows for this key: with another one the gateway shows other windows. */
  windows: readonly UsageWindow[];
  /** OpenClaw's. */
  version: string;
  /** It is on another machine, and takes over nothing that is written here. */
  isElsewhere: boolean;
}

/** @returns null where no gateway runs, which is no failure */
export async function checkGateway(
  answers: OpenClawAnswers,
  { key, windows: all, version, isElsewhere }: Expected,
  signal: AbortSignal,
): Promise<Result<{ windows: UsageWindow[] | null }>> {
  const expected = knows(version, "modelLimits") ? all : all.filter(({ label }) => PLAN.includes(label));
  const start = Date.now();
  const patientUntil = isElsewhere ? 0 : await takenOverBy(key);
  await answers.refreshGateway(signal);
  for (let attempt = 1; ; attempt++) {
    const answer = await answers.gatewayUsage(signal);
    // One that takes a key over refuses connections for some seconds; this one is stopped, for good.
    if (answer.ok && answer.report === null && !isElsewhere) return { ok: true, windows: null };
    const report = answer.ok ? answer.report : null;
    const usage = report && claudeIn(report);
    const windows = usage?.state === "windows" ? usage.windows : null;
    const isOld = report !== null && report.updatedAt < start;
    if (windows && !isOld && isSamePlan(windows, expected)) return { ok: true, windows };
    const isPatient = Date.now() < patientUntil || (isOld && attempt < LEAST_ATTEMPTS);
    if (!isPatient || signal.aborted) {
      // Nothing here reaches it, and this machine's command line proves nothing about it.
      if (isElsewhere) return failure("gateway_remote");
      if (!answer.ok) return answer;
      // OpenClaw goes on showing its last good numbers where it can't get new ones.
      if (windows && isOld) return failure("gateway_outdated");
      if (usage?.state === "rate-limited") return failure("token_rate_limited");
      // Its key is refused, or leads to another plan.
      if (windows || usage?.state === "scope-missing") return whyOld(answers, key, version, signal);
      return failure("gateway_unclear");
    }
    await sleep(BETWEEN_MS);
  }
}

/** The key works from here, and the gateway was told that its own does not. */
async function whyOld(
  answers: OpenClawAnswers,
  { source, path }: FoundKey,
  version: string,
  signal: AbortSignal,
): Promise<Failure> {
  if (source === "process") return failure("gateway_stale");
  if (isDotenv(source) || !knows(version, "rotation"))
    return failure("gateway_restart_needed", detailOf({ source, path }));
  return failure((await answers.isReloadOff(signal)) ? "gateway_reload_off" : "gateway_stale");
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
