/** The ways into OpenClaw, each a card that is one button: what it does, what it needs, and what it can't. */
import type { Settings } from "../../src/extension/browser/records.ts";
import { make } from "../../src/extension/ui/dom.ts";
import { fix } from "../../src/extension/ui/fixed.ts";
import { message, say, type MessageKey } from "../../src/extension/ui/words.ts";

export interface Way {
  /** The button has it after `choose-`. */
  id: NonNullable<Settings["target"]>;
  name: MessageKey;
  /** What speaks for it, in two or three words. */
  tag: MessageKey;
  text: MessageKey;
  needs: MessageKey;
  /** What it does to OpenClaw's files besides. */
  changes?: MessageKey;
  cannot: MessageKey;
  /** Whatever the browser has to be asked, it must be asked first thing: at an await the gesture is forgotten. */
  choose: () => unknown;
}

/** @param ways the one first that serves the most @param isAllowed by the administrator */
export function showWays(box: HTMLElement, ways: readonly Way[], isAllowed: (way: Way) => boolean): void {
  box.replaceChildren(
    ...ways.map((way) => {
      const button = card(way);
      if (!isAllowed(way)) fix(button, button);
      return button;
    }),
  );
}

function card({ id, name, tag, text, needs, changes, cannot, choose }: Way): HTMLButtonElement {
  const button = make(
    "button",
    { type: "button", className: "way", id: `choose-${id}` },
    make(
      "span",
      { className: "head" },
      make("b", {}, words(name)),
      make("span", { className: "tag" }, words(tag)),
    ),
    make("span", {}, words(text)),
    fact("welcome.needs", needs),
    ...(changes ? [fact("welcome.changes", changes)] : []),
    fact("welcome.cannot", cannot),
  );
  button.onclick = choose;
  return button;
}

const fact = (label: MessageKey, text: MessageKey): HTMLElement =>
  make("span", { className: "fact" }, make("span", {}, words(label)), make("span", {}, words(text)));

const words = (key: MessageKey): string => say(message(key));
