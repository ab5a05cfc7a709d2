/** What auto-sync needs from the browser and stores in it. The real one is in src/wiring. */
import type { Failure } from "../../core/messages/failures.ts";
import type { Consent } from "../browser/consent.ts";
import type { ExportContext } from "../export/session.ts";
import type { Saved } from "../export/outcome.ts";
import type { Target } from "../export/destination.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";
import type { ConfirmedFile, Settings } from "../browser/records.ts";
import type { HistoryEntry } from "./history.ts";
import type { LastExport, SyncState } from "./state.ts";

/** What is stored, read in one go. */
export interface Records {
  consent: Consent | null;
  settings: Settings;
  lastExport: LastExport | null;
  state: SyncState;
}

/** What is stored in one go: no stop can part it. */
export interface Note {
  state: SyncState;
  /** Null forgets it; left out, it stays. */
  lastExport?: LastExport | null;
  entry?: Omit<HistoryEntry, "at" | "times"> | undefined;
}

/** `foreign`: another key stands there by now. `unreachable`: nobody can tell. */
export type Removed = "own" | "foreign" | "unreachable";

export interface SyncContext extends ExportContext {
  /** One at a time, over the worker and all pages. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  records(): Promise<Records>;
  fingerprint(key: SessionKey): Promise<string>;
  target(file: ConfirmedFile): Target<Saved | Failure>;
  /** `shadowedBy`: the place from which OpenClaw takes another value, while what was exported last stands there still. */
  lookForExported(
    exported: LastExport,
  ): Promise<{ ok: true; shadowedBy: string | null | undefined } | Failure>;
  /** Takes out of OpenClaw what was exported last. */
  removeExported(exported: LastExport): Promise<{ ok: true; removed: Removed } | Failure>;
  note(note: Note): Promise<void>;
  /** Tells the user outside of any page: the badge. */
  show(): Promise<void>;
  /** Wakes us at that time; never again by the clock where it is null. */
  wakeAt(time: Date | null): Promise<void>;
  now(): Date;
}
