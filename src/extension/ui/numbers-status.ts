/** What the user reads of the plan's numbers on their way to OpenClaw. */
import { failure, rowOf } from "../../core/messages/failures.ts";
import type { NumbersState, Records } from "../browser/records.ts";
import { placeForNumbers } from "../sync/numbers-due.ts";
import { timeOfDay } from "./dates.ts";
import { notice, statusOf, type Status } from "./status.ts";
import { OTHER_ACCOUNT } from "./sync-status.ts";
import { message } from "./words.ts";

export const SENDING: Status = { ...notice("numbers.sending", "numbers.sending_text"), tone: "busy" };

const SETUP_LEFT: Status = {
  ...notice("popup.setup_title", "numbers.setup_text"),
  tone: "due",
  actions: ["open_pairing"],
};

/** Where nothing that was clicked has more to tell. */
export function numbersStatus(records: Records, now: Date): Status {
  const { numbers, settings } = records;
  if (placeForNumbers(records) === null) return SETUP_LEFT;
  if (numbers.waiting) return OTHER_ACCOUNT;
  if (numbers.trouble) return troubleStatus(numbers, numbers.trouble, now);
  const time = numbers.sent && timeOfDay(new Date(numbers.sent.at), now);
  if (settings.paused)
    return {
      ...notice("popup.paused", time ? message("numbers.before", { time }) : "numbers.none"),
      tone: "paused",
    };
  return time ? { ...notice("numbers.sent", message("numbers.sent_text", { time })), tone: "good" } : SENDING;
}

function troubleStatus(
  { sent }: NumbersState,
  { code, detail, nextAt }: NonNullable<NumbersState["trouble"]>,
  now: Date,
): Status {
  const before = sent ? [message("numbers.before", { time: timeOfDay(new Date(sent.at), now) })] : [];
  // Of claude.ai's the commands mend the companion's network, and no browser's.
  if (code.startsWith("claude_") && rowOf(code).passes) {
    const next = message("usage.next_try", { time: timeOfDay(new Date(nextAt), now) });
    return { ...notice(message(`failure.${code}.title`), next, ...before), tone: "warning" };
  }
  const told = statusOf(failure(code, detail));
  // A command stands below the words that lead to it.
  return { ...told, text: [...before, ...told.text] };
}
