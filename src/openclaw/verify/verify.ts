/**
 * Goes step by step from the key to the windows in OpenClaw, and names the first step that fails: OpenClaw itself
 * answers every failure of the key with the same words. Read-only; a gateway that takes a new key over is waited
 * for. Starts no process: whoever calls brings OpenClaw's answers.
 */
import { failure, type Failure, type Result } from "../../core/messages/failures.ts";
import type { UsageWindow } from "../../core/claude/windows.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";
import { readUsage, type Usage } from "../../core/claude/usage.ts";
import type { VerifyStep, VerifyReply } from "../../core/messages/messages.ts";
import { isGatewayElsewhere } from "../files/sources.ts";
import { networkOf } from "./network.ts";
import type { Instance } from "../openclaw.ts";
import { claudeIn, TOKEN_FAILURES, type OpenClawAnswers } from "./answers.ts";
import { claudeWithKey } from "./ask-claude.ts";
import { checkGateway, takenOverBy } from "./check-gateway.ts";
import { detailOf, findKey, type FoundKey } from "./find-key.ts";

/** Measured: 8 to 20 s. Whoever waits in a browser gives up a little later than this. */
const BOUND_MS = 90_000;

/**
 * `/status` in a chat asks anew each time, and leaves its usage line out, without a word, where that takes longer.
 * Measured on 2026.9.6: three answers of 0.9 s each show the line, of 1.3 s each none.
 */
const CHAT_WAITS_MS = 3_500;

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
  const found = await answers.version(signal);
  if (!found.ok) return found;
  const { version } = found;

  begin("token");
  const token = await checkToken(answers, signal);
  if (!token.ok) return token;

  begin("claude");
  const network = networkOf(instance, version);
  if (!network) return failure("claude_offline");
  const ask = (one: SessionKey) => readUsage(claudeWithKey(one, network, { ended: signal }));
  const start = performance.now();
  const usage = await ask(key.key);
  // Two questions of three. The first goes to Anthropic with OpenClaw's own token, and takes about as long as these.
  const allMs = Math.round((performance.now() - start) * 1.5);
  if (!usage.ok) return claudeFailure(usage, key, ask);

  const shown = (seenBy: VerifyReply["seenBy"], windows: UsageWindow[]): VerifyReply => ({
    ok: true,
    seenBy,
    windows,
    version,
    source: key.source,
    ...(allMs > CHAT_WAITS_MS ? { slowMs: allMs } : {}),
  });
  const isElsewhere = await isGatewayElsewhere(instance);
  const expected = { key, windows: usage.windows, version, isElsewhere };
  const askGateway = async () => {
    begin("gateway");
    return checkGateway(answers, expected, signal);
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

async function checkToken(answers: OpenClawAnswers, signal: AbortSignal): Promise<Result> {
  const answer = await answers.ownTokenUsage(signal);
  if (!answer.ok) return answer;
  const { state } = claudeIn(answer.report);
  return state === "scope-missing" ? { ok: true } : failure(TOKEN_FAILURES[state]);
}

async function claudeFailure(
  { code, organizations }: Usage & { ok: false },
  key: FoundKey,
  ask: (key: SessionKey) => Promise<Usage>,
): Promise<Failure> {
  if (code === "session_refused" && key.source === "serviceEnvironment")
    return failure("service_copy_first", detailOf(key));
  // Only where the key below works is it of any use to remove this one.
  if (code === "session_refused" && key.hidden && (await ask(key.hidden)).ok)
    return failure("key_shadowed", detailOf(key));
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
