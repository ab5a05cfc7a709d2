/** Tells of windows that are nearly used up, where the user wants to hear of it: by the badge, and by a notification. */
import type { Usage } from "../../core/claude/usage.ts";
import { showBadge } from "../browser/badge.ts";
import { notify } from "../browser/notifications.ts";
import { load, update } from "../browser/storage.ts";
import type { Notice } from "../browser/records.ts";
import { noticeText } from "../ui/notice-words.ts";
import { badgeOf } from "../ui/toolbar.ts";
import { message, say } from "../ui/words.ts";
import { dueNotices, type Reading } from "./due-notices.ts";

/** Looks at what was just read, whoever read it. */
export async function noteNotices({ organization, ...usage }: Usage): Promise<void> {
  if (organization && usage.ok) await tell({ organization: organization.uuid, windows: usage.windows });
}

/** Looks at the clock alone: a window's reset needs no question. */
export const noteResets = (): Promise<void> => tell(null);

/** Somebody has opened the popup: what was told is seen. */
export async function noticesSeen(): Promise<void> {
  const { notices } = await load();
  if (notices.shown === null) return;
  await update("notices", (current) => ({ ...current, shown: null }));
  await showNow();
}

async function tell(read: Reading | null): Promise<void> {
  if (!(await load()).settings.notices) return;
  const now = new Date();
  const due: Notice[] = [];
  await update("notices", (current) => {
    const next = dueNotices(current, read, now.getTime());
    due.push(...next.due);
    return next.notices;
  });
  if (due.length === 0) return;
  await showNow();
  for (const notice of due) await notify(say(message("extension.name")), say(noticeText(notice)));
}

async function showNow(): Promise<void> {
  await showBadge(badgeOf(await load(), new Date()));
}
