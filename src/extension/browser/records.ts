/**
 * What Clawkey keeps: each record with its shape and what it is when absent. All of them in `storage.local` under
 * their own names, but for `CachedUsage`, which is in `storage.session` and so never on the disk. No record has
 * room for a key.
 *
 * What has not its shape counts as absent. Where a record's fields are independent, that holds for each field: a
 * new or a broken one never resets the others.
 */
import * as z from "zod/mini";
import { Organization, OrganizationId } from "../../core/claude/organizations.ts";
import { Spend } from "../../core/claude/spend.ts";
import type { Usage } from "../../core/claude/usage.ts";
import { UsageWindow } from "../../core/claude/windows.ts";
import { Code, Detail, Effect, FileKind, ReceivedFailure, SetReply } from "../../core/messages/messages.ts";

/** ISO 8601, UTC, as `toISOString` writes it. */
const Time = z.string().check(z.refine((text) => new Date(text).toJSON() === text));

// oxlint-disable-next-line promise/valid-params -- this catch is zod's, of no promise
const or = <S extends z.ZodMiniType>(schema: S, absent: z.output<S>) => z.catch(schema, absent);

const orNull = <S extends z.ZodMiniType>(schema: S) => or(z.nullable(schema), null);

/** Entries that have not their shape are left out. */
const listOf = <S extends z.ZodMiniType>(entry: S) =>
  z.pipe(
    or(z.array(z.unknown()), []),
    z.transform((entries) =>
      entries.flatMap((one): z.output<S>[] => {
        const parsed = entry.safeParse(one);
        return parsed.success ? [parsed.data] : [];
      }),
    ),
  );

/** Raise it whenever what the welcome page tells the user changes in substance: everybody is asked again. */
export const CONSENT_VERSION = 4;

/** What may leave the browser: how much of the plan is used, and no more; or the key, which is the whole account. */
export const Grade = z.enum(["numbers", "key"]);
export type Grade = z.infer<typeof Grade>;

/** The browser's own permission is a separate thing, and both are needed. A broken record is no consent. */
export const Consent = z.strictObject({
  version: z.literal(CONSENT_VERSION),
  givenAt: Time,
  grade: Grade,
  /** The user's second, separate choice: export by itself at every sign-in. */
  autoSync: z.boolean(),
});
export type Consent = z.infer<typeof Consent>;

export const giveConsent = (choices: Pick<Consent, "grade" | "autoSync">, now: Date): Consent => ({
  version: CONSENT_VERSION,
  givenAt: now.toISOString(),
  ...choices,
});

/** How a copied key looks; `src/extension/export/copy.ts` writes each. */
export const CopyFormat = z.enum(["dotenv", "posix", "fish", "powershell", "json5", "ssh", "raw"]);
export type CopyFormat = z.infer<typeof CopyFormat>;

/** The file that the user has seen and confirmed: no other is written. */
export const ConfirmedFile = z.object({
  kind: FileKind,
  id: z.string(),
  /** All that a browser tells of a picked one is its name. */
  path: z.string(),
  /** In the browser's own dialog; see `picked-file.ts`. Else the companion reaches it. */
  isPicked: z.optional(z.literal(true)),
});
export type ConfirmedFile = z.infer<typeof ConfirmedFile>;

/** A gateway that shares a secret with this browser; the secret itself is in `secrets.ts`. */
export const PairedGateway = z.object({
  kind: z.literal("gateway"),
  /** The browser's own at this gateway, in hex: another one after each pairing. */
  id: z.string(),
  /** Its address, as `readAddress` gives it. */
  path: z.string(),
  /** Four, which the terminal showed too. */
  digits: z.string(),
  /** The name of its machine. */
  host: z.string(),
  /** OpenClaw's version, when the two were paired. */
  openclaw: z.string(),
  /** Whether it keeps the key for its next start; else in memory only. */
  keep: z.boolean(),
});
export type PairedGateway = z.infer<typeof PairedGateway>;

/** Where a key may be put: the user has seen it, and said so. */
export const Place = z.union([ConfirmedFile, PairedGateway]);
export type Place = z.infer<typeof Place>;

/** Whether only a click on a page can reach it. */
export const isPicked = (place: Place): place is ConfirmedFile =>
  place.kind !== "gateway" && place.isPicked === true;

