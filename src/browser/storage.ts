/** What Clawkey keeps in `storage.local`, each item declared once: its key, its shape, its value when absent. */
import { browser } from "wxt/browser";
import * as z from "zod/mini";
import { Consent } from "../consent/consent.ts";
import { ConfirmedFile, DEFAULT_SETTINGS, Settings } from "../settings/settings.ts";

interface Item<T> {
  key: string;
  schema: z.ZodMiniType<T>;
  fallback: T;
}

/** What was last exported: enough to tell whether the key changed, and nothing of the key. */
const LastExport = z.strictObject({
  /** Salted; see `salt`. */
  fingerprint: z.string(),
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  path: z.string(),
});
type LastExport = z.infer<typeof LastExport>;

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

/** Every file that Clawkey was ever told to write, noted before the write: withdrawal clears these and no other. */
export const writtenItem: Item<ConfirmedFile[]> = {
  key: "written",
  schema: z.array(ConfirmedFile),
  fallback: [],
};

const saltItem: Item<string> = { key: "salt", schema: z.string(), fallback: "" };

/** What does not have its shape counts as absent: a broken consent record is no consent. */
export async function load<T>({ key, schema, fallback }: Item<T>): Promise<T> {
  const stored: Record<string, unknown> = await browser.storage.local.get(key);
  const parsed = schema.safeParse(stored[key]);
  return parsed.success ? parsed.data : fallback;
}

export async function save<T>({ key }: Item<T>, value: T): Promise<void> {
  await browser.storage.local.set({ [key]: value });
}

/** Changes an item as it is now, one page after the other: a copy that a page read earlier may be stale. */
export async function update<T>(item: Item<T>, change: (current: T) => T): Promise<void> {
  await navigator.locks.request(`clawkey.${item.key}`, async () => save(item, change(await load(item))));
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
}
