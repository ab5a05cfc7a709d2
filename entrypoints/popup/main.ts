/** Collects the popup's facts, and does what is clicked. */
import { failure, type Failure } from "../../src/core/messages/failures.ts";
import { whenSessionChanges } from "../../src/extension/browser/events.ts";
import { readPolicy, whenPolicyChanges } from "../../src/extension/browser/policy.ts";
import { CopyFormat, type Saved } from "../../src/extension/browser/records.ts";
import type { Replaced } from "../../src/extension/export/destination.ts";
import { update, whenChanged, whenConsentEnds } from "../../src/extension/browser/storage.ts";
import {
  clearCopied,
  copyKey,
  exportNow,
  fingerprintOf,
  lookAt,
  openSessionNow,
  records,
  sendNow,
  syncNow,
  verify,
} from "../../src/extension/extension.ts";
import { copiedIsOver } from "../../src/extension/ui/clipboard.ts";
import {
  actionsWith,
  element,
  follow,
  localize,
  onClick,
  option,
  showBugs,
  type Link,
} from "../../src/extension/ui/dom.ts";
import { pickedBy } from "../../src/extension/ui/organization-choice.ts";
import type { Proof } from "../../src/extension/ui/proof.ts";
import { message } from "../../src/extension/ui/words.ts";
import { noticesSeen } from "../../src/extension/usage/notices.ts";
import { watchPlanUsage } from "../../src/extension/usage/plan-usage.ts";
import { keepFacts, type Click, type Facts, type OpenClaw } from "./facts.ts";
import { isRunning } from "./job.ts";
import { reportingPlace } from "./openclaw.ts";
import { render } from "./render.ts";
import { viewOf } from "./view.ts";

/** "in 2 h 18 min" holds for a minute. */
const REFRESH_MS = 20_000;

const formatSelect = element("format", HTMLSelectElement);
const organizationSelect = element("organization", HTMLSelectElement);
const actions = actionsWith(leaveFor, (replaced) => exportKey(replaced), send);
/** Of the proof that is asked for; the next click ends it. */
let asking = new AbortController();
/** How often the session was looked at, and the plan's usage asked for: only the last time counts. */
let looks = 0;
let watches = 0;

localize();
showBugs(element("status", HTMLElement), actions);
whenConsentEnds(() => location.reload());
whenPolicyChanges(() => location.reload());
formatSelect.append(...CopyFormat.options.map((format) => option(message(`format.${format}`), format)));

const [opened, policy] = await Promise.all([sessionNow(), readPolicy()]);
const facts = keepFacts({ ...opened, policy, usage: null, openClaw: null, job: null }, (current) =>
  render(viewOf(current, new Date()), actions),
);
const { current, set } = facts;

whenChanged(["consent", "settings", "state", "lastExport", "numbers"], refresh);
whenSessionChanges(lookAtSession);
onClick("options", () => leaveFor("options"));
onClick("pause", togglePause);
onClick("export", exportOnce);
onClick("copy", copy);
organizationSelect.onchange = pickOrganization;
formatSelect.onchange = () => update("settings", (settings) => ({ ...settings, format: chosenFormat() }));
// Windows run on, and so do the words beside them.
setInterval(() => set({}), REFRESH_MS);
await noticesSeen();
await Promise.all([catchUp(), lookAtOpenClaw(), watchUsage()]);

async function sessionNow(): Promise<Pick<Facts, "session" | "fingerprint" | "records">> {
  const { session, records: stored } = await openSessionNow();
  const fingerprint = session.ok ? await fingerprintOf(session.key, stored) : null;
  return { session, fingerprint, records: stored };
}

async function refresh(): Promise<void> {
  set({ records: await records() });
}

/** claude.ai may hand out a new key with any answer, one to this very page included. */
async function lookAtSession(): Promise<void> {
  const look = ++looks;
  const { session, fingerprint } = await sessionNow();
  const before = current().session;
  if (look !== looks || (before.ok && session.ok && before.key.equals(session.key))) return;
  const { usage } = current();
  const isAnswering = before.ok && (usage === null || (usage !== "elsewhere" && usage.waits === "asking"));
  set({ session, fingerprint, ...(!isAnswering && { usage: null }) });
  await Promise.all([lookAtOpenClaw(), !isAnswering && watchUsage()]);
}

