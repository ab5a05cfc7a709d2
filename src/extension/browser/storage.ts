/** Where the records are kept: read all at once, written some at once, so that no stop of the browser's parts them. */
import { browser } from "wxt/browser";
import { narrowed, readPolicy } from "./policy.ts";
import { CachedUsages, Records, type CachedUsage } from "./records.ts";

type RecordName = keyof Records;

const stored = async (): Promise<Records> => Records.parse(await browser.storage.local.get());

/** All records as they stand now, and no choice among them that goes further than the administrator's policy. */
export async function load(): Promise<Records> {
  const [records, policy] = await Promise.all([stored(), readPolicy()]);
  return narrowed(records, policy);
}

/** Stores these in one write, and leaves the others as they are. */
export async function save(changes: Partial<Records>): Promise<void> {
  await browser.storage.local.set(changes);
}

/**
 * Changes a record as it is now, one page after the other: a copy that a page read earlier may be stale. Nothing where
 * consent has ended: a page that is still open must not bring it back.
 */
export async function update<Name extends RecordName>(
  name: Name,
  change: (current: Records[Name]) => Records[Name],
): Promise<void> {
  await navigator.locks.request("clawkey.records", async () => {
    // What a policy hides for a while is not lost by it.
    const records = await stored();
    if (records.consent) await browser.storage.local.set({ [name]: change(records[name]) });
  });
}

/** Calls back when one of these was changed, here or elsewhere. */
export function whenChanged(names: readonly RecordName[], callback: () => unknown): void {
  browser.storage.local.onChanged.addListener((changes) => {
    if (names.some((name) => changes[name])) callback();
  });
}

/** Calls back when the consent is gone, withdrawn on another page. */
export function whenConsentEnds(callback: () => void): void {
  browser.storage.local.onChanged.addListener(({ consent }) => {
    if (consent && (consent.newValue === undefined || consent.newValue === null)) callback();
  });
}

/** Withdrawal: everything goes, settings and salt included. Call it with the lock of the records. */
export async function forgetEverything(): Promise<void> {
  await navigator.locks.request(SALT_LOCK, () => browser.storage.local.clear());
  await browser.storage.session.clear();
}

const SALT_LOCK = "clawkey.salt";

/** For fingerprints; made at the first call, and stored while there is consent. */
export async function saltOf({ salt }: Pick<Records, "salt">): Promise<string> {
  // Two that find none must not make two.
  return salt === "" ? navigator.locks.request(SALT_LOCK, makeSalt) : salt;
}

async function makeSalt(): Promise<string> {
  const { salt: existing, consent } = await load();
  if (existing !== "") return existing;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const salt = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (consent) await save({ salt });
  return salt;
}

export async function loadCachedUsages(): Promise<CachedUsage[]> {
  const { usage } = await browser.storage.session.get("usage");
  return CachedUsages.parse(usage);
}

export async function saveCachedUsages(usage: CachedUsage[]): Promise<void> {
  await browser.storage.session.set({ usage });
}

const quiet = (id: string) => `quiet.${id}`;

/**
 * Since when no answer of a gateway can be read, in milliseconds since 1970: from the first call on, until `endQuiet`
 * or the browser's end.
 */
export async function quietSince(id: string, now: number): Promise<number> {
  const { [quiet(id)]: noted } = await browser.storage.session.get(quiet(id));
  // Ahead of us it is none of this clock's.
  if (typeof noted === "number" && noted <= now) return noted;
  await browser.storage.session.set({ [quiet(id)]: now });
  return now;
}

export async function endQuiet(id: string): Promise<void> {
  await browser.storage.session.remove(quiet(id));
}
