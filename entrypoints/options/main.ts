/** Shows the groups of the options as what is stored has them, and follows it. */
import type { Result } from "../../src/core/messages/failures.ts";
import type { StatusReply } from "../../src/core/messages/messages.ts";
import { whenChanged, whenConsentEnds } from "../../src/extension/browser/storage.ts";
import { companionStatus, records } from "../../src/extension/extension.ts";
import { element, localize } from "../../src/extension/ui/dom.ts";
import { notice, statusOf } from "../../src/extension/ui/status.ts";
import { bindAutoSync, showAutoSync } from "./auto-sync.ts";
import { bindConsent, isWithdrawing, showConsent } from "./consent.ts";
import { showContainers } from "./containers.ts";
import { bindHelp, showHelp } from "./help.ts";
import { bindHistory, showHistory } from "./history.ts";
import { bindOpenClaw, showOpenClaw } from "./openclaw.ts";
import { tell, tellBugs } from "./tell.ts";
import { markWhereYouAre } from "./where-you-are.ts";

/** What it reports of itself and of OpenClaw; null until it has answered, or where it is not asked. */
let companion: Result<StatusReply> | null = null;

localize();
tellBugs();
// What this page itself withdraws, it also tells.
whenConsentEnds(() => isWithdrawing() || location.reload());

if ((await records()).consent) await showSettings();
else tell({ ...notice("options.off"), actions: ["open_welcome"] });

async function showSettings(): Promise<void> {
  bindOpenClaw(lookAtCompanion);
  bindAutoSync();
  bindHistory();
  bindHelp();
  bindConsent();
  whenChanged(["consent", "settings", "state", "lastExport", "history"], show);
  whenChanged(["lastExport"], lookAtCompanion);
  await Promise.all([show(), showContainers()]);
  // Only now: a click on a control that nothing is bound to yet would be lost.
  for (const id of ["settings", "sections"]) element(id, HTMLElement).hidden = false;
  markWhereYouAre();
  const answer = await lookAtCompanion();
  if (answer && !answer.ok) tell(statusOf(answer));
}

async function show(): Promise<void> {
  const current = await records();
  if (!current.consent) return;
  showOpenClaw(current, companion);
  showAutoSync(current);
  showHistory(current);
  showConsent(current.consent);
  await showHelp(current, companion);
}

async function lookAtCompanion(): Promise<typeof companion> {
  const { settings } = await records();
  if (settings.target === "companion") companion = await companionStatus();
  await show();
  return companion;
}
