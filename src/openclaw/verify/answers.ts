/** What OpenClaw itself says about the Claude plan, whoever asks it: its command line, or a part inside its gateway. */
import * as z from "zod/mini";
import { UsageWindow } from "../../core/claude/windows.ts";
import type { FailureCode, Result } from "../../core/messages/failures.ts";

/** What `verify` asks of one OpenClaw. All of it only reads. A signal ends what was started for the answer. */
export interface OpenClawAnswers {
  /** Such as `2026.9.6`. */
  version(signal: AbortSignal): Promise<Result<{ version: string }>>;
  /** With every session key hidden from it: what is left is its own token. */
  ownTokenUsage(signal: AbortSignal): Promise<Result<{ report: UsageReport }>>;
  /** What it finds by itself, with the key and without a gateway. */
  commandUsage(signal: AbortSignal): Promise<Result<{ report: UsageReport }>>;
  /** Makes a running gateway ask Anthropic and claude.ai again; its own cache is a minute long. */
  refreshGateway(signal: AbortSignal): Promise<void>;
  /** What a running gateway knows. */
  gatewayUsage(signal: AbortSignal): Promise<GatewayAnswer>;
  /** Whether its gateway looks at its config no more; by its own reading of the config, included files and all. */
  isReloadOff(signal: AbortSignal): Promise<boolean>;
}

/** Null where no gateway runs, which is no failure. */
export type GatewayAnswer = Result<{ report: UsageReport | null }>;

/** `nothing`: OpenClaw does not ask for this plan at all, for it has no token. `failed`: any other failure. */
export type ReportedUsage =
  | { state: "windows"; windows: UsageWindow[] }
  | { state: "scope-missing" | "rate-limited" | "refused" | "unreachable" | "nothing" | "failed" };

/** OpenClaw tries the key after one answer only: its token lacks the scope. Everything else ends here. */
export const TOKEN_FAILURES: Readonly<Record<Exclude<ReportedUsage["state"], "scope-missing">, FailureCode>> =
  {
    windows: "token_has_scope",
    "rate-limited": "token_rate_limited",
    refused: "token_refused",
    unreachable: "token_unreachable",
    nothing: "token_missing",
    failed: "token_unclear",
  };

// oxlint-disable promise/valid-params -- these catches are zod's, of no promise
const Window = z.object({
  label: UsageWindow.shape.label,
  usedPercent: UsageWindow.shape.usedPercent,
  resetAt: z.catch(z.nullable(z.number()), null),
});

const Snapshot = z.object({
  provider: z.string(),
  windows: z.catch(z.array(Window), []),
  error: z.catch(z.optional(z.string()), undefined),
});

export const UsageReport = z.object({
  /** Milliseconds since the epoch. */
  updatedAt: z.catch(z.number(), 0),
  /** One that can't be read is another's most often, and no reason to give the whole up. */
  providers: z.array(z.catch(z.nullable(Snapshot), null)),
});
// oxlint-enable promise/valid-params
export type UsageReport = z.infer<typeof UsageReport>;

/** OpenClaw tells its failures in words, with the status of the answer in front: 2026.5.28 to 2026.9.6 in the same. */
const ERRORS = [
  [/^HTTP 403:.*scope requirement user:profile/, "scope-missing"],
  [/^HTTP 429\b/, "rate-limited"],
  [/^(HTTP 40[13]\b|Token expired)/, "refused"],
  [/^(Timeout$|HTTP 5)|fetch failed/, "unreachable"],
] as const;

export function claudeIn({ providers }: UsageReport): ReportedUsage {
  const claude = providers.find((snapshot) => snapshot?.provider === "anthropic");
  if (!claude) return { state: "nothing" };
  const { windows, error } = claude;
  if (windows.length > 0) return { state: "windows", windows };
  const known = ERRORS.find(([pattern]) => error !== undefined && pattern.test(error));
  return { state: known?.[1] ?? "failed" };
}
