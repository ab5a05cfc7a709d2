/** The few steps from words and states to a page. Text is only ever set as text. */
import { failure } from "../../core/messages/failures.ts";
import type { Replaced } from "../export/destination.ts";
import { keepOrder } from "../../core/messages/order.ts";
import { printable } from "../../core/messages/text.ts";
import { openClaude, openPage, type Page } from "../browser/tabs.ts";
import { writeToClipboard } from "../export/copy.ts";
import { statusOf, type ActionName, type Status } from "./status.ts";
import { languageOfWords, message, say, textOf, type Message, type MessageKey } from "./words.ts";

/** The element with this id, of this kind; that it stands in the page's own HTML is checked by its tests. */
export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`#${id} is missing from the page`);
  return found;
}

export function setText(id: string, text: string): void {
  element(id, HTMLElement).textContent = shown(text);
}

export function onClick(id: string, action: (button: HTMLButtonElement) => unknown): void {
  const button = element(id, HTMLButtonElement);
  button.onclick = () => action(button);
}

/** Words that end up on the page, with whatever of somebody else's is in them. */
const shown = (text: string): string => keepOrder(printable(text));

/** A new element with these properties and children. What is code stands in its own direction, and is copied as it is. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties);
  const put = tag === "code" ? (text: string) => printable(text) : shown;
  made.append(...children.map((child) => (typeof child === "string" ? put(child) : child)));
  return made;
}

/** One of a select's. */
export const option = (words: string | Message, value: string): HTMLOptionElement =>
  make("option", { value }, textOf(words));

/** Stands for an element while a sentence is put together. */
const ELEMENT = "\uFFFC";

/** A sentence with an element in one of its {places}: a path, say, keeps its own direction and letters there. */
export function withElement(key: MessageKey, place: string, inside: Node): (Node | string)[] {
  const [before = "", after = ""] = say(message(key, { [place]: ELEMENT })).split(ELEMENT);
  return [before, inside, after];
}

/** Fills in the words of `data-i18n` and the names of `data-i18n-label`, and says in which language they are. */
export function localize(): void {
  document.documentElement.lang = languageOfWords();
  document.documentElement.dir = say(message("language.direction"));
  for (const node of document.querySelectorAll<HTMLElement>("[data-i18n]")) {
    node.textContent = keepOrder(say(message(node.dataset["i18n"] as MessageKey)));
  }
  for (const node of document.querySelectorAll<HTMLElement>("[data-i18n-label]")) {
    node.ariaLabel = say(message(node.dataset["i18nLabel"] as MessageKey));
  }
}

export type Actions = Record<ActionName, (status: Status, button: HTMLButtonElement) => unknown>;

/** Where a button may lead. */
export type Link = Page | "claude.ai";

export const follow = (link: Link): Promise<void> => (link === "claude.ai" ? openClaude() : openPage(link));

/**
 * What the buttons beside a status do.
 * @param go follows a link; pages differ in what becomes of themselves
 * @param replace overwrites what stands in the key's way
 * @param send the plan's numbers: the popup's alone
 */
export const actionsWith = (
  go: (link: Link) => unknown,
  replace?: (replaced?: Replaced) => unknown,
  send?: () => unknown,
): Actions => ({
  open_welcome: () => go("welcome"),
  open_options: () => go("options"),
  open_claude: () => go("claude.ai"),
  choose_target: () => go("welcome#target"),
  confirm_file: () => go("welcome#companion"),
  open_pairing: () => go("welcome#pairing"),
  replace_value: ({ replaces }) => replace?.(replaces),
  send_numbers: () => send?.(),
  copy_command: copyCommand,
});

/**
 * Shows a status in a `role="status"` element, which screen readers then read out. What it asks for is the one filled
 * button: beside its command, or below its words.
 */
export function showStatus(box: HTMLElement, status: Status, actions: Actions): void {
  const { title, text, progress, command, tone } = status;
  const content: Node[] = [
    make("span", { className: "mark", ariaHidden: "true" }),
    make("h2", {}, say(title)),
    ...text.map((line) => make("p", {}, say(line))),
  ];
  if (progress)
    content.push(make("progress", { max: progress.of, value: progress.value, ariaLabel: say(title) }));
  const buttons = status.actions.map((name, at) => {
    const className = at === 0 ? "primary" : "";
    const button = make("button", { type: "button", className }, say(message(`action.${name}`)));
    button.onclick = () => actions[name](status, button);
    return button;
  });
  if (command) content.push(make("div", { className: "command" }, make("code", {}, command), ...buttons));
  else if (buttons.length > 0) content.push(make("div", { className: "actions" }, ...buttons));
  box.dataset["tone"] = tone;
  box.classList.toggle("fresh", status.fresh === true);
  // A screen reader waits with what is still on its way.
  box.ariaBusy = progress ? "true" : null;
  box.replaceChildren(...content);
}

/** A bug must not leave "Writing ..." on the screen for ever. */
export function showBugs(box: HTMLElement, actions: Actions): void {
  const show = () => showStatus(box, statusOf(failure("internal_error")), actions);
  window.addEventListener("error", show);
  window.addEventListener("unhandledrejection", show);
}

/** How long a button says that it has copied; then it offers the same again. */
const COPIED_MS = 2_000;

/** Copies a command for the terminal and says so on the button, which keeps the focus. */
export async function copyCommand(
  { command = "" }: Pick<Status, "command">,
  button: HTMLButtonElement,
): Promise<void> {
  const copied = await writeToClipboard(command);
  // As a user's own copy would: a key that was copied before is gone, and nobody shall clear what stands there now.
  window.dispatchEvent(new Event("copy"));
  button.textContent = say(message(copied ? "action.command_copied" : "action.not_copied"));
  setTimeout(() => (button.textContent = say(message("action.copy_command"))), COPIED_MS);
}
