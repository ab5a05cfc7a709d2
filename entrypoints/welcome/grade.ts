/** The choice between the two grades of consent, and what the page says of the chosen one. */
import type { Grade } from "../../src/extension/browser/records.ts";
import { element, setText } from "../../src/extension/ui/dom.ts";
import { fix } from "../../src/extension/ui/fixed.ts";
import { message, say, type MessageKey } from "../../src/extension/ui/words.ts";

const IS_FIREFOX = import.meta.env.BROWSER === "firefox";

interface Told {
  click: MessageKey;
  sync: MessageKey;
  asks: MessageKey;
}

const TOLD: Record<Grade, Told> = {
  numbers: {
    click: "welcome.choice_look",
    sync: "welcome.choice_numbers_note",
    asks: IS_FIREFOX ? "welcome.firefox_asks_numbers" : "welcome.browser_asks",
  },
  key: {
    click: "welcome.choice_click",
    sync: "welcome.choice_sync_note",
    asks: IS_FIREFOX ? "welcome.firefox_asks" : "welcome.browser_asks",
  },
};

const radios = document.querySelectorAll<HTMLInputElement>("input[name=grade]");

/** The least, unless the user chooses otherwise. */
export const chosenGrade = (): Grade =>
  Array.from(radios).some(({ value, checked }) => value === "key" && checked) ? "key" : "numbers";

/**
 * @param offersNumbers false where claude.ai would be asked as somebody else: the reason stands in its place
 * @param offersKey false where an administrator keeps it in
 */
export function showGrades(grade: Grade | null, offersNumbers: boolean, offersKey: boolean): void {
  const numbers = element("grade-numbers", HTMLInputElement);
  const key = element("grade-key", HTMLInputElement);
  if (!offersKey) fix(key, key.closest("label")!);
  element("accept", HTMLButtonElement).disabled = !offersNumbers && !offersKey;
  numbers.disabled = !offersNumbers;
  if (!offersNumbers) setText("numbers-cannot", say(message("welcome.numbers_elsewhere")));
  const chosen = offersNumbers || !offersKey ? (grade ?? "numbers") : "key";
  for (const radio of radios) {
    radio.checked = radio.value === chosen;
    radio.onchange = () => explain(chosenGrade());
  }
  explain(chosen);
}

function explain(grade: Grade): void {
  for (const part of document.querySelectorAll<HTMLElement>("[data-grade]"))
    part.hidden = part.dataset["grade"] !== grade;
  const { click, sync, asks } = TOLD[grade];
  setText("choice-click", say(message(click)));
  setText("choice-sync-note", say(message(sync)));
  setText("browser-asks", say(message(asks)));
}
