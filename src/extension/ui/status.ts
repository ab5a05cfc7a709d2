/** From an outcome to what the user reads: tone, words, and what to do next. Decides; shows nothing itself. */
import {
  commandFor,
  rowOf,
  type ActionName as FailureAction,
  type Failure,
  type FailureCode,
} from "../../core/messages/failures.ts";
import type { Outcome, Saved } from "../export/outcome.ts";
import type { CopyFormat } from "../browser/records.ts";
import { foreignWords } from "../../core/messages/text.ts";
import { message, type Message, type MessageKey } from "./words.ts";

/** An organization's, as whoever owns it wrote it. */
const MAX_NAME = 40;

/** Each tone has its own symbol as well as its colour. */
type Tone = "neutral" | "busy" | "good" | "warning" | "bad";

/** `copy_command` stands beside a command, `open_options` where nothing else is left to do. */
export type ActionName = FailureAction | "open_options" | "copy_command";

export interface Status {
  tone: Tone;
  title: Message;
  text: Message[];
  /** A command for the terminal, shown with a button that copies it. */
  command?: string;
  /** How many of how many steps are done. */
  progress?: { value: number; of: number };
  actions: ActionName[];
}

export function statusOf(outcome: Outcome): Status {
  if (!outcome.ok) return failureStatus(outcome);
  return outcome.kind === "copied" ? copiedStatus(outcome.format) : savedStatus(outcome);
}

function savedStatus(saved: Saved): Status {
  const { file, path, changed, tightened, durable, effect } = saved;
  if (!effect.effective) {
    const text =
      effect.path === null
        ? message("popup.shadowed_process_text")
        : message("popup.shadowed_text", { source: message(`source.${effect.source}`), path: effect.path });
    return { tone: "warning", title: message("popup.shadowed"), text: [text], actions: ["confirm_file"] };
  }
  if (!changed) {
    return {
      tone: "good",
      title: message("popup.unchanged"),
      text: [message("popup.unchanged_text", { path })],
      actions: [],
    };
  }
  const text = [message("popup.saved_text", { path })];
  // Whether a gateway has it is told by OpenClaw itself, below this.
  if (file === "dotenv") text.push(message("popup.saved_gateway_dotenv"));
  if (tightened) text.push(message("popup.saved_tightened"));
  if (durable === false) text.push(message("popup.saved_not_durable"));
  return { tone: "good", title: message("popup.saved"), text, actions: [] };
}

function copiedStatus(format: CopyFormat): Status {
  const text = [message("popup.copied_text")];
  if (FOR_A_SHELL.includes(format)) text.unshift(message("popup.copied_shell"));
  if (format === "ssh") text.unshift(message("popup.copied_ssh"));
  return { tone: "good", title: message("popup.copied"), text, actions: [] };
}

const FOR_A_SHELL: readonly CopyFormat[] = ["posix", "fish", "powershell", "ssh"];

/** Something to tell that is no outcome. */
export const notice = (title: MessageKey | Message, ...text: (MessageKey | Message)[]): Status => ({
  tone: "neutral",
  title: asMessage(title),
  text: text.map(asMessage),
  actions: [],
});

const asMessage = (words: MessageKey | Message): Message =>
  typeof words === "string" ? message(words) : words;

/** When the 30 seconds of a copied key are over. */
export const clearedStatus = (cleared: boolean): Status =>
  cleared ? notice("popup.copied_cleared") : { ...notice("popup.copied_not_cleared"), tone: "warning" };

/** What is wrong, in one line. */
export const failureTitle = (failure: Failure): Message =>
  message(`failure.${failure.code}.title`, valuesOf(failure));

function failureStatus(failure: Failure): Status {
  const { code } = failure;
  const command = commandFor(code);
  const { action } = rowOf(code);
  return {
    tone: rowOf(code).tone ?? "bad",
    title: failureTitle(failure),
    text: [message(`failure.${code}.next`, valuesOf(failure)), ...hintsFor(code)],
    ...(command === undefined ? {} : { command }),
    actions: command ? ["copy_command"] : action ? [action] : [],
  };
}

/** What a failure's words may have places for. */
const valuesOf = ({ detail = {} }: Failure) => ({
  path: detail.path ?? "",
  file: detail.path?.split(/[\\/]/).at(-1) ?? "",
  line: detail.line ?? 0,
  column: detail.column ?? 0,
  errno: detail.errno ?? "",
  source: detail.source ? message(`source.${detail.source}`) : "",
  version: detail.version ?? "",
  oldest: detail.oldest ?? "",
  name: foreignWords(detail.name ?? "", MAX_NAME),
});

/** Firefox shows a sign-in within a container to nobody who does not ask for that very one. */
const hintsFor = (code: FailureCode): Message[] =>
  import.meta.env.BROWSER === "firefox" && code === "signed_out"
    ? [message("popup.signed_out_container")]
    : [];
