/** The welcome page: four steps, one at a time. Each says by itself when it is done. */
import {
  hasClaudePermission,
  hasNativePermission,
  requestClaudePermission,
  requestNativePermission,
} from "../../src/extension/browser/permissions.ts";
import { allows, readPolicy, whenPolicyChanges } from "../../src/extension/browser/policy.ts";
import { giveConsent, isPicked, type Consent, type Saved } from "../../src/extension/browser/records.ts";
import { save, update, whenChanged, whenConsentEnds } from "../../src/extension/browser/storage.ts";
import { canReadNumbers, records, syncNow } from "../../src/extension/extension.ts";
import { changeToNumbers, refuse } from "../../src/extension/withdrawal.ts";
import { actionsWith, element, follow, localize, onClick, showBugs } from "../../src/extension/ui/dom.ts";
import { fix } from "../../src/extension/ui/fixed.ts";
import { removalLines, withLeft } from "../../src/extension/ui/removal.ts";
import { notice, type Status } from "../../src/extension/ui/status.ts";
import { showClipboard } from "./clipboard.ts";
import { showCompanion } from "./companion.ts";
import { showGateway } from "./gateway.ts";
import { chosenGrade, showGrades } from "./grade.ts";
import { offersPicking, removeFromOld, showPicking } from "./pick-file.ts";
import { showProof } from "./proof.ts";
import { enterStage, type Stage } from "./stage.ts";
import { isConnected, PLACES, welcomeStep, type WelcomeStep } from "./step.ts";
import { showWays, type Way } from "./ways.ts";

const GATEWAY: Way = {
  id: "gateway",
  name: "welcome.gateway",
  tag: "welcome.gateway_tag",
  text: "welcome.gateway_text",
  needs: "welcome.gateway_needs",
  changes: "welcome.gateway_changes",
  cannot: "welcome.gateway_cannot",
  choose: () => (location.hash = "gateway"),
};

const COMPANION: Way = {
  id: "companion",
  name: "welcome.companion",
  tag: "welcome.companion_tag",
  text: "welcome.companion_text",
  needs: "welcome.companion_needs",
  cannot: "welcome.companion_cannot",
  choose: chooseCompanion,
};

const CLIPBOARD: Way = {
  id: "clipboard",
  name: "welcome.clipboard",
  tag: "welcome.clipboard_tag",
  text: "welcome.clipboard_text",
  needs: "welcome.clipboard_needs",
  cannot: "welcome.clipboard_cannot",
  choose: () => choose("clipboard"),
};

const PICKED: Way = {
  id: "picked",
  name: "welcome.picked",
  tag: "welcome.picked_tag",
  text: "welcome.picked_text",
  needs: "welcome.picked_needs",
  cannot: "welcome.picked_cannot",
  choose: () => (location.hash = "picked"),
};

const actions = actionsWith(follow);
const autoSyncBox = element("auto-sync", HTMLInputElement);
let stage: Stage;
let refusing = false;

localize();
showBugs(element("status", HTMLElement), actions);
window.addEventListener("hashchange", () => location.reload());
// What this page itself ends, it also tells.
whenConsentEnds(() => refusing || location.reload());
whenPolicyChanges(() => location.reload());
whenChanged(["state"], syncFromHere);
onClick("accept", accept);
onClick("refuse", sayNo);
onClick("again", () => location.reload());
onClick("go-on", () => show(""));
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-back]"))
  button.onclick = () => (location.hash = button.dataset["back"]!);
onClick("open-options", () => follow("options"));
const policy = await readPolicy();
showWays(
  element("ways", HTMLElement),
  [GATEWAY, COMPANION, ...(offersPicking() ? [PICKED] : []), CLIPBOARD],
  ({ id }) => allows(policy, id),
);
if (policy.allowAutoSync === false) fix(autoSyncBox, element("choice-sync", HTMLElement));
element("no-picking", HTMLElement).hidden = offersPicking();
await show(location.hash.slice(1));

