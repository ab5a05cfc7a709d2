/**
 * What Clawkey keeps: each record with its shape and what it is when absent. All of them in `storage.local` under
 * their own names, but for `CachedUsage`, which is in `storage.session` and so never on the disk. No record has
 * room for a key.
 *
 * What has not its shape counts as absent. Where a record's fields are independent, that holds for each field: a
 * new or a broken one never resets the others.
 */
import * as v from "valibot";
import { Organization, type Usage } from "../../core/claude/usage.ts";
import { UsageWindow } from "../../core/claude/windows.ts";
import { FAILURES, type FailureCode } from "../../core/messages/failures.ts";
import { Detail, FileKind, ReceivedFailure, SetReply } from "../../core/messages/messages.ts";
import { Finite } from "../../core/messages/shapes.ts";

/** ISO 8601, UTC, as `toISOString` writes it. */
const Time = v.pipe(
  v.string(),
  v.check((text) => new Date(text).toJSON() === text),
);

const or = <S extends v.GenericSchema>(schema: S, absent: v.InferOutput<S>) => v.fallback(schema, absent);

/** Entries that have not their shape are left out. */
const listOf = <S extends v.GenericSchema>(entry: S) =>
  v.pipe(
    or(v.array(v.unknown()), []),
    v.transform((entries) =>
      entries.flatMap((one): v.InferOutput<S>[] => {
        const parsed = v.safeParse(entry, one);
        return parsed.success ? [parsed.output] : [];
      }),
    ),
  );

/** Raise it whenever what the welcome page tells the user changes in substance: everybody is asked again. */
export const CONSENT_VERSION = 2;

/** The browser's own permission is a separate thing, and both are needed. A broken record is no consent. */
export const Consent = v.strictObject({
  version: v.literal(CONSENT_VERSION),
  givenAt: Time,
  /** The user's second, separate choice: export by itself at every sign-in. */
  autoSync: v.boolean(),
});
export type Consent = v.InferOutput<typeof Consent>;

export const giveConsent = ({ autoSync }: Pick<Consent, "autoSync">, now: Date): Consent => ({
  version: CONSENT_VERSION,
  givenAt: now.toISOString(),
  autoSync,
});

/** How a copied key looks; `src/extension/export/copy.ts` writes each. */
export const CopyFormat = v.picklist(["dotenv", "posix", "fish", "powershell", "json5", "ssh", "raw"]);
export type CopyFormat = v.InferOutput<typeof CopyFormat>;

/** The file that the user has seen and confirmed. The companion refuses to write to any other. */
export const ConfirmedFile = v.object({ kind: FileKind, id: v.string(), path: v.string() });
export type ConfirmedFile = v.InferOutput<typeof ConfirmedFile>;

/** Firefox's own name for a container. It stands for the same one after a restart. */
export const Container = v.pipe(v.string(), v.regex(/^firefox-container-\d+$/));
export type Container = v.InferOutput<typeof Container>;

export const Settings = v.object({
  /** Null until the user has chosen. */
  target: or(v.nullable(v.picklist(["companion", "clipboard"])), null),
  file: or(v.nullable(ConfirmedFile), null),
  format: or(CopyFormat, "dotenv"),
  /** Auto-sync rests until the user lets it go on; the choice itself stands in the consent. */
  paused: or(v.boolean(), false),
  /** What becomes of the exported key when the browser is signed out of claude.ai. */
  onSignOut: or(v.picklist(["keep", "remove"]), "keep"),
  /** Whose cookie is read, in Firefox; null for the one outside of all containers. */
  container: or(v.nullable(Container), null),
});
export type Settings = v.InferOutput<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = v.parse(Settings, {});

/** What was last exported: enough to tell whether the key changed, and nothing of the key. */
export const LastExport = v.object({
  /** Salted. */
  fingerprint: v.string(),
  at: Time,
  /** Of the destination; of the companion's, `ConfirmedFile.id`. */
  id: v.string(),
  path: v.string(),
  /** When OpenClaw itself has last shown the plan with it. */
  seenAt: or(v.optional(Time), undefined),
  /** A gateway that ran at that time has the old key still. */
  gatewayIsBehind: or(v.optional(v.literal(true)), undefined),
});
export type LastExport = v.InferOutput<typeof LastExport>;

/** The key stands in OpenClaw's file now; whether OpenClaw reads it there is `effect`. */
export const Saved = v.object({ ...SetReply.entries, file: FileKind });
export type Saved = v.InferOutput<typeof Saved>;

/** The last put, noted before it is made. */
export const Put = v.object({
  /** Of its run. */
  id: v.string(),
  /** Of the key, salted. */
  fingerprint: v.string(),
  /** Its id. */
  destination: v.string(),
  /** Null while it is under way, and for good where its run was stopped. */
  result: v.nullable(v.union([Saved, ReceivedFailure])),
});
export type Put = v.InferOutput<typeof Put>;

