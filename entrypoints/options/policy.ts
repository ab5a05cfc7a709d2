/** What an administrator has fixed, on the rows that it is about. */
import { allows, type Policy } from "../../src/extension/browser/policy.ts";
import type { Grade } from "../../src/extension/browser/records.ts";
import { element } from "../../src/extension/ui/dom.ts";
import { fix } from "../../src/extension/ui/fixed.ts";

export function showPolicy(policy: Policy, grade: Grade): void {
  if (policy.target && grade === "key") fixRow(element("change-target", HTMLButtonElement));
  if (!allows(policy, "gateway")) element("moving", HTMLElement).hidden = true;
  if (!allows(policy, "clipboard")) element("copying", HTMLElement).hidden = true;
  if (policy.allowAutoSync === false) fixRow(element("auto-sync", HTMLInputElement));
  if (policy.allowKey === false) fixRow(element("change-grade", HTMLButtonElement));
}

const fixRow = (control: HTMLInputElement | HTMLButtonElement): void =>
  fix(control, control.closest(".setting")!.querySelector(".what")!);
