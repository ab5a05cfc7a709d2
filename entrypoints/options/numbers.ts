/** The group about the plan's numbers: whose they are, how they are shown, and when to tell of them. */
import {
  giveBackNotifications,
  mayNotify,
  requestNotifications,
} from "../../src/extension/browser/notifications.ts";
import type { Records, Settings } from "../../src/extension/browser/records.ts";
import { update } from "../../src/extension/browser/storage.ts";
import { openSessionNow, syncNow } from "../../src/extension/extension.ts";
import { showChoice } from "../../src/extension/ui/choice.ts";
import { element, setText } from "../../src/extension/ui/dom.ts";
import { organizationChoice, pickedBy } from "../../src/extension/ui/organization-choice.ts";
import { notice } from "../../src/extension/ui/status.ts";
import { answeredUsage, nameOf, ownerOf, type UsageFacts } from "../../src/extension/ui/usage-status.ts";
import { message, percent, say } from "../../src/extension/ui/words.ts";
import { THRESHOLDS } from "../../src/extension/usage/due-notices.ts";
import { watchPlanUsage } from "../../src/extension/usage/plan-usage.ts";
import { saveAndTell, tell } from "./tell.ts";

const select = element("organization", HTMLSelectElement);
const pace = element("pace", HTMLInputElement);
const notices = element("notices", HTMLInputElement);
const notify = element("notify", HTMLInputElement);

export function bindNumbers(): void {
  const [second, first] = THRESHOLDS.map(percent);
  setText("notices-label", say(message("options.notices", { first: first!, second: second! })));
  select.onchange = async () => {
    const organization = pickedBy(select.value);
    await change({ organization });
    await Promise.all([showOrganizations(), syncNow()]);
  };
  pace.onchange = () => change({ pace: pace.checked });
  notices.onchange = () => change({ notices: notices.checked });
  notify.onchange = changeNotify;
  void showOrganizations();
}

export async function showNumbers({ settings }: Records): Promise<void> {
  pace.checked = settings.pace;
  notices.checked = settings.notices;
  element("notifying", HTMLElement).hidden = !settings.notices;
  notify.checked = await mayNotify();
}

const change = (changes: Partial<Settings>): Promise<void> =>
  saveAndTell(() => update("settings", (settings) => ({ ...settings, ...changes })));

/** The browser's question must be the first thing that the click does. */
async function changeNotify(): Promise<void> {
  const isAllowed = notify.checked ? await requestNotifications() : !(await giveBackNotifications());
  if (notify.checked && !isAllowed) tell({ ...notice("options.notify_refused"), tone: "warning" });
  else tell({ ...notice("options.saved"), tone: "good", fresh: true });
  notify.checked = await mayNotify();
}

/** Where claude.ai was not asked in the last minute it is asked now: nobody else knows them. */
async function showOrganizations(): Promise<void> {
  const { session } = await openSessionNow();
  if (session.ok)
    await watchPlanUsage(session.key, (usage) => {
      const facts = answeredUsage(usage);
      if (facts) showOrganization(facts);
      // One try is enough here.
      return usage !== "elsewhere" && usage.answer === null;
    });
}

function showOrganization(facts: UsageFacts): void {
  const { organization } = facts.usage;
  const choice = organizationChoice(facts);
  element("organizations", HTMLElement).hidden = organization === null;
  element("organization-pick", HTMLElement).hidden = choice === null;
  if (choice) showChoice(select, choice);
  element("organization-only", HTMLElement).hidden = choice !== null;
  if (organization) setText("organization-only", nameOf(organization));
  const name = ownerOf(facts.usage) ?? "";
  setText("organization-note", choice ? say(message("options.organization_note", { name })) : "");
}
