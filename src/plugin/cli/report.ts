/** What stands in the plugin's files, in lines for people. */
import type { UsageWindow } from "../../core/claude/windows.ts";
import { foreignWords, NAME_LENGTH } from "../../core/messages/text.ts";
import { dateAndTime, speakAsWanted } from "../../openclaw/words/words.ts";
import type { KeptNumbers } from "../numbers.ts";
import { browserDigits, lookAtPairings, type Browser } from "../pairings.ts";
import type { Place } from "../paths.ts";
import { phrase } from "./words.ts";

/** For the gateway's log; null where a browser is paired, and where that can't be told. */
export async function notPairedYet({ paths, environment }: Place): Promise<string | null> {
  const { browsers, isClear } = await lookAtPairings(paths.state);
  if (!isClear || browsers.length > 0) return null;
  await speakAsWanted({ env: environment, platform: process.platform });
  return phrase("not_paired_yet");
}

export function browserLines(browsers: readonly Browser[]): string[] {
  if (browsers.length === 0) return [phrase("browsers_none")];
  return [
    phrase("browsers"),
    ...browsers.map((browser) =>
      phrase(browser.origin.startsWith("moz-") ? "browser_firefox" : "browser_chromium", {
        digits: browserDigits(browser),
        time: dateAndTime(browser.since),
      }),
    ),
  ];
}

/** Without the browser's id: its digits stand in the list. */
export const numbersJson = ({ by, organizationId: _, ...numbers }: KeptNumbers) => ({
  ...numbers,
  by: browserDigits({ id: by }),
});

/** Without its secret. */
export const browserJson = (browser: Browser) => ({
  id: browser.id,
  digits: browserDigits(browser),
  origin: browser.origin,
  since: browser.since,
});

export const windowLines = (windows: readonly UsageWindow[]): string[] =>
  windows.map(({ label, usedPercent, resetAt }) => {
    const values = { label: foreignWords(label, NAME_LENGTH), percent: Math.round(usedPercent) };
    if (resetAt === null) return phrase("verify_window", values);
    return phrase("verify_window_until", { ...values, time: dateAndTime(resetAt) });
  });
