/** The page's one status, which each of its groups speaks through. */
import { actionsWith, element, follow, showBugs, showStatus } from "../../src/extension/ui/dom.ts";
import { notice, type Status } from "../../src/extension/ui/status.ts";

const box = element("status", HTMLElement);
const actions = actionsWith((link) => (link === "options" ? location.reload() : follow(link)));

export const tell = (status: Status): void => showStatus(box, status, actions);

export const tellBugs = (): void => showBugs(box, actions);

export async function saveAndTell(saving: () => Promise<unknown>): Promise<void> {
  await saving();
  tell({ ...notice("options.saved"), tone: "good", fresh: true });
}