async function show(wanted: string): Promise<void> {
  const stored = await records();
  const { consent, settings } = stored;
  const [claudePermission, nativePermission, offersNumbers] = await Promise.all([
    hasClaudePermission(consent?.grade ?? "numbers"),
    hasNativePermission(),
    canReadNumbers(),
  ]);
  autoSyncBox.checked = consent?.autoSync === true;
  showGrades(consent?.grade ?? null, offersNumbers, policy.allowKey !== false);
  const step = welcomeStep(
    {
      consent: consent?.grade ?? null,
      claudePermission,
      nativePermission,
      settings,
      connected: isConnected(stored),
      policy,
    },
    wanted,
  );
  enter(step);
  // Somebody is looking: what auto-sync failed with is tried again at once.
  if (PLACES[step] > PLACES.target) await syncNow();
}

/** A worker that ran before the permission was given can't reach the companion for a while yet; this page can. */
async function syncFromHere(): Promise<void> {
  if ((await records()).state.trouble?.code === "native_not_ready") await syncNow();
}

function enter(step: WelcomeStep, saved: Saved | null = null): void {
  stage = enterStage(step, PLACES[step]);
  switch (step) {
    case "consent":
      stage.head("welcome.decide_title", "welcome.decide_lead");
      break;
    case "target":
      stage.head("welcome.ways_title", "welcome.ways_lead");
      break;
    case "companion":
      void showCompanion(stage, leadToProof);
      break;
    case "gateway":
      void showGateway(stage, leadToProof);
      break;
    case "clipboard":
      void showClipboard(stage, () => leadToProof(null));
      break;
    case "picked":
      void showPicking(stage, leadToProof);
      break;
    case "proof":
      void showProof(stage, saved);
  }
}

/** Without loading the page anew: it knows what was saved, and a copied key's time runs in it. */
function leadToProof(saved: Saved | null): void {
  history.pushState(null, "", "#proof");
  enter("proof", saved);
}

/** The browser's question must be the first thing that the click does: Firefox forgets the gesture at an await. */
async function accept(): Promise<void> {
  const grade = chosenGrade();
  const granted = await requestClaudePermission(grade);
  if (!granted) {
    await takeBack(notice("welcome.denied_title", "welcome.denied_text"));
    return;
  }
  const consent = giveConsent({ grade, autoSync: autoSyncBox.checked }, new Date());
  history.replaceState(null, "", location.pathname);
  if (grade === "numbers") await keepKeyHere(consent);
  else {
    await save({ consent });
    await show("");
  }
}

/** Keys that went out under another consent, or another text of it, are taken out first, and that is told. */
async function keepKeyHere(consent: Consent): Promise<void> {
  const removed = await changeToNumbers(consent);
  if (!removed) return show("");
  for (const { place } of removed.left.filter((one) => isPicked(one.place))) {
    const again = await removeFromOld(place);
    removed.left = [...removed.left.filter((one) => one.place.id !== place.id), ...again.left];
    removed.paths.push(...again.paths);
  }
  stage = enterStage("changed", PLACES.consent);
  stage.head("welcome.changed_title", null);
  const title = removed.left.length > 0 ? "welcome.changed_left" : "welcome.changed";
  const told = notice(title, ...removalLines(removed));
  stage.tell(withLeft({ ...told, tone: "good" }, removed.left), actions);
}

async function sayNo(): Promise<void> {
  await takeBack(notice("welcome.refused_title", "welcome.refused_text"));
}

/** A no, be it given here or to the browser's question. */
async function takeBack(status: Status): Promise<void> {
  refusing = true;
  const left = await refuse();
  stage = enterStage("refused", PLACES.consent);
  stage.head("welcome.decide_title", null);
  stage.tell(withLeft(status, left), actions);
}

async function chooseCompanion(): Promise<void> {
  const granted = await requestNativePermission();
  if (granted) await choose("companion");
  else stage.tell({ ...notice("welcome.target_denied"), tone: "warning" }, actions);
}

async function choose(target: "companion" | "clipboard"): Promise<void> {
  await update("settings", (current) => ({ ...current, target }));
  history.pushState(null, "", `#${target}`);
  // A page that was open before the permission was given can't talk to the companion; a fresh one can.
  location.reload();
}
