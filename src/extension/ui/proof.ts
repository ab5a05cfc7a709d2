/** What the user reads of OpenClaw's own word: on the way to it, and when it has come. */
import { failure, type Result } from "../../core/messages/failures.ts";
import type { UsageWindow } from "../../core/claude/windows.ts";
import { VerifyStep, type VerifyReply } from "../../core/messages/messages.ts";
import { foreignWords } from "../../core/messages/text.ts";
import { isNewerThanTested, TESTED_OPENCLAW } from "../../core/versions.ts";
import { notice, statusOf, type Status } from "./status.ts";
import type { UsageFacts } from "./usage-status.ts";
import { message, percent, type Message } from "./words.ts";

/** In one line: it is proof, not the display. */
const SHOWN = 2;
const LABEL_LENGTH = 20;

/** The step that `verify` is at, null before the first; or what came of it. */
export type Proof = { step: VerifyStep | null } | Result<VerifyReply>;

/** @param usage what claude.ai says in this browser of the very key that the proof is about; null where that is not known */
export function proofStatus(proof: Proof, usage: UsageFacts | null = null): Status {
  if ("step" in proof) return progressStatus(proof.step);
  // Accepted here, the key is alive: it is the program, or its network, that claude.ai refuses.
  if (!proof.ok && proof.code === "session_refused" && usage?.usage.ok)
    return statusOf(failure("claude_refused"));
  if (!proof.ok) return statusOf(proof);
  const text = [windowsText(proof.windows)];
  if (proof.seenBy === "command") text.push(message("proof.by_command"));
  if (proof.slowMs !== undefined)
    text.push(message("proof.slow", { seconds: Math.round(proof.slowMs / 100) / 10 }));
  if (isNewerThanTested(proof.version))
    text.push(message("proof.untested", { version: proof.version, newest: TESTED_OPENCLAW.newest }));
  return { ...notice("proof.title", ...text), tone: "good" };
}

function progressStatus(step: VerifyStep | null): Status {
  const value = step === null ? 0 : VerifyStep.options.indexOf(step);
  const of = VerifyStep.options.length;
  const text =
    step === null
      ? message("proof.starting")
      : message("proof.step", { at: value + 1, of, what: message(`proof.step_${step}`) });
  return { ...notice("proof.asking", text), tone: "busy", progress: { value, of } };
}

function windowsText(windows: readonly UsageWindow[]): Message {
  if (windows.length === 0) return message("proof.no_window");
  const shown = windows
    .slice(0, SHOWN)
    .map(({ label, usedPercent }) =>
      message("proof.window", { label: foreignWords(label, LABEL_LENGTH), percent: percent(usedPercent) }),
    );
  return message("proof.windows", { windows: shown });
}
