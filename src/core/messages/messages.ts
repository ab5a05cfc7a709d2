/**
 * What the companion answers the extension, and the words that its requests share with that: one request and one reply a
 * process. The page for people is docs/native-messaging.md; a test compares the two.
 */
import * as z from "zod/mini";
import { UsageWindow } from "../claude/windows.ts";
import { FAILURES, type FailureCode } from "./failures.ts";

/** Raised when an older partner could no longer do what is asked. */
export const PROTOCOL_VERSION = 1;

/** Which of OpenClaw's two files: `openclaw.json` or the global `.env`. */
export const FileKind = z.enum(["config", "dotenv"]);
export type FileKind = z.infer<typeof FileKind>;

const hex32 = () => z.string().check(z.regex(/^[0-9a-f]{32}$/));

/** Names a file without naming its path: a write goes only to the file that the user has seen and confirmed. */
export const FileId = hex32();
export const Fingerprint = hex32();
export const Salt = hex32();

/** Stands in what is said before the two know that they speak the same. */
export const Protocol = z.literal(PROTOCOL_VERSION);

/**
 * What stands where the key goes and is no session key: a reference to a vault or a variable, an object, OpenClaw's
 * placeholder for what it hides, another secret of Anthropic's, any other text.
 */
export const Foreign = z.enum(["reference", "object", "placeholder", "secret", "text"]);
export type Foreign = z.infer<typeof Foreign>;

/** Says which key is meant, without the key. */
export const KeyMark = z.strictObject({ salt: Salt, fingerprint: Fingerprint });
export type KeyMark = z.infer<typeof KeyMark>;

/** Where OpenClaw takes the key from; see src/core/config/precedence.ts. */
export const SourceName = z.enum([
  "process",
  "serviceEnvironment",
  "workingFolderDotenv",
  "globalDotenv",
  "configFolderDotenv",
  "gatewayDotenv",
  "configVars",
  "configFlat",
]);
export type SourceName = z.infer<typeof SourceName>;

/** A source that only a later companion knows is somewhere: the reply says the rest all the same. */
const ReceivedSource = z.union([
  SourceName,
  z.pipe(
    z.string(),
    z.transform((): "elsewhere" => "elsewhere"),
  ),
]);
export type ReceivedSource = z.infer<typeof ReceivedSource>;

/**
 * The steps from a key to windows in OpenClaw, in the order in which `verify` takes them; after `usage` it may ask the
 * gateway again.
 */
export const VerifyStep = z.enum(["key", "openclaw", "token", "claude", "gateway", "usage"]);
export type VerifyStep = z.infer<typeof VerifyStep>;

/** Any code of a failure. */
export const Code = z.enum(Object.keys(FAILURES) as [FailureCode]);

// What only a later partner knows is left out. oxlint takes these catches of zod's for a promise's.
// oxlint-disable promise/valid-params
const KnownSource = z.catch(z.optional(SourceName), undefined);
const KnownStep = z.catch(z.optional(VerifyStep), undefined);
const KnownForeign = z.catch(z.optional(Foreign), "text");
/** A code of a later companion is read as the word that the two don't understand each other. */
const KnownCode = z.catch(Code, "protocol_unsupported");
// oxlint-enable promise/valid-params

/** What goes with a code: the companion's own knowledge, never an echo of the request. */
export const Detail = z.object({
  path: z.optional(z.string()),
  /** From 1. */
  line: z.optional(z.number()),
  column: z.optional(z.number()),
  /** The system's own code, such as `EIO`. */
  errno: z.optional(z.string()),
  source: KnownSource,
  /** In the place of a session key. */
  holds: KnownForeign,
  /** Of a gateway. */
  address: z.optional(z.string()),
  /** Of an organization at claude.ai. */
  name: z.optional(z.string()),
  /** Only of `verify`: the one that failed. */
  step: KnownStep,
  /** Only with `protocol_unsupported`: what the companion speaks. */
  protocol: z.optional(z.number()),
});
export type Detail = z.infer<typeof Detail>;

/** A `Failure` as it comes from outside. */
export const ReceivedFailure = z.object({
  ok: z.literal(false),
  code: KnownCode,
  detail: z.optional(Detail),
});

const FileReport = z.object({
  id: FileId,
  path: z.string(),
  exists: z.boolean(),
  /** Of the key that stands in it; null where none does. */
  fingerprint: z.nullable(Fingerprint),
  /** Why a write would be refused now; null where nothing stands in the way. */
  problem: z.nullable(ReceivedFailure),
});
export type FileReport = z.infer<typeof FileReport>;

