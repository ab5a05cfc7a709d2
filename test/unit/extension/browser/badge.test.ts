import { expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { showBadge } from "../../../../src/extension/browser/badge.ts";

it.each(["warning", "bad"] as const)(
  "a badge that is %s has text, title, and figures to be read",
  async (tone) => {
    const action = { setBadgeText: vi.fn(), setBadgeBackgroundColor: vi.fn(), setTitle: vi.fn() };
    Object.assign(browser, { action });
    await showBadge({ text: "!", tone, title: "Clawkey: the disk is full" });
    expect(action.setBadgeText.mock.calls).toEqual([[{ text: "!" }]]);
    expect(action.setTitle.mock.calls).toEqual([[{ title: "Clawkey: the disk is full" }]]);
    const [[{ color }]] = action.setBadgeBackgroundColor.mock.calls as [[{ color: string }]];
    expect(contrastWithWhite(color)).toBeGreaterThanOrEqual(4.5);
  },
);

/** WCAG 2.2, relative luminance. */
function contrastWithWhite(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red! + 0.7152 * green! + 0.0722 * blue! + 0.05);
}
