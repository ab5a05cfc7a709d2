/**
 * The plan's numbers on their way to the chosen gateway, and out of every other. They are read without a lock; the
 * browser may stop a run at every `await`, and the next one finds the same to do.
 */
import type { Owner } from "../../core/claude/account.ts";
import type { ReadNumbers } from "../../core/claude/numbers.ts";
import { failure, type Failure, type Result } from "../../core/messages/failures.ts";
import type { PairedGateway, Records } from "../browser/records.ts";
import type { Ports } from "../export/ports.ts";
import { openSession } from "../export/session.ts";
import { entryOf, note, type Note } from "./note.ts";
import { isAnothers, isDue, placeForNumbers, type Occasion } from "./numbers-due.ts";
import { removeOwed } from "./owed.ts";
import { placesOwed, troubleAfter } from "./state.ts";

/** Gateways of before that are remembered: one that is gone for good must not be asked for ever. */
const MOST_REMEMBERED = 4;

interface Sending {
  ports: Ports;
  place: PairedGateway;
  /** Of the browser's key; null where there is none. */
  fingerprint: string | null;
  occasion: Occasion;
}

/** @returns null where nothing was to be sent */
export async function sendNumbers(ports: Ports, occasion: Occasion): Promise<Result | null> {
  const records = await ports.load();
  const place = placeForNumbers(records);
  try {
    if (placesOwed(records).length > 0) await removeOwed(ports);
    if (records.informed.some(isOld(records))) await takeNumbersOut(ports);
    return place && (await sendTo(place, records, ports, occasion));
  } catch (error) {
    // A bug of ours waits as any other failure does, and is shown.
    console.error(error);
    return place && noteResult({ ports, place, fingerprint: null, occasion }, failure("internal_error"));
  }
}

async function sendTo(
  place: PairedGateway,
  records: Records,
  ports: Ports,
  occasion: Occasion,
  isLast = false,
): Promise<Result | null> {
  const session = await openSession(ports, records);
  const fingerprint = session.ok ? await ports.fingerprint(session.key, records) : null;
  if (!isDue(records, place, fingerprint, occasion, ports.now())) return null;
  const sending = { ports, place, fingerprint, occasion };
  if (!session.ok) return noteResult(sending, session);
  const reading = await ports.readPlan(session.key, occasion === "wake" ? "background" : "page");
  const since = await openSession(ports, records);
  // Of whoever signed in meanwhile it may be; or claude.ai has handed out a new key with its answer.
  if (!since.ok || !since.key.equals(session.key))
    return isLast ? null : sendTo(place, await ports.load(), ports, occasion, true);
  return reading.ok ? send(sending, reading) : noteResult(sending, reading);
}

type Reading = ReadNumbers & { organizations: string[] };

const isOld = (records: Records) => (place: PairedGateway) => place.id !== placeForNumbers(records)?.id;

/** Takes them out of every gateway that is no longer the chosen one, as far as it can still be reached. */
export async function takeNumbersOut(ports: Ports): Promise<void> {
  await ports.exclusively("numbers", async () => {
    const found = await ports.load();
    const old = found.informed.filter(isOld(found));
    if (old.length === 0) return;
    const left = await removeNumbers(ports, old);
    await change(ports, (current) => ({
      informed: current.informed.filter((one) => !isOld(current)(one) || left.includes(one.id)),
    }));
  });
}

/** Call it with the lock of the numbers. @returns the ids of those that may show them still */
export async function removeNumbers(ports: Ports, places: readonly PairedGateway[]): Promise<string[]> {
  const left: string[] = [];
  for (const place of places) {
    const answer = await ports.destination(place).inform?.(null);
    // It has forgotten this browser, and with it its numbers.
    if (answer && !answer.ok && answer.code !== "gateway_not_paired") left.push(place.id);
  }
  return left;
}

/** Where they go is noted first: whatever becomes of this run, it is known where they have to be taken out. */
const send = (
  sending: Sending,
  { numbers, organizationId, organizations }: Reading,
): Promise<Result | null> =>
  sending.ports.exclusively("numbers", async () => {
    const { ports, place, fingerprint, occasion } = sending;
    const owner = { key: fingerprint ?? "", organizations };
    let asks = false;
    const isNoted = await change(ports, (current) => {
      if (placeForNumbers(current)?.id !== place.id) return null;
      asks = occasion !== "click" && isAnothers(current, place, owner);
      return asks ? question(current, owner) : { informed: withPlace(current.informed, place) };
    });
    // Withdrawn meanwhile, or led elsewhere.
    if (!isNoted) return failure("consent_missing");
    if (asks) return null;
    const sent = await ports.destination(place).inform?.({ numbers, organizationId });
    return noteResult(sending, sent ?? failure("plugin_too_old"), organizations);
  });

/** Told once, however often the key changes. */
const question = ({ numbers }: Records, { key }: Owner): Note => ({
  numbers: { ...numbers, trouble: null, waiting: key },
  entry: numbers.waiting === null ? { by: "sync", result: "other_account" } : undefined,
});

const withPlace = (informed: readonly PairedGateway[], place: PairedGateway): PairedGateway[] =>
  [...informed.filter(({ id }) => id !== place.id), place].slice(-MOST_REMEMBERED);

async function noteResult(
  sending: Sending,
  result: Result,
  organizations: string[] | null = null,
): Promise<Result> {
  const { ports, place, fingerprint, occasion } = sending;
  const at = ports.now();
  await change(ports, ({ numbers, consent }) => {
    const retryNow = occasion !== "wake";
    const trouble = result.ok
      ? null
      : troubleAfter(numbers.trouble, result, { fingerprint, now: at, retryNow });
    const sent =
      result.ok && fingerprint
        ? { id: place.id, at: at.toISOString(), fingerprint, organizations }
        : numbers.sent;
    // Beside a key nobody misses them: what is wrong there is told of the key.
    const entry = consent?.grade === "numbers" ? entryFor(result, place, occasion) : undefined;
    return { numbers: { sent, trouble, waiting: null }, entry };
  });
  return result;
}

function entryFor(result: Result, { path }: PairedGateway, occasion: Occasion): Note["entry"] {
  const by = occasion === "wake" ? "sync" : "click";
  if (result.ok) return { by, result: "sent", path };
  return isSignOut(result) ? undefined : { by, ...entryOf(result) };
}

/** It comes and goes, and is told elsewhere. */
const isSignOut = ({ code }: Failure): boolean => code === "signed_out";

/** @param what null for nothing. @returns false where nothing was noted: consent has ended, or there was nothing */
const change = (ports: Ports, what: (current: Records) => Note | null): Promise<boolean> =>
  ports.exclusively("records", async () => {
    const current = await ports.load();
    const changes = current.consent && what(current);
    if (changes) await note(ports, current, changes, ports.now());
    return changes !== null;
  });