/** A copy of its config that OpenClaw put aside, in the place of which stands another one now. */
const SetAside = z.object({
  path: z.string(),
  /** When, in milliseconds since 1970. */
  at: z.number(),
  /** Of the session keys in it. */
  fingerprints: z.array(Fingerprint),
});
export type SetAside = z.infer<typeof SetAside>;

export const StatusReply = z.object({
  ok: z.literal(true),
  protocol: Protocol,
  /** The companion's, as in package.json. */
  version: z.string(),
  /** The browsers that `clawkey install` registered it for. */
  browsers: z.array(z.string()),
  files: z.object({ config: FileReport, dotenv: FileReport }),
  /** Null where OpenClaw finds no key at all. */
  effective: z.nullable(
    z.object({
      source: ReceivedSource,
      path: z.nullable(z.string()),
      fingerprint: z.nullable(Fingerprint),
      /** What it is, where it is no session key. */
      holds: KnownForeign,
      /** Whether it finds one there is not known: this file, or what it includes, is not read. */
      unknown: z.optional(z.literal(true)),
    }),
  ),
  /** Where the config holds no session key: those that do. */
  setAside: z.optional(z.array(SetAside)),
});
export type StatusReply = z.infer<typeof StatusReply>;

/** After a write: does OpenClaw read what was written, or does a higher source hide it? */
export const Effect = z.union([
  z.object({ effective: z.literal(true) }),
  z.object({ effective: z.literal(false), source: ReceivedSource, path: z.nullable(z.string()) }),
]);
export type Effect = z.infer<typeof Effect>;

/**
 * What a running gateway makes of the change: it takes it over by itself, or keeps what it has until it is started anew,
 * or is on another machine and never sees it. Missing where nothing was changed, or where that can't be known.
 */
const GatewayEffect = z.enum(["follows", "restart", "remote"]);
export type GatewayEffect = z.infer<typeof GatewayEffect>;

/** Only where the system did not confirm that the new file would survive a power cut. */
export const Durable = z.optional(z.literal(false));

export const SetReply = z.object({
  ok: z.literal(true),
  path: z.string(),
  /** False where the value stood there already and nothing was written. */
  changed: z.boolean(),
  /** True where others could read the file before and can't any more. */
  tightened: z.boolean(),
  durable: Durable,
  effect: Effect,
  // oxlint-disable-next-line promise/valid-params -- this catch is zod's, of no promise
  gateway: z.catch(z.optional(GatewayEffect), undefined),
  /** Only where an installed service copies the `.env` that was written, when it is installed: it sees no later change. */
  copiedByService: z.optional(z.literal(true)),
});
export type SetReply = z.infer<typeof SetReply>;

export const RemoveReply = z.object({
  ok: z.literal(true),
  path: z.string(),
  changed: z.boolean(),
  /** Only where a value stands there still: another key than the one that was meant, or what is no session key. */
  kept: z.optional(z.literal(true)),
  /** What that is, where it is no session key. */
  holds: KnownForeign,
  /** Only where others could read the file before and can't any more. */
  tightened: z.optional(z.literal(true)),
  durable: Durable,
  /** OpenClaw's own backups that still hold a session key. */
  backups: z.array(z.string()),
  /** An installed service's own copies of it, where there are any. */
  serviceCopies: z.optional(z.array(z.string())),
});
export type RemoveReply = z.infer<typeof RemoveReply>;

/** Told apart from the reply by its lack of an `ok`, and by nothing else: a later companion may tell more. */
export const VerifyProgress = z.object({ ok: z.optional(z.undefined()), step: KnownStep });
export type VerifyProgress = z.infer<typeof VerifyProgress>;

/** OpenClaw shows the plan's usage. */
export const VerifyReply = z.object({
  ok: z.literal(true),
  /** `command`: no gateway runs; the command line, which asks by itself, shows them. */
  seenBy: z.enum(["gateway", "command"]),
  /** As OpenClaw reports them. */
  windows: z.array(UsageWindow),
  /** OpenClaw's. */
  version: z.string(),
  source: ReceivedSource,
  /** Milliseconds that OpenClaw's questions take here; only where a chat's `/status` does not wait so long. */
  slowMs: z.optional(z.number()),
});
export type VerifyReply = z.infer<typeof VerifyReply>;

export type Reply = StatusReply | SetReply | RemoveReply | VerifyReply;
