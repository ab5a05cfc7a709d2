/** A choice in a native select. */
import type { OrganizationChoice } from "./organization-choice.ts";
import { option } from "./dom.ts";

export function showChoice(select: HTMLSelectElement, { options, value }: OrganizationChoice): void {
  select.replaceChildren(...options.map(({ value: own, words }) => option(words, own)));
  select.value = value;
  // It may be cut off.
  select.title = select.selectedOptions[0]?.text ?? "";
}