/** Firefox's own name for a container. It stands for the same one after a restart. */
export const Container = z.string().check(z.regex(/^firefox-container-\d+$/));
export type Container = z.infer<typeof Container>;

export const Settings = z.object({
  /** Null until the user has chosen. */
  target: orNull(z.enum(["companion", "clipboard", "picked", "gateway"])),
  /** The companion's. */
  file: orNull(ConfirmedFile),
  picked: orNull(ConfirmedFile),
  gateway: orNull(PairedGateway),
  format: or(CopyFormat, "dotenv"),
  /** Auto-sync rests until the user lets it go on; the choice itself stands in the consent. */
  paused: or(z.boolean(), false),
  /** What becomes of the exported key when the browser is signed out of claude.ai. */
  onSignOut: or(z.enum(["keep", "remove"]), "keep"),
  /** Whose cookie is read, in Firefox; null for the one outside of all containers. */
  container: orNull(Container),
  /** Whose numbers are read; null for the one that the user is on. */
  organization: orNull(OrganizationId),
  /** Whether each bar has a mark of how far its window's time has gone. */
  pace: or(z.boolean(), true),
  /** Whether to tell when a window is nearly used up, and when it starts anew. */
  notices: or(z.boolean(), false),
});
export type Settings = z.infer<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = Settings.parse({});

/** Where an export goes; null where nothing is chosen, or the clipboard. */
export function chosenPlace({ target, file, picked, gateway }: Settings): Place | null {
  switch (target) {
    case "companion":
      return file;
    case "picked":
      return picked;
    case "gateway":
      return gateway;
    default:
      return null;
  }
}

/** What was last exported: enough to tell whether the key changed, and nothing of the key. */
export const LastExport = z.object({
  /** Salted. */
  fingerprint: z.string(),
  at: Time,
  /** Of the place. */
  id: z.string(),
  path: z.string(),
  /** When OpenClaw itself has last shown the plan with it. */
  seenAt: or(z.optional(Time), undefined),
  /** A gateway that ran at that time has the old key still. */
  gatewayIsBehind: or(z.optional(z.literal(true)), undefined),
  /** Of a gateway that has it in memory only: the process with which it ends. */
  process: or(z.optional(z.string()), undefined),
});
export type LastExport = z.infer<typeof LastExport>;

/** The key stands where it was put; whether OpenClaw reads it there is `effect`, missing where nobody can tell. */
export const Saved = z.extend(SetReply, {
  /** Missing where that is a gateway. */
  file: z.optional(FileKind),
  effect: z.optional(Effect),
  /** As in `LastExport`. */
  process: z.optional(z.string()),
  /** Why OpenClaw's command line does not find it; the gateway does. */
  commandLine: z.optional(ReceivedFailure),
});
export type Saved = z.infer<typeof Saved>;

/** The last put, noted before it is made. */
export const Put = z.object({
  /** Of its run. */
  id: z.string(),
  /** Of the key, salted. */
  fingerprint: z.string(),
  /** The place's id. */
  destination: z.string(),
  /** Null while it is under way, and for good where its run was stopped. */
  result: z.nullable(z.union([Saved, ReceivedFailure])),
});
export type Put = z.infer<typeof Put>;

/** Which account a key is of. All salted. */
const Owner = z.object({ key: z.string(), organizations: z.nullable(z.array(z.string())) });

const Trouble = z.object({
  code: Code,
  detail: z.optional(Detail),
  /** In a row, whatever the cause of each. */
  failures: z.number(),
  /** Of the key that it happened to; another key is tried at once. */
  fingerprint: z.nullable(z.string()),
  nextAt: Time,
});
export type Trouble = z.infer<typeof Trouble>;

/**
 * The key that the browser has now may be another's; the exported one was taken out of OpenClaw's file; the file opens to
 * a click alone.
 */
export const Question = z.enum(["other_account", "key_gone", "click_needed"]);
export type Question = z.infer<typeof Question>;

/** The key that the cookie had last. */
const Seen = z.object({
  key: z.string(),
  /** Null for the cookie outside of all containers. */
  container: z.nullable(z.string()),
  since: Time,
  /** When claude.ai was last asked whose it is, and did not tell. */
  askedAt: z.nullable(Time),
});

