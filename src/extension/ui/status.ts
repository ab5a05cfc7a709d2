/** From an outcome to what the user reads: tone, words, and what to do next. Decides; shows nothing itself. */
import type { Failure, FailureCode, Outcome, Saved } from "../export/outcome.ts";
import { commandFor } from "../../core/messages/mending-command.ts";
import type { CopyFormat } from "../browser/records.ts";
import { foreignWords } from "../../core/messages/text.ts";
import { message, type Message, type MessageKey } from "./words.ts";

/** An organization's, as whoever owns it wrote it. */
const MAX_NAME = 40;

/** Each tone has its own symbol as well as its colour. */
type Tone = "neutral" | "busy" | "good" | "warning" | "bad";

export type ActionName =
  | "open_welcome"
  | "open_options"
  | "open_claude"
  | "choose_target"
  | "confirm_file"
  | "copy_command";

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
  const { file, path, changed, tightened, durable, effect, restart } = saved;
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
  if (restart) text.push(restartText(restart));
  else if (file === "dotenv") text.push(message("popup.saved_gateway_dotenv"));
  if (tightened) text.push(message("popup.saved_tightened"));
  if (durable === false) text.push(message("popup.saved_not_durable"));
  return { tone: "good", title: message("popup.saved"), text, actions: [] };
}

function restartText(restart: NonNullable<Saved["restart"]>): Message {
  if (restart.ok) return message("popup.gateway_restarted");
  const title = failureTitle(restart);
  // There is no room for a command here, and a hand at the gateway is quicker.
  if (commandFor(restart.code)) return message("popup.gateway_restart_left", { title });
  const next = message(`failure.${restart.code}.next`, valuesOf(restart));
  return message("popup.gateway_not_restarted", { title, next });
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
  return {
    tone: toneOf(code),
    title: failureTitle(failure),
    text: [message(`failure.${code}.next`, valuesOf(failure)), ...hintsFor(code)],
    ...(command === undefined ? {} : { command }),
    actions: command === undefined ? actionsFor(code) : ["copy_command"],
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

function toneOf(code: FailureCode): Tone {
  switch (code) {
    case "consent_missing":
    case "signed_out":
    case "token_has_scope":
      return "neutral";
    case "claude_rate_limited":
    case "token_rate_limited":
    case "openclaw_missing":
      return "warning";
    default:
      return "bad";
  }
}

function actionsFor(code: FailureCode): ActionName[] {
  switch (code) {
    case "consent_missing":
    case "permission_missing":
      return ["open_welcome"];
    case "signed_out":
    case "key_malformed":
    case "session_refused":
    case "organization_missing":
      return ["open_claude"];
    case "native_permission_missing":
      return ["choose_target"];
    case "file_changed_place":
    case "config_included":
    case "config_unsupported":
    case "dotenv_unsupported":
    case "folder_symlink":
      return ["confirm_file"];
    default:
      return [];
  }
}
