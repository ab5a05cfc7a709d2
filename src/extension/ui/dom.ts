/** The few steps from words and states to a page. Text is only ever set as text. */
import { statusOf, type ActionName, type Status } from "./status.ts";
import { message, say, type MessageKey } from "./words.ts";

/** The element with this id, of this kind; that it stands in the page's own HTML is checked by its tests. */
export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`#${id} is missing from the page`);
  return found;
}

/** Fills in the words of `data-i18n`. */
export function localize(): void {
  for (const node of document.querySelectorAll<HTMLElement>("[data-i18n]")) {
    node.textContent = say(message(node.dataset["i18n"] as MessageKey));
  }
}

export type Actions = Record<ActionName, (status: Status, button: HTMLButtonElement) => unknown>;

/** Shows a status in a `role="status"` element, which screen readers then read out. */
export function showStatus(box: HTMLElement, status: Status, actions: Actions): void {
  const title = document.createElement("h2");
  title.textContent = say(status.title);
  const lines = status.text.map((line) => {
    const paragraph = document.createElement("p");
    paragraph.textContent = say(line);
    return paragraph;
  });
  box.dataset["tone"] = status.tone;
  // A screen reader waits with what is still on its way.
  box.ariaBusy = status.progress ? "true" : null;
  box.replaceChildren(
    title,
    ...lines,
    ...progressOf(status),
    ...commandOf(status),
    ...buttonsOf(status, actions),
  );
}

/** A box below a status, for what is told of it later. */
export function boxBelow(box: HTMLElement): HTMLElement {
  const below = document.createElement("div");
  below.className = "status below";
  box.append(below);
  return below;
}

function progressOf({ title, progress }: Status): HTMLElement[] {
  if (!progress) return [];
  const bar = document.createElement("progress");
  bar.max = progress.of;
  bar.value = progress.value;
  bar.ariaLabel = say(title);
  return [bar];
}

function commandOf({ command }: Status): HTMLElement[] {
  if (command === undefined) return [];
  const code = document.createElement("code");
  code.textContent = command;
  return [code];
}

function buttonsOf(status: Status, actions: Actions): HTMLElement[] {
  if (status.actions.length === 0) return [];
  const row = document.createElement("div");
  row.className = "row";
  for (const name of status.actions) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = say(message(`action.${name}`));
    button.addEventListener("click", () => actions[name](status, button));
    row.append(button);
  }
  return [row];
}

/** A bug must not leave "Writing ..." on the screen for ever. */
export function showBugs(box: HTMLElement, actions: Actions): void {
  const show = () => {
    showStatus(box, statusOf({ ok: false, code: "internal_error" }), actions);
  };
  window.addEventListener("error", show);
  window.addEventListener("unhandledrejection", show);
}

/** Copies a command for the terminal and says so on the button. */
export async function copyCommand(
  { command }: Pick<Status, "command">,
  button: HTMLButtonElement,
): Promise<void> {
  const copied = await navigator.clipboard.writeText(command ?? "").then(
    () => true,
    () => false,
  );
  button.textContent = say(message(copied ? "action.command_copied" : "failure.clipboard_refused.title"));
}