/** What is remembered of the plan's numbers, which go to a gateway. */
export const NumbersState = z.object({
  sent: orNull(
    z.object({
      /** Of the gateway. */
      id: z.string(),
      at: Time,
      /** Of the key with whose sign-in they were read. */
      fingerprint: z.string(),
      /** Of that account, salted; null where nobody can tell. */
      organizations: orNull(z.array(z.string())),
    }),
  ),
  /** Of the key of another account, whose numbers wait for a click; null for none. */
  waiting: orNull(z.string()),
  trouble: orNull(Trouble),
});
export type NumbersState = z.infer<typeof NumbersState>;

export const NO_NUMBERS: NumbersState = NumbersState.parse({});

/** What auto-sync remembers from one wake to the next. */
export const SyncState = z.object({
  trouble: orNull(Trouble),
  /** When files were changed without a click, or are being changed. */
  writes: listOf(Time),
  /** Until when a new key waits, so that the gateway is not restarted once more. */
  heldUntil: orNull(Time),
  seen: orNull(Seen),
  /** Of the cookie as it was last seen. */
  expiresAt: orNull(Time),
  /** Since when there is no cookie. */
  goneSince: orNull(Time),
  /** Whether there was none for a while since the last export, or may have been. */
  afterSignOut: or(z.boolean(), false),
  /** What waits for the user's word; an export by click is a yes. */
  question: orNull(Question),
  /** When it was last seen whether OpenClaw's file holds the key. */
  lookedAt: orNull(Time),
});
export type SyncState = z.infer<typeof SyncState>;

export const INITIAL_STATE: SyncState = SyncState.parse({});

/** One of the last results, for the user's eyes. */
export const HistoryEntry = z.object({
  /** Of the last time, where it happened several times in a row. */
  at: Time,
  by: z.enum(["click", "sync"]),
  result: z.enum([
    "saved",
    "unchanged",
    "removed",
    "kept_foreign",
    "unreachable",
    "held",
    "reverted",
    "sent",
    ...Question.options,
    "failed",
  ]),
  /** Only with `failed`. */
  code: z.optional(Code),
  detail: z.optional(Detail),
  path: z.optional(z.string()),
  times: z.number(),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** One thing that was told of a window, or is to be. */
export const Notice = z.object({
  kind: z.enum(["used", "reset"]),
  label: z.string(),
  /** As it was read; what was used before with `reset`. */
  usedPercent: z.number(),
});
export type Notice = z.infer<typeof Notice>;

/** A window that was seen: by organization, label and reset it is the same one. */
const SeenWindow = z.extend(UsageWindow, {
  /** The highest threshold that was told of; 0 for none. */
  told: z.number(),
});
export type SeenWindow = z.infer<typeof SeenWindow>;

export const Notices = z.object({
  /** Whose windows these are. */
  organization: orNull(z.string()),
  windows: listOf(SeenWindow),
  /** On the toolbar's button, until the popup is opened. */
  shown: orNull(Notice),
});
export type Notices = z.infer<typeof Notices>;

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

const usageOf = {
  organizations: z.array(Organization),
  organization: z.nullable(Organization),
  spend: z.nullable(Spend),
};

export const UsageAnswer = z.object({
  at: Time,
  usage: z.union([
    z.object({ ok: z.literal(true), windows: z.array(UsageWindow), ...usageOf }),
    z.object({ ok: z.literal(false), code: Code, ...usageOf }),
  ]) as z.ZodMiniType<Usage>,
});
export type UsageAnswer = z.infer<typeof UsageAnswer>;

/** claude.ai's last question and answer: a popup opened again has something to show, and asks no more often. */
export const CachedUsage = z.object({
  /** Salted; of the key that was asked with. */
  fingerprint: z.string(),
  /** Whose usage was wanted; null for the first organization's. */
  wanted: z.nullable(z.string()),
  /** The beginning of the last question: its page may have been closed before the answer. */
  askedAt: Time,
  /** Null until it comes. */
  answer: orNull(UsageAnswer),
  /** The last that were answered; of a question before, where claude.ai could not be asked. */
  numbers: orNull(UsageAnswer),
});
export type CachedUsage = z.infer<typeof CachedUsage>;

/** One for each organization that was looked at, the newest last. */
export const CachedUsages = listOf(CachedUsage);
