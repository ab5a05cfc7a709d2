/** What comes from outside gives a page no order either: by the same function as in a terminal. */
import { beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { make, setText } from "../../../../src/extension/ui/dom.ts";
import { message, say } from "../../../../src/extension/ui/words.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";
import { HOSTILE_CHARACTERS } from "../../../helpers/hostile-characters.ts";

beforeAll(useEnglish);

class FakeElement {
  textContent = "";
  children: string[] = [];
  append(...children: string[]): void {
    this.children.push(...children);
  }
}

function fakePage(): FakeElement {
  const found = new FakeElement();
  vi.stubGlobal("HTMLElement", FakeElement);
  vi.stubGlobal("document", {
    documentElement: { dir: "rtl" },
    getElementById: () => found,
    createElement: () => new FakeElement(),
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  return found;
}

/** Each way in which a page comes to its text. */
const WAYS: [string, (path: string) => string][] = [
  ["in a sentence", (path) => say(message("popup.saved_text", { path }))],
  [
    "in a sentence within another",
    (path) => say(message("popup.saved_text", { path: message("welcome.old_text", { path }) })),
  ],
  ["alone", (path) => (setText("file", path), document.getElementById("file")!.textContent ?? "")],
  ["in an element", (path) => String((make("span", {}, path) as unknown as FakeElement).children)],
];

it.each(WAYS)("A file's name %s is shown without what would turn or hide the text", (_, shown) => {
  fakePage();
  for (const [name, character] of HOSTILE_CHARACTERS) {
    const text = shown(`/home/${character}/x.json`);
    expect(text, name).toContain("/home/\uFFFD/x.json");
    expect(text, name).not.toContain(character);
  }
});
