/** From a result to what the user reads: tone, words, and what to do next. Decides; shows nothing itself. */
import {
  commandFor,
  COMMANDS,
  failure,
  rowOf,
  type ActionName as FailureAction,
  type Failure,
} from "../../core/messages/failures.ts";
import type { Detail } from "../../core/messages/messages.ts";
import { foreignWords, NAME_LENGTH } from "../../core/messages/text.ts";
import type { CopyFormat, Saved } from "../browser/records.ts";
import type { Replaced } from "../export/destination.ts";
import { message, type Message, type MessageKey } from "./words.ts";

/** Each tone has its own symbol as well as its colour. `due`: something waits for a click. */
type Tone = "neutral" | "due" | "busy" | "good" | "paused" | "warning" | "bad";

/** `copy_command` stands beside a command, `open_options` where nothing else is left to do; `send_numbers` in the popup. */
export type ActionName = FailureAction | "open_options" | "copy_command" | "send_numbers";

export interface Status {
  tone: Tone;
  /** A click has just brought it. */
  fresh?: true;
  title: Message;
  text: Message[];
  /** A command for the terminal, shown with a button that copies it. */
  command?: string;
  /** How many of how many steps are done. */
  progress?: { value: number; of: number };
  /** What `replace_value` would overwrite. */
  replaces?: Replaced;
  actions: ActionName[];
}

/** Something to tell that is no result. */
export const notice = (title: MessageKey | Message, ...text: (MessageKey | Message)[]): Status => ({
  tone: "neutral",
  title: asMessage(title),
  text: text.map(asMessage),
  actions: [],
});

const asMessage = (words: MessageKey | Message): Message =>
  typeof words === "string" ? message(words) : words;

const good = (...words: Parameters<typeof notice>): Status => ({ ...notice(...words), tone: "good" });

/** What is wrong, in one line. */
export const failureTitle = ({ code, detail }: Failure): Message =>
  message(`failure.${code}.title`, valuesOf(detail));

export function statusOf(failed: Failure): Status {
  const { code, detail } = failed;
  const { tone = "bad", action } = rowOf(code);
  const replaces = code === "environment_taken" ? "environment" : detail?.holds;
  const command = commandFor(code);
  // Firefox shows a sign-in within a container to nobody who does not ask for that very one.
  const isInContainer = import.meta.env.BROWSER === "firefox" && code === "signed_out";
  const hints = isInContainer ? [message("popup.signed_out_container")] : [];
  return {
    tone,
    title: failureTitle(failed),
    text: [message(`failure.${code}.next`, valuesOf(detail)), ...hints],
    ...(command === undefined ? {} : { command }),
    ...(action === "replace_value" && replaces ? { replaces } : {}),
    actions: command ? ["copy_command"] : action ? [action] : [],
  };
}

/** Why a running gateway does not take a new key over by itself. */
const KEPT_BY_GATEWAY = { restart: "gateway_restart_needed", remote: "gateway_remote" } as const;

/** The key stands in OpenClaw's file now; whether OpenClaw reads it there is `effect`. */
export function savedStatus(saved: Saved): Status {
  const { path, file, changed, tightened, durable, effect, gateway, copiedByService, commandLine } = saved;
  if (effect?.effective === false) {
    const { source, path: hidingPath } = effect;
    const place = hidingPath === null ? {} : { path: hidingPath };
    if (source === "serviceEnvironment") return statusOf(failure("service_copy_first", place));
    return statusOf(failure("not_effective", source === "elsewhere" ? place : { source, ...place }));
  }
  const atGateway = file === undefined ? message("popup.saved_gateway", { address: path }) : null;
  const shut = tightened ? [message("popup.saved_tightened")] : [];
  if (!changed)
    return good("popup.unchanged", atGateway ?? message("popup.unchanged_text", { path }), ...shut);
  const text = [atGateway ?? message("popup.saved_text", { path }), ...shut];
  // Whether a gateway has it is told by OpenClaw itself, after this.
  if (gateway === "restart" || gateway === "remote")
    text.push(message("sentences.one", { fact: message(`failure.${KEPT_BY_GATEWAY[gateway]}.title`) }));
  if (copiedByService) text.push(message("popup.saved_service", { command: COMMANDS.renew_service }));
  if (commandLine) text.push(message("popup.saved_not_for_command", { why: failureTitle(commandLine) }));
  if (durable === false) text.push(message("popup.saved_not_durable"));
  return good("popup.saved", ...text);
}

export function copiedStatus(format: CopyFormat): Status {
  const text = [message("popup.copied_text")];
  if (FOR_A_SHELL.includes(format)) text.unshift(message("popup.copied_shell"));
  if (format === "ssh") text.unshift(message("popup.copied_ssh"));
  return good(message("popup.copied", { format: message(`format.${format}`) }), ...text);
}

const FOR_A_SHELL: readonly CopyFormat[] = ["posix", "fish", "powershell", "ssh"];

/** When the 30 seconds of a copied key are over. */
export const clearedStatus = (cleared: boolean): Status =>
  cleared ? notice("popup.copied_cleared") : { ...notice("popup.copied_not_cleared"), tone: "warning" };

/** What a failure's words may have places for. */
const valuesOf = (detail: Detail = {}) => ({
  path: placeOf(detail),
  file: detail.path?.split(/[\\/]/).at(-1) ?? "",
  line: detail.line ?? 0,
  column: detail.column ?? 0,
  errno: detail.errno ?? "",
  source: detail.source ? message(`source.${detail.source}`) : "",
  holds: message(`holds.${detail.holds ?? "text"}`),
  name: foreignWords(detail.name ?? "", NAME_LENGTH),
  address: detail.address ?? "",
});

/** A source without a path is an environment; auto-sync notes that as an empty path. */
function placeOf({ path, source }: Detail): string | Message {
  if (path === "") return message("source.process");
  if (!source) return path ?? "";
  const name = message(`source.${source}`);
  return path ? message("source.at", { name, path }) : name;
}
