/** What the step of the companion shows, as a function of what is known. */
import type { Failure, Result } from "../../src/core/messages/failures.ts";
import type { StatusReply } from "../../src/core/messages/messages.ts";
import type { Records, Saved } from "../../src/extension/browser/records.ts";
import type { OpenedSession } from "../../src/extension/export/session.ts";
import { syncView } from "../../src/extension/sync/view.ts";
import { notice, savedStatus, statusOf, type Status } from "../../src/extension/ui/status.ts";
import { syncStatus } from "../../src/extension/ui/sync-status.ts";
import { message, type Message, type MessageKey } from "../../src/extension/ui/words.ts";

export interface CompanionFacts {
  /** The companion's last word; null before the first. */
  reply: Result<StatusReply> | null;
  /** There was time enough to run the command. */
  late: boolean;
  session: OpenedSession;
  records: Records;
  /** The export; null before it. */
  job: "running" | Result<Saved> | null;
}

export interface CompanionView {
  lead: MessageKey | null;
  asksForCommand: boolean;
  findings: Finding[];
  /** Null until there is a file to choose. */
  button: "export" | "open_claude" | null;
  /** It is what the page waits for; else that stands in the status. */
  isDue: boolean;
  isBusy: boolean;
  status: Status | null;
}

/** One line of what was found already, and what is waited for. */
export interface Finding {
  name: MessageKey;
  state: "found" | "next" | "later";
  note: Message | string | null;
}

export function companionView(facts: CompanionFacts, now: Date): CompanionView {
  const { reply, session, job } = facts;
  const button = !reply?.ok ? null : session.ok ? "export" : "open_claude";
  const status = withoutOwn(statusNow(facts, now), button);
  return {
    lead: leadOf(facts),
    asksForCommand: reply?.ok === false && reply.code === "companion_missing",
    findings: findingsOf(facts),
    button,
    isDue: !status || status.actions.length === 0,
    isBusy: job === "running",
    status,
  };
}

function leadOf({ reply, session, records }: CompanionFacts): MessageKey | null {
  if (!reply) return null;
  if (!reply.ok) return "welcome.install_lead";
  const byItself = records.consent?.autoSync === true;
  if (session.ok) return byItself ? "welcome.file_text_sync" : "welcome.file_text";
  return byItself ? "welcome.file_text_out_sync" : "welcome.file_text_out";
}

function findingsOf({ reply, session }: CompanionFacts): Finding[] {
  const status = reply?.ok ? reply : null;
  const config = status?.files.config;
  const version = status
    ? message("welcome.found_companion_is", { version: status.version })
    : message("welcome.found_companion_waits");
  // The choice below it has the path of one that is there.
  const place = config && !config.exists ? message("welcome.found_config_new", { path: config.path }) : null;
  const key = session.ok ? session.key.masked : message("welcome.found_session_waits");
  const found: [name: MessageKey, isFound: boolean, note: Finding["note"]][] = [
    ["welcome.found_companion", status !== null, version],
    ["welcome.found_config", status !== null, place],
    ["welcome.found_session", session.ok, key],
  ];
  const next = found.findIndex(([, isFound]) => !isFound);
  return found.map(([name, isFound, note], at) => ({
    name,
    state: isFound ? "found" : at === next ? "next" : "later",
    note,
  }));
}

function statusNow({ reply, late, session, records, job }: CompanionFacts, now: Date): Status | null {
  if (!reply) return null;
  if (!reply.ok) return missingStatus(reply, late);
  if (job === "running") return { ...notice("popup.exporting", "popup.writing"), tone: "busy" };
  if (job) return job.ok ? savedStatus(job) : statusOf(job);
  if (!session.ok) return statusOf(session);
  // What keeps auto-sync from it keeps a click from it as well.
  const trouble = records.settings.file && syncStatus(syncView(records, now));
  if (trouble && trouble.tone !== "neutral") return trouble;
  return { ...notice(message("welcome.companion_found", { version: reply.version })), tone: "good" };
}

function missingStatus(failed: Failure, late: boolean): Status {
  if (failed.code !== "companion_missing") return statusOf(failed);
  const text = late ? "welcome.companion_not_seen" : "welcome.companion_keep_open";
  return { ...notice("welcome.companion_waiting", text), tone: "busy" };
}

/** The choice of the file and the sign-in have their place on this page. */
function withoutOwn(status: Status | null, button: CompanionView["button"]): Status | null {
  return (
    status && {
      ...status,
      actions: status.actions.filter((name) => name !== "confirm_file" && name !== button),
    }
  );
}