async function watchUsage(): Promise<void> {
  const { session } = current();
  const watch = ++watches;
  if (session.ok)
    await watchPlanUsage(session.key, (usage) => {
      return watch === watches && set({ usage });
    });
}

/** Another organization's numbers are asked for, and sent, at once: a click is no timer. */
async function pickOrganization(): Promise<void> {
  const organization = pickedBy(organizationSelect.value);
  await update("settings", (settings) => ({ ...settings, organization }));
  await Promise.all([watchUsage(), syncNow()]);
}

/** Somebody is looking: what waited for its next try is tried now. */
async function catchUp(): Promise<void> {
  const before = current().records.lastExport?.at;
  await syncNow();
  await refresh();
  // What was found beside it is old news then.
  if (current().records.lastExport?.at !== before) await lookAtOpenClaw();
}

/** It may start the companion, so it must not keep the popup from opening. */
async function lookAtOpenClaw(): Promise<void> {
  const { session } = current();
  const place = reportingPlace(current().records);
  if (!session.ok || place === null) return;
  const question: OpenClaw = { state: "asked" };
  set({ openClaw: question });
  const answer = await lookAt(place);
  // An export or a later question has brought something newer otherwise.
  if (current().openClaw === question)
    set({ openClaw: { state: "answered", answer, lastExport: current().records.lastExport } });
}

function begin(click: Click): number {
  asking.abort();
  asking = new AbortController();
  return facts.begin(click);
}

async function exportOnce(): Promise<void> {
  const { job, records: known } = current();
  // The browser lets the file be opened on a page of its own alone.
  if (known.settings.target === "picked") return leaveFor("picked");
  if (!job || !isRunning(job)) await exportKey();
}

async function exportKey(replace?: Replaced): Promise<void> {
  const id = begin({ kind: "export", result: "running" });
  const result = await exportNow(replace).catch(bug);
  if (result.ok) set({ openClaw: { state: "exported", effective: isRead(result) } });
  const isLast = set({ job: { id, kind: "export", result } }, id);
  if (isLast && result.ok && isRead(result))
    await prove((proof) => set({ job: { id, kind: "export", result, proof } }, id));
}

async function send(): Promise<void> {
  const { job } = current();
  if (job && isRunning(job)) return;
  const id = begin({ kind: "send", result: "running" });
  const result = (await sendNow().catch(bug)) ?? failure("internal_error");
  set({ records: await records() });
  set({ job: { id, kind: "send", result } }, id);
}

/** Nothing speaks against it. */
function isRead({ effect }: Saved): boolean {
  return effect?.effective !== false;
}

/** A bug is told like any failure, so that the button comes back. */
function bug(error: unknown): Failure {
  reportError(error);
  return failure("internal_error");
}

/** What OpenClaw itself shows. It takes seconds, and never holds up the export that it is asked for. */
async function prove(tell: (proof: Proof) => unknown): Promise<void> {
  tell({ step: null });
  const result = await verify((step) => tell({ step }), asking.signal);
  if (result) tell(result);
}

async function copy(): Promise<void> {
  const format = chosenFormat();
  const id = begin({ kind: "copy", format, result: "running" });
  const result = await copyKey(format);
  if (!set({ job: { id, kind: "copy", format, result } }, id) || !result.ok) return;
  await copiedIsOver();
  if (current().job?.id !== id) return;
  const cleared = await clearCopied();
  set({ job: { id, kind: "copy", format, result, cleared } }, id);
}

async function togglePause(): Promise<void> {
  await update("settings", (settings) => ({ ...settings, paused: !settings.paused }));
  await catchUp();
}

// A declaration, so that it is there while the module waits above for claude.ai.
function chosenFormat(): CopyFormat {
  return CopyFormat.parse(formatSelect.value);
}

async function leaveFor(link: Link): Promise<void> {
  await follow(link);
  window.close();
}