/** Which account a key is of. All salted. */
const Owner = v.object({ key: v.string(), organizations: v.nullable(v.array(v.string())) });

const Code = v.picklist(Object.keys(FAILURES) as FailureCode[]);

const Trouble = v.object({
  code: Code,
  detail: v.optional(Detail),
  /** In a row, whatever the cause of each. */
  failures: Finite,
  /** Of the key that it happened to; another key is tried at once. */
  fingerprint: v.nullable(v.string()),
  nextAt: Time,
});
export type Trouble = v.InferOutput<typeof Trouble>;

/** The key that the browser has now may be another's; the exported one was taken out of OpenClaw's file. */
export const Question = v.picklist(["other_account", "key_gone"]);
export type Question = v.InferOutput<typeof Question>;

/** The key that the cookie had last. */
const Seen = v.object({
  key: v.string(),
  /** Null for the cookie outside of all containers. */
  container: v.nullable(v.string()),
  since: Time,
  /** When claude.ai was last asked whose it is, and did not tell. */
  askedAt: v.nullable(Time),
});

/** What auto-sync remembers from one wake to the next. */
export const SyncState = v.object({
  trouble: or(v.nullable(Trouble), null),
  /** When files were changed without a click, or are being changed. */
  writes: listOf(Time),
  /** Until when a new key waits, so that the gateway is not restarted once more. */
  heldUntil: or(v.nullable(Time), null),
  seen: or(v.nullable(Seen), null),
  /** Of the cookie as it was last seen. */
  expiresAt: or(v.nullable(Time), null),
  /** Since when there is no cookie. */
  goneSince: or(v.nullable(Time), null),
  /** Whether there was none for a while since the last export, or may have been. */
  afterSignOut: or(v.boolean(), false),
  /** What waits for the user's word; an export by click is a yes. */
  question: or(v.nullable(Question), null),
  /** When it was last seen whether OpenClaw's file holds the key. */
  lookedAt: or(v.nullable(Time), null),
});
export type SyncState = v.InferOutput<typeof SyncState>;

export const INITIAL_STATE: SyncState = v.parse(SyncState, {});

/** One of the last results, for the user's eyes. */
export const HistoryEntry = v.object({
  /** Of the last time, where it happened several times in a row. */
  at: Time,
  by: v.picklist(["click", "sync"]),
  result: v.picklist([
    "saved",
    "unchanged",
    "removed",
    "kept_foreign",
    "unreachable",
    "held",
    "reverted",
    ...Question.options,
    "failed",
  ]),
  /** Only with `failed`. */
  code: v.optional(Code),
  detail: v.optional(Detail),
  path: v.optional(v.string()),
  times: Finite,
});
export type HistoryEntry = v.InferOutput<typeof HistoryEntry>;

/** All that is stored, as it stood at one moment. */
export const Records = v.object({
  consent: or(v.nullable(Consent), null),
  settings: or(Settings, DEFAULT_SETTINGS),
  lastExport: or(v.nullable(LastExport), null),
  state: or(SyncState, INITIAL_STATE),
  /** The newest first. */
  history: listOf(HistoryEntry),
  /** Every file that may hold a key from here: withdrawal clears these and no other. */
  written: listOf(ConfirmedFile),
  put: or(v.nullable(Put), null),
  /** Of the last exported key; null before the first. */
  owner: or(v.nullable(Owner), null),
  /** Of the key about which claude.ai was last asked. */
  asked: or(v.nullable(Owner), null),
  /** Random, made once per installation: nobody else can compare fingerprints of two browsers. Empty until then. */
  salt: or(v.string(), ""),
});
export type Records = v.InferOutput<typeof Records>;

export const UsageAnswer = v.object({
  at: Time,
  usage: v.union([
    v.object({ ok: v.literal(true), organizations: v.array(Organization), windows: v.array(UsageWindow) }),
    v.object({ ok: v.literal(false), code: Code, organizations: v.array(Organization) }),
  ]) as v.GenericSchema<unknown, Usage>,
});
export type UsageAnswer = v.InferOutput<typeof UsageAnswer>;

/** claude.ai's last question and answer: a popup opened again has something to show, and asks no more often. */
export const CachedUsage = v.object({
  /** Salted; of the key that was asked with. */
  fingerprint: v.string(),
  /** The beginning of the last question: its page may have been closed before the answer. */
  askedAt: Time,
  /** Null until it comes. */
  answer: or(v.nullable(UsageAnswer), null),
  /** The last that were answered; of a question before, where claude.ai could not be asked. */
  numbers: or(v.nullable(UsageAnswer), null),
});
export type CachedUsage = v.InferOutput<typeof CachedUsage>;
