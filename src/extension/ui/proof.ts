/** What the user reads of OpenClaw's own word: on the way to it, and when it has come. */
import type { Failure } from "../../core/messages/failures.ts";
import type { UsageWindow } from "../../core/claude/windows.ts";
import { VerifyStep, type VerifyReply } from "../../core/messages/messages.ts";
import { foreignWords } from "../../core/messages/text.ts";
import { notice, statusOf, type Status } from "./status.ts";
import { message, type Message } from "./words.ts";

/** More would not fit, and says nothing more: it is proof, not the display. */
const SHOWN = 4;
const LABEL_LENGTH = 20;

/** @param step the one that is climbed; null before the first */
export function seenProgress(step: VerifyStep | null): Status {
  const at = step === null ? 0 : VerifyStep.options.indexOf(step);
  const text = step === null ? [] : [message(`seen.step_${step}`)];
  const status = { ...notice("seen.asking", ...text), tone: "busy" } as const;
  return { ...status, progress: { value: at, of: VerifyStep.options.length } };
}

export function seenStatus(result: VerifyReply | Failure): Status {
  if (!result.ok) return statusOf(result);
  const text = [windowsText(result.windows)];
  if (result.seenBy === "command") text.push(message("seen.by_command"));
  return { ...notice("seen.title", ...text), tone: "good" };
}

function windowsText(windows: readonly UsageWindow[]): Message {
  const [first, ...others] = windows.slice(0, SHOWN).map(({ label, usedPercent }) => {
    return message("seen.window", {
      label: foreignWords(label, LABEL_LENGTH),
      percent: Math.round(usedPercent),
    });
  });
  if (!first) return message("seen.no_window");
  return others.reduce((line, window) => message("seen.windows", { line, window }), first);
}
