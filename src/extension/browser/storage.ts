/**
 * What Clawkey keeps, each item declared once: its key, its shape, its value when absent. All but one in
 * `storage.local`; `usageItem` in `storage.session`, which never leaves the memory.
 */
import { browser } from "wxt/browser";
import * as z from "zod/mini";
import { KeptUsage } from "../usage/kept-usage.ts";
import { Consent } from "./consent.ts";
import { ConfirmedFile, DEFAULT_SETTINGS, Settings } from "./records.ts";
import { HistoryEntry } from "../sync/history.ts";
import { INITIAL_STATE, LastExport, SyncState } from "../sync/state.ts";

interface Item<T> {
  key: string;
  schema: z.ZodMiniType<T>;
  fallback: T;
}

export const consentItem: Item<Consent | null> = {
  key: "consent",
  schema: z.nullable(Consent),
  fallback: null,
};
export const settingsItem: Item<Settings> = { key: "settings", schema: Settings, fallback: DEFAULT_SETTINGS };
export const lastExportItem: Item<LastExport | null> = {
  key: "lastExport",
  schema: z.nullable(LastExport),
  fallback: null,
};

export const syncStateItem: Item<SyncState> = { key: "sync", schema: SyncState, fallback: INITIAL_STATE };
/** The newest first. */
export const historyItem: Item<HistoryEntry[]> = {
  key: "history",
  schema: z.array(HistoryEntry),
  fallback: [],
};

/** Every file that Clawkey was ever told to write, noted before the write: withdrawal clears these and no other. */
export const writtenItem: Item<ConfirmedFile[]> = {
  key: "written",
  schema: z.array(ConfirmedFile),
  fallback: [],
};

/** For `loadKept` and `keep`: gone with the browser's end. */
export const usageItem: Item<KeptUsage | null> = {
  key: "usage",
  schema: z.nullable(KeptUsage),
  fallback: null,
};

const saltItem: Item<string> = { key: "salt", schema: z.string(), fallback: "" };

export async function load<T>(item: Item<T>): Promise<T> {
  return (await loadAll({ item })).item;
}

/** Several items as they stood at one moment. */
export async function loadAll<T extends object>(items: {
  [Name in keyof T]: Item<T[Name]>;
}): Promise<T> {
  const entries: [string, Item<unknown>][] = Object.entries(items);
  const stored = await browser.storage.local.get(entries.map(([, { key }]) => key));
  return Object.fromEntries(entries.map(([name, item]) => [name, read(item, stored[item.key])])) as T;
}

/** What does not have its shape counts as absent: a broken consent record is no consent. */
function read<T>({ schema, fallback }: Item<T>, stored: unknown): T {
  const parsed = schema.safeParse(stored);
  return parsed.success ? parsed.data : fallback;
}

export const save = <T>(item: Item<T>, value: T): Promise<void> => saveAll(valueOf(item, value));

/** A value for `saveAll`. */
export const valueOf = <T>({ key }: Item<T>, value: T): Record<string, unknown> => ({ [key]: value });

/** Several items at one moment: no stop of the browser's parts them. */
export async function saveAll(...values: Record<string, unknown>[]): Promise<void> {
  await browser.storage.local.set(Object.assign({}, ...values));
}

export async function loadKept<T>(item: Item<T>): Promise<T> {
  return read(item, (await browser.storage.session.get(item.key))[item.key]);
}

export async function keep<T>(item: Item<T>, value: T): Promise<void> {
  await browser.storage.session.set(valueOf(item, value));
}

/** Changes an item as it is now, one page after the other: a copy that a page read earlier may be stale. */
export async function update<T>(item: Item<T>, change: (current: T) => T): Promise<void> {
  await navigator.locks.request(`clawkey.${item.key}`, async () => save(item, change(await load(item))));
}

/** Calls back when one of these items was changed, here or elsewhere. */
export function whenChanged(items: readonly { key: string }[], callback: () => unknown): void {
  browser.storage.local.onChanged.addListener((changes) => {
    if (items.some(({ key }) => changes[key])) callback();
  });
}

/** Calls back when the consent record is gone, withdrawn on another page. */
export function whenConsentEnds(callback: () => void): void {
  browser.storage.local.onChanged.addListener((changes) => {
    const change = changes[consentItem.key];
    if (change && (change.newValue === undefined || change.newValue === null)) callback();
  });
}

/** Random, made once per installation: fingerprints of two browsers can't be compared by anybody else. */
export async function loadSalt(): Promise<string> {
  const existing = await load(saltItem);
  // Two that find none must not make two.
  return existing === "" ? navigator.locks.request("clawkey.salt", makeSalt) : existing;
}

async function makeSalt(): Promise<string> {
  const existing = await load(saltItem);
  if (existing !== "") return existing;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const salt = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  await save(saltItem, salt);
  return salt;
}

export async function forget<T>({ key }: Item<T>): Promise<void> {
  await browser.storage.local.remove(key);
}

/** Withdrawal: everything goes, settings and salt included. */
export async function forgetEverything(): Promise<void> {
  await browser.storage.local.clear();
  await browser.storage.session.clear();
}
