/** claude.ai's numbers beside OpenClaw's. */
import { isSamePlan, type UsageWindow } from "../../src/core/claude/windows.ts";

/** `close`: of one plan, and used meanwhile. */
export const VERDICTS = ["same", "close", "different", "missing", "extra"] as const;
type Verdict = (typeof VERDICTS)[number];

export interface ComparedRow {
  label: string;
  /** Whole numbers, 0 to 100; null where that side does not show this window, or says nothing yet. */
  claude: number | null;
  openClaw: number | null;
  /** Null where there is nothing to compare. */
  verdict: Verdict | null;
}

/** @param openClaw null while it says nothing; either may be null */
export function compareWindows(
  claude: readonly UsageWindow[] | null,
  openClaw: readonly UsageWindow[] | null,
): ComparedRow[] {
  const labels = new Set([...(claude ?? []), ...(openClaw ?? [])].map(({ label }) => label));
  return Array.from(labels, (label) => {
    const ours = claude?.find((window) => window.label === label) ?? null;
    const theirs = openClaw?.find((window) => window.label === label) ?? null;
    const verdict = claude && openClaw && verdictOn(ours, theirs);
    return { label, claude: percentOf(ours), openClaw: percentOf(theirs), verdict };
  });
}

const percentOf = (window: UsageWindow | null): number | null => window && Math.round(window.usedPercent);

function verdictOn(claude: UsageWindow | null, openClaw: UsageWindow | null): Verdict {
  if (!claude) return "extra";
  if (!openClaw) return "missing";
  if (!isSamePlan([openClaw], [claude])) return "different";
  return percentOf(claude) === percentOf(openClaw) ? "same" : "close";
}
