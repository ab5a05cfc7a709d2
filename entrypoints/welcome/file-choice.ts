/** The choice between OpenClaw's two files, with the exact path of each, as the companion reports them. */
import { FileKind, type FileReport, type StatusReply } from "../../src/core/messages/messages.ts";
import type { ConfirmedFile } from "../../src/extension/browser/records.ts";
import { make } from "../../src/extension/ui/dom.ts";
import { failureTitle } from "../../src/extension/ui/status.ts";
import { message, say } from "../../src/extension/ui/words.ts";

/** Fills the box with one radio button a file. @returns what is chosen when asked */
export function showFileChoice(
  box: HTMLElement,
  { files }: StatusReply,
  chosen: FileKind,
): () => ConfirmedFile {
  const radios = FileKind.options.map((kind) =>
    make("input", { type: "radio", name: "file", value: kind, checked: kind === chosen }),
  );
  box.className = "choices";
  box.role = "radiogroup";
  box.ariaLabel = say(message("options.file"));
  box.replaceChildren(
    ...FileKind.options.map((kind, at) =>
      make("label", { className: "choice" }, radios[at]!, describe(kind, files[kind])),
    ),
  );
  return () => {
    const kind = FileKind.options.find((_, at) => radios[at]!.checked) ?? chosen;
    return { kind, id: files[kind].id, path: files[kind].path };
  };
}

function describe(kind: FileKind, { path, exists, problem }: FileReport): HTMLElement {
  const note = message(`welcome.file_${kind}_note`);
  const told = say(exists ? note : message("welcome.file_new", { note }));
  const text = make(
    "span",
    {},
    make("span", { className: "path" }, path),
    make("span", { className: "note" }, told),
  );
  if (problem) text.append(make("span", { className: "problem" }, say(failureTitle(problem))));
  return text;
}
