/** The door: what the worker and the pages ask about a key. */
import type { SessionKey } from "../core/claude/session-key.ts";
import { failure, type Result } from "../core/messages/failures.ts";
import type { StatusReply, VerifyReply } from "../core/messages/messages.ts";
import { isSentAlong } from "./browser/cookies.ts";
import { allows, readPolicy } from "./browser/policy.ts";
import { chosenPlace, type CopyFormat, type Place, type Records, type Saved } from "./browser/records.ts";
import { load, saltOf, save } from "./browser/storage.ts";
import { companionStatus as statusOf } from "./export/companion.ts";
import { copy, writeToClipboard } from "./export/copy.ts";
import { exportByClick } from "./export/export.ts";
import type { Destination, Found, Replaced } from "./export/destination.ts";
import { openKey, openSession, type OpenedSession } from "./export/session.ts";
import { identifyExported } from "./sync/identify.ts";
import { ports } from "./real-ports.ts";
import { sendNumbers } from "./sync/numbers.ts";
import { sync } from "./sync/sync.ts";

export { load as records } from "./browser/storage.ts";

/** The session behind the consent gate, and the records as they stood then. */
export async function openSessionNow(): Promise<{ session: OpenedSession; records: Records }> {
  // Asked beside the records: a page's first frame waits for all of them.
  const permitted = {
    numbers: ports.hasClaudePermission("numbers"),
    key: ports.hasClaudePermission("key"),
  };
  const current = await load();
  const session = await openSession({ ...ports, hasClaudePermission: (grade) => permitted[grade] }, current);
  return { session, records: current };
}

/** Whether claude.ai answers this browser's questions for the sign-in that is meant; true where nobody may look yet. */
export async function canReadNumbers(): Promise<boolean> {
  const current = await load();
  const session = await openSession(ports, current);
  return session.ok ? isSentAlong(session.key) : current.settings.container === null;
}

/** Salted, as the records keep it. */
export const fingerprintOf = async (key: SessionKey, current: Records): Promise<string> =>
  key.fingerprint(await saltOf(current));

/** The click: puts the key where the user has chosen; it waits for no pause. @param replace what may be overwritten */
export async function exportNow(replace?: Replaced, by = ports): Promise<Result<Saved>> {
  const result = await exportByClick(by, replace);
  // The answer to the click does not wait for claude.ai's.
  if (result.ok) void identifyExported(by);
  return result;
}

type Verify = Required<Destination>["verify"];

/** Asks OpenClaw itself whether it can use the key; see `Destination.verify`. */
export async function verify(...watch: Parameters<Verify>): ReturnType<Verify> {
  const { settings, lastExport } = await load();
  const place = chosenPlace(settings);
  const asked = place && ports.destination(place).verify?.(...watch);
  if (!asked) return failure("native_permission_missing");
  const result = await asked;
  if (result?.ok) await ports.exclusively("records", () => noteSeen(lastExport?.at, result.seenBy));
  return result;
}

/** A gateway that was behind shows the usage: somebody has restarted it. @param at of the export that was proven */
async function noteSeen(at: string | undefined, seenBy: VerifyReply["seenBy"]): Promise<void> {
  const { lastExport } = await load();
  // Another export since then is not proven by this.
  if (!lastExport || lastExport.at !== at) return;
  const gatewayIsBehind = seenBy === "gateway" ? undefined : lastExport.gatewayIsBehind;
  await save({ lastExport: { ...lastExport, gatewayIsBehind, seenAt: ports.now().toISOString() } });
}

/** Somebody is looking: what failed before is tried again at once. */
export async function syncNow(): Promise<void> {
  await sync(ports, { retryNow: true });
  // Nobody waits for claude.ai: what comes of it is noted.
  void sendNumbers(ports, "look");
}

/** The click: reads the plan's numbers, and sends them to the gateway. Null where none is chosen. */
export const sendNow = (): Promise<Result | null> => sendNumbers(ports, "click");

/** Puts the key into the clipboard. Only on a click, on a focused page. */
export async function copyKey(format: CopyFormat): Promise<Result> {
  if (!allows(await readPolicy(), "clipboard")) return failure("copy_forbidden");
  const session = await openKey(ports, await load());
  return session.ok ? copy(session.key, format) : session;
}

/** Empties the clipboard. @returns false where the browser does not let us */
export const clearCopied = (): Promise<boolean> => writeToClipboard("");

/** What stands there, and what OpenClaw makes of it. */
export async function lookAt(place: Place): Promise<Result<Found>> {
  const found = ports.destination(place).status?.(await saltOf(await load()));
  return (await found) ?? failure("native_permission_missing");
}

/** What the companion reports of itself and of OpenClaw's files. */
export const companionStatus = async (): Promise<Result<StatusReply>> => statusOf(await saltOf(await load()));

/** Not while a run is at work, which would store the old lines with its new one. */
export const clearHistory = (): Promise<void> => ports.exclusively("records", () => save({ history: [] }));
