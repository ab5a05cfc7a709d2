/** Shows the groups of the options as what is stored has them, and follows it. */
import { aboutThisBrowser } from "../../src/extension/browser/about.ts";
import { readPolicy, whenPolicyChanges } from "../../src/extension/browser/policy.ts";
import { whenChanged, whenConsentEnds } from "../../src/extension/browser/storage.ts";
import { companionStatus, records, syncNow } from "../../src/extension/extension.ts";
import { gatewayStatus } from "../../src/extension/gateway.ts";
import { placesOwed } from "../../src/extension/sync/state.ts";
import { element, localize } from "../../src/extension/ui/dom.ts";
import { owedStatus } from "../../src/extension/ui/removal.ts";
import { notice, statusOf } from "../../src/extension/ui/status.ts";
import { bindAutoSync, showAutoSync } from "./auto-sync.ts";
import { bindConsent, isWithdrawing, showConsent } from "./consent.ts";
import { showContainers } from "./containers.ts";
import { bindGateway, showGateway } from "./gateway.ts";
import { bindHelp, showHelp } from "./help.ts";
import { bindHistory, showHistory } from "./history.ts";
import { bindNumbers, showNumbers } from "./numbers.ts";
import { showPolicy } from "./policy.ts";
import { bindOpenClaw, showOpenClaw, type Answers } from "./openclaw.ts";
import { tell, tellBugs } from "./tell.ts";
import { outdated } from "./versions.ts";
import { markWhereYouAre } from "./where-you-are.ts";

let isOwed = false;
let answers: Answers = { companion: null, gateway: null };

localize();
tellBugs();
// What this page itself withdraws, it also tells.
whenConsentEnds(() => isWithdrawing() || location.reload());
whenPolicyChanges(() => location.reload());

if ((await records()).consent) await showSettings();
else tell({ ...notice("options.off"), actions: ["open_welcome"] });

async function showSettings(): Promise<void> {
  bindOpenClaw(look);
  bindGateway();
  bindAutoSync();
  bindNumbers();
  bindHistory();
  bindHelp();
  bindConsent();
  whenChanged(["consent", "settings", "state", "lastExport", "numbers", "history"], show);
  whenChanged(["lastExport", "numbers"], look);
  await Promise.all([show(), showContainers()]);
  // Only now: a click on a control that nothing is bound to yet would be lost.
  for (const id of ["settings", "sections"]) element(id, HTMLElement).hidden = false;
  markWhereYouAre();
  whenChanged(["written"], tellOwed);
  const answer = await look();
  const status = answer?.ok ? outdated(aboutThisBrowser().version, answers) : answer && statusOf(answer);
  if (status) tell(status);
  await tellOwed();
  // Somebody is looking: it is tried again now.
  if (isOwed) await syncNow();
}

/** Until it is done it comes before everything else. */
async function tellOwed(): Promise<void> {
  const current = await records();
  if (!current.consent) return;
  const owed = placesOwed(current);
  if (owed.length > 0) tell(owedStatus(owed));
  else if (isOwed) tell({ ...notice("welcome.changed"), tone: "good", fresh: true });
  isOwed = owed.length > 0;
}

async function show(): Promise<void> {
  const [current, policy] = await Promise.all([records(), readPolicy()]);
  if (!current.consent) return;
  showOpenClaw(current, answers);
  showGateway(current);
  showAutoSync(current);
  await showNumbers(current);
  showHistory(current);
  showConsent(current.consent);
  showPolicy(policy, current.consent.grade);
  await showHelp(current, answers, policy);
}

/** @returns what the chosen way answers; null where there is none to ask */
async function look(): Promise<Answers[keyof Answers]> {
  const { target } = (await records()).settings;
  answers = {
    companion: target === "companion" ? await companionStatus() : null,
    gateway: target === "gateway" ? await gatewayStatus() : null,
  };
  await show();
  return answers.companion ?? answers.gateway;
}
