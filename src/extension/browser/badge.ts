import { browser } from "wxt/browser";

export interface Badge {
  /** At most four characters; empty for no badge. */
  text: string;
  tone: "warning" | "bad";
  /** What the pointer and a screen reader find on the toolbar's button. */
  title: string;
}

/** Dark enough for white figures on them (4.5 to 1). */
const COLOURS: Record<Badge["tone"], string> = { warning: "#8a5a00", bad: "#b3261e" };

export async function showBadge({ text, tone, title }: Badge): Promise<void> {
  await Promise.all([
    browser.action.setBadgeText({ text }),
    browser.action.setBadgeBackgroundColor({ color: COLOURS[tone] }),
    browser.action.setTitle({ title }),
  ]);
}
