/** What the popup shows, as a function of what is known. */
import { allows } from "../../src/extension/browser/policy.ts";
import { chosenPlace, type CopyFormat } from "../../src/extension/browser/records.ts";
import { syncView, type SyncView } from "../../src/extension/sync/view.ts";
import { timeUntil } from "../../src/extension/ui/dates.ts";
import type { ActionName, Status } from "../../src/extension/ui/status.ts";
import { pauseAction, syncRow } from "../../src/extension/ui/sync-status.ts";
import { message, type Message } from "../../src/extension/ui/words.ts";
import { calmView, type Calm } from "./calm.ts";
import type { Facts } from "./facts.ts";
import { isRunning, jobStatus } from "./job.ts";
import { reportingPlace, openClawHas, type Has } from "./openclaw.ts";
import { answeredUsage } from "../../src/extension/ui/usage-status.ts";
import { usageView, type UsageView } from "./usage.ts";

export interface View {
  /** `gate`: one sentence and one button, as there is nothing else to show. */
  family: "gate" | "windows";
  /** The words on the button that lets auto-sync rest or go on; null where it is not there. */
  pause: Message | null;
  /** Auto-sync rests: the same button asks to go on. */
  rests: boolean;
  /** Nothing can be set before consent. */
  hasOptions: boolean;
  usage: UsageView;
  status: Status;
  /** The job that brought the status, 0 where none did: the same words after another click are news. */
  statusOf: number;
  /** The wide button; null where there is nothing to click. */
  main: MainButton | null;
  canCopy: boolean;
  format: CopyFormat;
  /** Null where there is nothing to tell on request either. */
  details: Details | null;
}

export interface MainButton {
  does: "export" | ActionName;
  words: Message;
  /** What is due: the one filled button of the popup. */
  isDue: boolean;
  isBusy: boolean;
}

/** A row that has nothing to tell is left out. */
export interface Details {
  key: string;
  expires: string | Message;
  /** Where a click will write. */
  target: string | Message | null;
  openClaw: Message | null;
  sync: Message;
  /** The windows that found no room above. */
  more: Message | null;
}

export function viewOf(facts: Facts, now: Date): View {
  const { session, records, policy, usage, job } = facts;
  const sync = syncView(records, now);
  const has = openClawHas(facts);
  const plan = answeredUsage(usage);
  const calm = calmView(facts, sync, has, now);
  const brought = session.ok && job ? jobStatus(job, plan) : null;
  const shown = brought ?? calm.status;
  const main = mainButton(facts, calm, brought);
  // The wide button does it where nothing else is to click: then it does not stand there twice.
  const isTwice = main !== null && shown.actions.some((name) => name === main.does);
  const status = isTwice ? { ...shown, actions: [] } : shown;
  const view = usageView(usage, records.settings, now);
  return {
    family: session.ok ? "windows" : "gate",
    pause: pauseAction(sync),
    rests: sync.phase === "paused",
    hasOptions: records.consent !== null,
    usage: view,
    status,
    statusOf: brought && job ? job.id : 0,
    main,
    canCopy: session.ok && records.consent?.grade === "key" && allows(policy, "clipboard"),
    format: records.settings.format,
    details: detailsOf(facts, sync, has, view, now),
  };
}

function mainButton({ session, records, job }: Facts, calm: Calm, brought: Status | null): MainButton | null {
  const idle = { isBusy: false };
  if (!session.ok || calm.isSetUpLeft) {
    const [does] = calm.status.actions;
    if (brought && calm.isSetUpLeft && brought.actions.length > 0) return null;
    const words = calm.isSetUpLeft ? "popup.finish_setup" : (`action.${does!}` as const);
    return does ? { ...idle, does, words: message(words), isDue: true } : null;
  }
  if (records.settings.target === "clipboard")
    return { ...idle, does: "choose_target", words: message("popup.setup_companion"), isDue: false };
  const isBusy = job !== null && isRunning(job);
  const isAsked = (brought ?? calm.status).actions.length > 0;
  if (records.consent?.grade === "numbers") {
    // By itself they have just gone out, or go out now: a button would only do it again.
    if (!isBusy && !calm.isExportDue) return null;
    const isDue = !isBusy && !isAsked;
    return { does: "send_numbers", words: message("action.send_numbers"), isDue, isBusy };
  }
  const isDue = calm.isExportDue && !isBusy && !isAsked && (brought === null || job?.kind === "copy");
  return { does: "export", words: message("action.export"), isDue, isBusy };
}

function detailsOf(
  { session, records }: Facts,
  sync: SyncView,
  has: Has,
  { more }: UsageView,
  now: Date,
): Details | null {
  if (!session.ok) return null;
  const reported = reportingPlace(records);
  const { expiresAt, key } = session;
  return {
    key: key.masked,
    expires: expiresAt ? timeUntil(expiresAt, now) : message("popup.expires_with_browser"),
    target: targetOf(records),
    openClaw: reported && message(`popup.openclaw_${has}`),
    sync: syncRow(sync),
    more,
  };
}

function targetOf({ settings }: Facts["records"]): Details["target"] {
  const place = chosenPlace(settings);
  if (settings.target === "clipboard") return message("popup.target_clipboard");
  return place?.kind === "gateway"
    ? message("popup.target_gateway", { host: place.host, address: place.path })
    : (place?.path ?? null);
}
