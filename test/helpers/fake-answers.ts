/** An OpenClaw that answers `verify` without a process, and notes what it was asked. */
import { failure, type FailureCode, type Result } from "../../src/core/messages/failures.ts";
import type { UsageWindow } from "../../src/core/claude/windows.ts";
import type { OpenClawAnswers, UsageReport } from "../../src/openclaw/verify/answers.ts";
import { SCOPE_MISSING, WINDOWS } from "./reporting-openclaw.ts";

/** What it says of the Claude plan; `at` is when that was asked for, now where nothing is said. */
interface Claude {
  windows?: UsageWindow[];
  error?: string;
  at?: number;
}

/** A report, a report that does not speak of Claude, or a failure. */
type Said = Claude | "no plan" | FailureCode;

export interface Answers {
  version: Result<{ version: string }>;
  token: Said;
  command: Said;
  /** In turn, the last one again and again; null where no gateway runs. */
  gateway: readonly (Said | null)[];
  isReloadOff: boolean;
  /** This one is never given, until nobody waits for it. */
  hangs: keyof OpenClawAnswers | null;
}

export interface FakeAnswers extends OpenClawAnswers {
  asked: (keyof OpenClawAnswers)[];
}

const USUAL: Answers = {
  version: { ok: true, version: "2026.9.6" },
  token: { error: SCOPE_MISSING },
  command: { windows: WINDOWS },
  gateway: [{ windows: WINDOWS }],
  isReloadOff: false,
  hangs: null,
};

/** All is well with it, and a gateway runs, but for what is said otherwise. */
export function fakeAnswers(other: Partial<Answers> = {}): FakeAnswers {
  const { version, token, command, gateway, isReloadOff, hangs } = { ...USUAL, ...other };
  const asked: FakeAnswers["asked"] = [];
  const left = [...gateway];
  async function give<T>(name: keyof OpenClawAnswers, signal: AbortSignal, answer: () => T) {
    asked.push(name);
    if (name !== hangs && !signal.aborted) return answer();
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return failure("openclaw_unreadable");
  }
  return {
    asked,
    version: (signal) => give("version", signal, () => version),
    ownTokenUsage: (signal) => give("ownTokenUsage", signal, () => resultOf(token)),
    commandUsage: (signal) => give("commandUsage", signal, () => resultOf(command)),
    refreshGateway: async (signal) => void (await give("refreshGateway", signal, () => null)),
    gatewayUsage: (signal) =>
      give("gatewayUsage", signal, () => {
        const said = left.length > 1 ? left.shift()! : left[0]!;
        return said === null ? { ok: true as const, report: null } : resultOf(said);
      }),
    isReloadOff: async (signal) => (await give("isReloadOff", signal, () => isReloadOff)) === true,
  };
}

function resultOf(said: Said): Result<{ report: UsageReport }> {
  if (said === "no plan") return { ok: true, report: { updatedAt: Date.now(), providers: [] } };
  if (typeof said === "string") return failure(said);
  const { windows = [], error, at = Date.now() } = said;
  return {
    ok: true,
    report: { updatedAt: at, providers: [null, { provider: "anthropic", windows, error }] },
  };
}
