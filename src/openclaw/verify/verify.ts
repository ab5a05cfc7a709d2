/**
 * Climbs from the key to the windows in OpenClaw, and names the first rung that breaks. OpenClaw itself answers every
 * failure of the key with the same words. Read-only; a gateway that takes a new key over is waited for.
 */
import type { UsageWindow } from "../../core/claude/windows.ts";
import { readUsage, type Usage } from "../../core/claude/usage.ts";
import type { CompanionFailure, Rung, VerifyReply } from "../../core/messages/messages.ts";
import type { Place } from "../openclaw.ts";
import { claudeWithKey } from "./ask-claude.ts";
import { checkGateway, takenOverBy } from "./check-gateway.ts";
import { detailOf, findKey, type FoundKey } from "./find-key.ts";
import { OpenClaw } from "../program/commands.ts";
import { claudeIn } from "../program/usage-report.ts";
import { checkToken, noAnswer } from "./token-rung.ts";

/** Measured: 8 to 20 s. Whoever waits in a browser gives up a little later than this. */
const BOUND_MS = 90_000;

/** The one that the rules for key and files were measured on. */
const OLDEST_OPENCLAW = "2026.9.6";

export interface VerifyOptions {
  /** Called before each rung. */
  onRung?: (rung: Rung) => void;
  /** Gives up early, and ends what was started. */
  signal?: AbortSignal;
  /** For all rungs together. */
  boundMs?: number;
}

/** @returns a failure with its `rung`, or what OpenClaw shows */
export async function verify(
  place: Place,
  { onRung = () => {}, signal, boundMs = BOUND_MS }: VerifyOptions = {},
): Promise<VerifyReply | CompanionFailure> {
  let rung: Rung = "key";
  const step = (next: Rung) => {
    rung = next;
    onRung(next);
  };
  const bound = AbortSignal.timeout(boundMs);
  const ended = signal ? AbortSignal.any([signal, bound]) : bound;
  const result = await climb(place, new OpenClaw(place, ended), step, ended);
  if (result.ok) return result;
  return bound.aborted ? { ok: false, code: "openclaw_hanging", rung } : { ...result, rung };
}

async function climb(
  place: Place,
  openclaw: OpenClaw,
  step: (rung: Rung) => void,
  signal: AbortSignal,
): Promise<VerifyReply | CompanionFailure> {
  step("key");
  const key = await findKey(place);
  if (!key.ok) return key;

  step("openclaw");
  const found = await checkVersion(openclaw);
  if (!found.ok) return found;

  step("token");
  const token = await checkToken(openclaw);
  if (!token.ok) return token;

  step("claude");
  const usage = await readUsage(claudeWithKey(key.key, place.env, { ended: signal }));
  if (!usage.ok) return claudeFailure(usage, key);

  step("gateway");
  const { version } = found;
  const { source } = key;
  const gateway = await checkGateway(openclaw, key, usage.windows, signal);
  if (!gateway.ok) return gateway;
  if (gateway.windows !== "stopped")
    return { ok: true, seenBy: "gateway", windows: gateway.windows, version, source };

  step("usage");
  const command = await checkCommand(openclaw);
  if (!command.ok) return command;
  // It may have been in the middle of taking the key over.
  if (Date.now() < (await takenOverBy(key))) {
    step("gateway");
    const again = await checkGateway(openclaw, key, usage.windows, signal);
    if (!again.ok) return again;
    if (again.windows !== "stopped")
      return { ok: true, seenBy: "gateway", windows: again.windows, version, source };
  }
  return { ok: true, seenBy: "command", windows: command.windows, version, source };
}

/** The command line asks by itself: with no gateway running it is all there is. */
async function checkCommand(
  openclaw: OpenClaw,
): Promise<{ ok: true; windows: UsageWindow[] } | CompanionFailure> {
  const answer = await openclaw.usage({ withKey: true });
  if (!answer.ok) return noAnswer(answer);
  const shown = claudeIn(answer.report);
  if (shown.state === "windows") return { ok: true, windows: shown.windows };
  return { ok: false, code: shown.state === "rate-limited" ? "token_rate_limited" : "usage_not_shown" };
}

async function checkVersion(openclaw: OpenClaw): Promise<{ ok: true; version: string } | CompanionFailure> {
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

function claudeFailure({ code, organizations }: Usage & { ok: false }, key: FoundKey): CompanionFailure {
  if (code === "session_refused" && key.hidesAnother)
    return { ok: false, code: "key_shadowed", detail: detailOf(key) };
  const [first] = organizations;
  return { ok: false, code, ...(first ? { detail: { name: first.name ?? first.uuid } } : {}) };
}
