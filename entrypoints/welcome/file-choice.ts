/** The choice between OpenClaw's two files, with the exact path of each, as the companion reports them. */
import type { FileReport, StatusReply } from "../../src/core/messages/messages.ts";
import { FileKind } from "../../src/core/messages/messages.ts";
import type { ConfirmedFile } from "../../src/extension/browser/records.ts";
import { failureTitle } from "../../src/extension/ui/status.ts";
import { message, say } from "../../src/extension/ui/words.ts";

/** Fills the box with one radio button a file. @returns what is chosen when asked */
export function showFileChoice(
  box: HTMLElement,
  { files }: StatusReply,
  chosen: FileKind,
): () => ConfirmedFile {
  const choices = FileKind.options.map((kind) => choice(kind, files[kind], kind === chosen));
  box.className = "choices";
  box.setAttribute("role", "radiogroup");
  box.setAttribute("aria-label", say(message("options.file")));
  box.replaceChildren(...choices.map(({ label }) => label));
  return () => {
    const kind = choices.find(({ radio }) => radio.checked)?.kind ?? chosen;
    return { kind, id: files[kind].id, path: files[kind].path };
  };
}

function choice(kind: FileKind, report: FileReport, checked: boolean) {
  const radio = document.createElement("input");
  radio.type = "radio";
  radio.name = "file";
  radio.value = kind;
  radio.checked = checked;
  const path = span("path", report.path);
  const note = span("note", say(message(`welcome.file_${kind}_note`)));
  if (!report.exists) note.prepend(`(${say(message("welcome.file_new"))}) `);
  const text = document.createElement("span");
  text.append(path, note, ...problemOf(report));
  const label = document.createElement("label");
  label.className = "choice";
  label.append(radio, text);
  return { kind, radio, label };
}

function problemOf({ problem }: FileReport): HTMLElement[] {
  return problem ? [span("problem", say(failureTitle(problem)))] : [];
}

function span(className: string, text: string): HTMLElement {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}
