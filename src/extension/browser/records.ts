/**
 * What Clawkey keeps: each record with its shape and what it is when absent. All of them in `storage.local` under
 * their own names, but for `CachedUsage`, which is in `storage.session` and so never on the disk. No record has
 * room for a key.
 *
 * What has not its shape counts as absent. Where a record's fields are independent, that holds for each field: a
 * new or a broken one never resets the others.
 */
import * as z from "zod/mini";
import { Consent } from "./records/consent.ts";
import { LastExport, Owner, Put } from "./records/exports.ts";
import { HistoryEntry } from "./records/history.ts";
import { Notices } from "./records/notices.ts";
import { PairedGateway, Place } from "./records/places.ts";
import { DEFAULT_SETTINGS, Settings } from "./records/settings.ts";
import { listOf, or, orNull } from "./records/shapes.ts";
import { INITIAL_STATE, NO_NUMBERS, NumbersState, SyncState } from "./records/sync-state.ts";

export * from "./records/cached-usage.ts";
export * from "./records/consent.ts";
export * from "./records/exports.ts";
export * from "./records/history.ts";
export * from "./records/notices.ts";
export * from "./records/places.ts";
export * from "./records/settings.ts";
export * from "./records/sync-state.ts";

/** All that is stored, as it stood at one moment. */
export const Records = z.object({
  consent: orNull(Consent),
  settings: or(Settings, DEFAULT_SETTINGS),
  lastExport: orNull(LastExport),
  state: or(SyncState, INITIAL_STATE),
  /** The newest first. */
  history: listOf(HistoryEntry),
  /** Every place that may hold a key from here: withdrawal clears these and no other. */
  written: listOf(Place),
  put: orNull(Put),
  numbers: or(NumbersState, NO_NUMBERS),
  /** Every gateway that may show numbers from here. */
  informed: listOf(PairedGateway),
  /** Of the last exported key; null before the first. */
  owner: orNull(Owner),
  /** Of the key about which claude.ai was last asked. */
  asked: orNull(Owner),
  notices: or(Notices, Notices.parse({})),
  /** Random, made once per installation: nobody else can compare fingerprints of two browsers. Empty until then. */
  salt: or(z.string(), ""),
});
export type Records = z.infer<typeof Records>;
