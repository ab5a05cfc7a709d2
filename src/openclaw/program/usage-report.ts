/** What OpenClaw itself says about the Claude plan: its report, and the two ways of getting one. */
import * as z from "zod/mini";
import { UsageWindow } from "../../core/claude/windows.ts";

/** `nothing`: OpenClaw does not ask for this plan at all, for it has no token. `failed`: any other failure. */
export type ReportedUsage =
  | { state: "windows"; windows: UsageWindow[] }
  | { state: "scope-missing" | "rate-limited" | "refused" | "unreachable" | "nothing" | "failed" };

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

/** OpenClaw 2026.9.6 tells its failures in words, with the status of the answer in front. */
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
