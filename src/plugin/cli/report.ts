/** What stands in the plugin's files, in lines for people. */
import type { UsageWindow } from "../../core/claude/windows.ts";
import { foreignWords, NAME_LENGTH } from "../../core/messages/text.ts";
import { dateAndTime } from "../../openclaw/words/words.ts";
import { browserDigits, type Browser } from "../pairings.ts";
import { phrase } from "../words.ts";

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
