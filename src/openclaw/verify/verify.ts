/**
 * Goes step by step from the key to the windows in OpenClaw, and names the first step that fails: OpenClaw itself
 * answers every failure of the key with the same words. Read-only; a gateway that takes a new key over is waited
 * for. Starts no process: whoever calls brings OpenClaw's answers.
 */
import { failure, type Failure, type FailureCode, type Result } from "../../core/messages/failures.ts";
import type { UsageWindow } from "../../core/claude/windows.ts";
import { readUsage, type Usage } from "../../core/claude/usage.ts";
import type { VerifyStep, VerifyReply } from "../../core/messages/messages.ts";
import type { Instance } from "../openclaw.ts";
import { claudeIn, type OpenClawAnswers, type ReportedUsage } from "./answers.ts";
import { claudeWithKey } from "./ask-claude.ts";
import { checkGateway, takenOverBy } from "./check-gateway.ts";
import { detailOf, findKey, type FoundKey } from "./find-key.ts";

/** Measured: 8 to 20 s. Whoever waits in a browser gives up a little later than this. */
const BOUND_MS = 90_000;

/** The one that the rules for key and files were measured on. */
const OLDEST_OPENCLAW = "2026.9.6";

/** OpenClaw tries the key after one answer only: its token lacks the scope. Everything else ends here. */
const TOKEN_FAILURES: Readonly<Record<Exclude<ReportedUsage["state"], "scope-missing">, FailureCode>> = {
  windows: "token_has_scope",
  "rate-limited": "token_rate_limited",
  refused: "token_refused",
  unreachable: "token_unreachable",
  nothing: "token_missing",
  failed: "token_unclear",
};

export interface VerifyOptions {
  /** Called before each step. */
  onStep?: (step: VerifyStep) => void;
  /** Gives up early, and ends what was started. */
  signal?: AbortSignal;
  /** For all steps together. */
  boundMs?: number;
}

/** @returns what OpenClaw shows, or a failure whose `detail.step` says at which step */
export async function verify(
  instance: Instance,
  answers: OpenClawAnswers,
  { onStep = () => {}, signal, boundMs = BOUND_MS }: VerifyOptions = {},
): Promise<VerifyReply | Failure> {
  let step: VerifyStep = "key";
  const begin = (next: VerifyStep) => {
    step = next;
    onStep(next);
  };
  const bound = AbortSignal.timeout(boundMs);
  const ended = signal ? AbortSignal.any([signal, bound]) : bound;
  const result = await takeSteps(instance, answers, begin, ended);
  if (result.ok) return result;
  const code = bound.aborted ? "openclaw_hanging" : result.code;
  return failure(code, { ...result.detail, step });
}

async function takeSteps(
  instance: Instance,
  answers: OpenClawAnswers,
  begin: (step: VerifyStep) => void,
  signal: AbortSignal,
): Promise<VerifyReply | Failure> {
  begin("key");
  const key = await findKey(instance);
  if (!key.ok) return key;

  begin("openclaw");
  const found = await checkVersion(answers, signal);
  if (!found.ok) return found;

  begin("token");
  const token = await checkToken(answers, signal);
  if (!token.ok) return token;

  begin("claude");
  const usage = await readUsage(claudeWithKey(key.key, instance.env, { ended: signal }));
  if (!usage.ok) return claudeFailure(usage, key);

  const shown = (seenBy: VerifyReply["seenBy"], windows: UsageWindow[]): VerifyReply => ({
    ok: true,
    seenBy,
    windows,
    version: found.version,
    source: key.source,
  });
  const askGateway = async () => {
    begin("gateway");
    return checkGateway(answers, key, usage.windows, signal);
  };

  const gateway = await askGateway();
  if (!gateway.ok) return gateway;
  if (gateway.windows) return shown("gateway", gateway.windows);

  begin("usage");
  const command = await checkCommand(answers, signal);
  if (!command.ok) return command;
  // It may have been in the middle of taking the key over.
  if (Date.now() < (await takenOverBy(key))) {
    const again = await askGateway();
    if (!again.ok) return again;
    if (again.windows) return shown("gateway", again.windows);
  }
  return shown("command", command.windows);
}

async function checkVersion(
  answers: OpenClawAnswers,
  signal: AbortSignal,
): Promise<Result<{ version: string }>> {
  const found = await answers.version(signal);
  if (!found.ok || !isOlder(found.version, OLDEST_OPENCLAW)) return found;
  return failure("openclaw_too_old", { version: found.version, oldest: OLDEST_OPENCLAW });
}

/** Versions are year, month and a count, compared number by number. */
function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split(".").map(Number));
  const at = a!.findIndex((number, index) => number !== b![index]);
  return at >= 0 && a![at]! < b![at]!;
}

async function checkToken(answers: OpenClawAnswers, signal: AbortSignal): Promise<Result> {
  const answer = await answers.ownTokenUsage(signal);
  if (!answer.ok) return answer;
  const { state } = claudeIn(answer.report);
  return state === "scope-missing" ? { ok: true } : failure(TOKEN_FAILURES[state]);
}

function claudeFailure({ code, organizations }: Usage & { ok: false }, key: FoundKey): Failure {
  if (code === "session_refused" && key.source === "serviceEnvironment")
    return failure("service_copy_first", detailOf(key));
  if (code === "session_refused" && key.hidesAnother) return failure("key_shadowed", detailOf(key));
  const [first] = organizations;
  return failure(code, first && { name: first.name ?? first.uuid });
}

/** The command line asks by itself: with no gateway running it is all there is. */
async function checkCommand(
  answers: OpenClawAnswers,
  signal: AbortSignal,
): Promise<Result<{ windows: UsageWindow[] }>> {
  const answer = await answers.commandUsage(signal);
  if (!answer.ok) return answer;
  const shown = claudeIn(answer.report);
  if (shown.state === "windows") return { ok: true, windows: shown.windows };
  return failure(shown.state === "rate-limited" ? "token_rate_limited" : "usage_not_shown");
}
