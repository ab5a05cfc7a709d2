/** A choice in a native select. */
import { printable } from "../../core/messages/text.ts";
import type { OrganizationChoice } from "./organization-choice.ts";
import { say } from "./words.ts";

export function showChoice(select: HTMLSelectElement, { options, value }: OrganizationChoice): void {
  const made = options.map(
    ({ value: own, words }) => new Option(typeof words === "string" ? printable(words) : say(words), own),
  );
  select.replaceChildren(...made);
  select.value = value;
  // It may be cut off.
  select.title = select.selectedOptions[0]?.text ?? "";
}
