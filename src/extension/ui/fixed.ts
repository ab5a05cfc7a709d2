/** A control whose choice an administrator has made: it stays in sight, with the reason beside it. */
import { make } from "./dom.ts";
import { message, say } from "./words.ts";

/** @param place what tells of the control; the reason goes to its end */
export function fix(control: HTMLInputElement | HTMLButtonElement, place: Element): void {
  const id = `${control.id}-fixed`;
  control.disabled = true;
  if (document.getElementById(id)) return;
  place.append(make("span", { id, className: "note" }, say(message("options.fixed"))));
  control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
}
