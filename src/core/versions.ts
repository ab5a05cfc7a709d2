/** Versions as numbers between points: OpenClaw's, and our own. */

/** The OpenClaw that all is tested with: these, and those between them in test/real-openclaw/versions. */
export const TESTED_OPENCLAW = { oldest: "2026.5.28", newest: "2026.9.6" } as const;

/** No reason to refuse it. It is told, so that nobody looks for the fault elsewhere. */
export const isNewerThanTested = (openclaw: string): boolean => isOlder(TESTED_OPENCLAW.newest, openclaw);

/** Whether the first comes before the second. What follows a number (`-beta.1`) does not count. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split(".").map((part) => Number.parseInt(part, 10)));
  const at = a!.findIndex((number, index) => number !== b![index]);
  return at >= 0 && a![at]! < b![at]!;
}
