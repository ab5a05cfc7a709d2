/** The group about the consent: since when, and its end. */
import { isPicked, type Consent } from "../../src/extension/browser/records.ts";
import { openPage } from "../../src/extension/browser/tabs.ts";
import { records } from "../../src/extension/extension.ts";
import { longDate } from "../../src/extension/ui/dates.ts";
import { element, onClick, setText } from "../../src/extension/ui/dom.ts";
import { withdrawnStatus } from "../../src/extension/ui/removal.ts";
import { notice } from "../../src/extension/ui/status.ts";
import { withdraw } from "../../src/extension/withdrawal.ts";
import { message, say } from "../../src/extension/ui/words.ts";
import { tell } from "./tell.ts";

let withdrawing = false;

export const isWithdrawing = (): boolean => withdrawing;

export function bindConsent(): void {
  onClick("change-grade", () => openPage("welcome#consent"));
  onClick("withdraw", () => showForm(true));
  onClick("withdraw-cancel", () => showForm(false));
  onClick("withdraw-confirm", confirm);
}

export function showConsent({ givenAt, grade }: Consent): void {
  const date = longDate(new Date(givenAt));
  setText("consent-given", say(message("options.consent_given", { date })));
  setText("consent-grade", say(message(`options.grade_${grade}`)));
}

async function showForm(shown: boolean): Promise<void> {
  const { written } = await records();
  element("withdraw-remove", HTMLElement).hidden = written.length === 0;
  element("withdraw-form", HTMLElement).hidden = !shown;
  element("withdraw", HTMLElement).hidden = shown;
  element(shown ? "withdraw-confirm" : "withdraw", HTMLElement).focus();
}

async function confirm(button: HTMLButtonElement): Promise<void> {
  if (withdrawing) return;
  const removeKey = element("remove-key", HTMLInputElement).checked;
  const { written } = await records();
  // The browser lets a picked file be opened on a page of its own alone. That page ends the consent first.
  if (removeKey && written.some(isPicked)) {
    await openPage("picked#withdraw");
    return;
  }
  withdrawing = true;
  button.ariaDisabled = "true";
  tell({ ...notice("options.withdrawing"), tone: "busy" });
  const withdrawn = await withdraw({ removeKey });
  for (const id of ["settings", "sections"]) element(id, HTMLElement).hidden = true;
  const told = withdrawnStatus(withdrawn);
  tell({ ...told, actions: [...told.actions, "open_welcome"] });
  element("status", HTMLElement).focus();
}
