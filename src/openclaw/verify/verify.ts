/**
 * Goes step by step from the key to the windows in OpenClaw, and names the first one that fails. OpenClaw itself answers every
 * failure of the key with the same words. Read-only; a gateway that takes a new key over is waited for.
 */
import { failure, type Failure } from "../../core/messages/failures.ts";
import type { UsageWindow } from "../../core/claude/windows.ts";
import { readUsage, type Usage } from "../../core/claude/usage.ts";
import type { VerifyStep, VerifyReply } from "../../core/messages/messages.ts";
import type { Instance } from "../openclaw.ts";
import { claudeWithKey } from "./ask-claude.ts";
import { checkGateway, takenOverBy } from "./check-gateway.ts";
import { detailOf, findKey, type FoundKey } from "./find-key.ts";
import { OpenClaw } from "../program/commands.ts";
import { claudeIn } from "../program/usage-report.ts";
import { checkToken, noAnswer } from "./check-token.ts";

/** Measured: 8 to 20 s. Whoever waits in a browser gives up a little later than this. */
const BOUND_MS = 90_000;

/** The one that the rules for key and files were measured on. */
const OLDEST_OPENCLAW = "2026.9.6";

export interface VerifyOptions {
  /** Called before each step. */
  onStep?: (step: VerifyStep) => void;
  /** Gives up early, and ends what was started. */
  signal?: AbortSignal;
  /** For all steps together. */
  boundMs?: number;
}

/** @returns a failure with the step that it came from, or what OpenClaw shows */
export async function verify(
  place: Instance,
  { onStep = () => {}, signal, boundMs = BOUND_MS }: VerifyOptions = {},
): Promise<VerifyReply | Failure> {
  let step: VerifyStep = "key";
  const begin = (next: VerifyStep) => {
    step = next;
    onStep(next);
  };
  const bound = AbortSignal.timeout(boundMs);
  const ended = signal ? AbortSignal.any([signal, bound]) : bound;
  const result = await takeSteps(place, new OpenClaw(place, ended), begin, ended);
  if (result.ok) return result;
  const code = bound.aborted ? "openclaw_hanging" : result.code;
  return failure(code, { ...result.detail, step });
}

async function takeSteps(
  place: Instance,
  openclaw: OpenClaw,
  begin: (step: VerifyStep) => void,
  signal: AbortSignal,
): Promise<VerifyReply | Failure> {
  begin("key");
  const key = await findKey(place);
  if (!key.ok) return key;

  begin("openclaw");
  const found = await checkVersion(openclaw);
  if (!found.ok) return found;

  begin("token");
  const token = await checkToken(openclaw);
  if (!token.ok) return token;

  begin("claude");
  const usage = await readUsage(claudeWithKey(key.key, place.env, { ended: signal }));
  if (!usage.ok) return claudeFailure(usage, key);

  begin("gateway");
  const { version } = found;
  const { source } = key;
  const gateway = await checkGateway(openclaw, key, usage.windows, signal);
  if (!gateway.ok) return gateway;
  if (gateway.windows !== "stopped")
    return { ok: true, seenBy: "gateway", windows: gateway.windows, version, source };

  begin("usage");
  const command = await checkCommand(openclaw);
  if (!command.ok) return command;
  // It may have been in the middle of taking the key over.
  if (Date.now() < (await takenOverBy(key))) {
    begin("gateway");
    const again = await checkGateway(openclaw, key, usage.windows, signal);
    if (!again.ok) return again;
    if (again.windows !== "stopped")
      return { ok: true, seenBy: "gateway", windows: again.windows, version, source };
  }
  return { ok: true, seenBy: "command", windows: command.windows, version, source };
}

/** The command line asks by itself: with no gateway running it is all there is. */
async function checkCommand(openclaw: OpenClaw): Promise<{ ok: true; windows: UsageWindow[] } | Failure> {
  const answer = await openclaw.usage({ withKey: true });
  if (!answer.ok) return noAnswer(answer);
  const shown = claudeIn(answer.report);
  if (shown.state === "windows") return { ok: true, windows: shown.windows };
  return { ok: false, code: shown.state === "rate-limited" ? "token_rate_limited" : "usage_not_shown" };
}

async function checkVersion(openclaw: OpenClaw): Promise<{ ok: true; version: string } | Failure> {
  const found = await openclaw.version();
  if (!found.ok && found.why === "failed") return { ok: false, code: "openclaw_failed" };
  if (!found.ok) return noAnswer(found);
  const { version } = found;
  if (!isOlder(version, OLDEST_OPENCLAW)) return found;
  return { ok: false, code: "openclaw_too_old", detail: { version, oldest: OLDEST_OPENCLAW } };
}

/** Versions are year, month and a count, compared number by number. */
function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split(".").map(Number));
  const at = a!.findIndex((number, index) => number !== b![index]);
  return at >= 0 && a![at]! < b![at]!;
}

function claudeFailure({ code, organizations }: Usage & { ok: false }, key: FoundKey): Failure {
  if (code === "session_refused" && key.hidesAnother)
    return { ok: false, code: "key_shadowed", detail: detailOf(key) };
  const [first] = organizations;
  return { ok: false, code, ...(first ? { detail: { name: first.name ?? first.uuid } } : {}) };
}
