/**
 * What extension and companion say to each other: one request and one reply a process. The page for people is
 * docs/native-messaging.md; a test compares the two.
 */
import * as v from "valibot";
import { UsageWindow } from "../claude/windows.ts";
import { FAILURES, type FailureCode } from "./failures.ts";
import { Finite } from "./shapes.ts";

/** Raised when an older partner could no longer do what is asked. */
export const PROTOCOL_VERSION = 1;

/** Which of OpenClaw's two files: `openclaw.json` or the global `.env`. */
export const FileKind = v.picklist(["config", "dotenv"]);
export type FileKind = v.InferOutput<typeof FileKind>;

const hex32 = () => v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

/** Names a file without naming its path: a write goes only to the file that the user has seen and confirmed. */
const FileId = hex32();
const Fingerprint = hex32();
const Salt = hex32();

const protocol = v.literal(PROTOCOL_VERSION);

/**
 * What stands where the key goes and is no session key: a reference to a vault or a variable, an object, OpenClaw's
 * placeholder for what it hides, another secret of Anthropic's, any other text.
 */
export const Foreign = v.picklist(["reference", "object", "placeholder", "secret", "text"]);
export type Foreign = v.InferOutput<typeof Foreign>;

export const StatusRequest = v.strictObject({ protocol, verb: v.literal("status"), salt: Salt });

export const SetRequest = v.strictObject({
  protocol,
  verb: v.literal("set"),
  file: FileKind,
  fileId: FileId,
  /** Checked again by `SessionKey.parse` on the other side; the bound only keeps the frame small. */
  key: v.pipe(v.string(), v.maxLength(1024)),
  /** What may be overwritten in its place: the user has been told of it, and has said so. */
  replace: v.optional(Foreign),
});

/** Says which key is meant, without the key. */
export const KeyMark = v.strictObject({ salt: Salt, fingerprint: Fingerprint });
export type KeyMark = v.InferOutput<typeof KeyMark>;

export const RemoveRequest = v.strictObject({
  protocol,
  verb: v.literal("remove"),
  file: FileKind,
  fileId: FileId,
  /** The only key that may go; null for whatever session key stands there. */
  only: v.nullable(KeyMark),
});

/** Asks OpenClaw itself whether it can use the key. Before the reply comes one `VerifyProgress` for each step. */
export const VerifyRequest = v.strictObject({ protocol, verb: v.literal("verify") });

export const Request = v.variant("verb", [StatusRequest, SetRequest, RemoveRequest, VerifyRequest]);
export type Request = v.InferOutput<typeof Request>;

/** Where OpenClaw takes the key from; see src/core/config/precedence.ts. */
export const SourceName = v.picklist([
  "process",
  "serviceEnvironment",
  "workingFolderDotenv",
  "globalDotenv",
  "configFolderDotenv",
  "gatewayDotenv",
  "configVars",
  "configFlat",
]);
export type SourceName = v.InferOutput<typeof SourceName>;

/** A source that only a later companion knows is somewhere: the reply says the rest all the same. */
const ReceivedSource = v.union([
  SourceName,
  v.pipe(
    v.string(),
    v.transform((): "elsewhere" => "elsewhere"),
  ),
]);
export type ReceivedSource = v.InferOutput<typeof ReceivedSource>;

/** The steps from a key to windows in OpenClaw, in the order in which `verify` takes them; after `usage` it may ask the gateway again. */
export const VerifyStep = v.picklist(["key", "openclaw", "token", "claude", "gateway", "usage"]);
export type VerifyStep = v.InferOutput<typeof VerifyStep>;

// What only a later partner knows is left out.
const KnownSource = v.fallback(v.optional(SourceName), undefined);
const KnownStep = v.fallback(v.optional(VerifyStep), undefined);
const KnownForeign = v.optional(v.fallback(Foreign, "text"));
/** A code of a later companion is read as the word that the two don't understand each other. */
const KnownCode = v.fallback(v.picklist(Object.keys(FAILURES) as FailureCode[]), "protocol_unsupported");

/** What goes with a code: the companion's own knowledge, never an echo of the request. */
export const Detail = v.object({
  path: v.optional(v.string()),
  /** From 1. */
  line: v.optional(Finite),
  column: v.optional(Finite),
  /** The system's own code, such as `EIO`. */
  errno: v.optional(v.string()),
  source: KnownSource,
  /** In the place of a session key. */
  holds: KnownForeign,
  /** Of an organization at claude.ai. */
  name: v.optional(v.string()),
  /** Only of `verify`: the one that failed. */
  step: KnownStep,
  /** Only with `protocol_unsupported`: what the companion speaks. */
  protocol: v.optional(Finite),
});
export type Detail = v.InferOutput<typeof Detail>;

/** A `Failure` as it comes from outside. */
export const ReceivedFailure = v.object({
  ok: v.literal(false),
  code: KnownCode,
  detail: v.optional(Detail),
});

const FileReport = v.object({
  id: FileId,
  path: v.string(),
  exists: v.boolean(),
  /** Of the key that stands in it; null where none does. */
  fingerprint: v.nullable(Fingerprint),
  /** Why a write would be refused now; null where nothing stands in the way. */
  problem: v.nullable(ReceivedFailure),
});
export type FileReport = v.InferOutput<typeof FileReport>;

/** A copy of its config that OpenClaw put aside, in the place of which stands another one now. */
const SetAside = v.object({
  path: v.string(),
  /** When, in milliseconds since 1970. */
  at: Finite,
  /** Of the session keys in it. */
  fingerprints: v.array(Fingerprint),
});
export type SetAside = v.InferOutput<typeof SetAside>;

export const StatusReply = v.object({
  ok: v.literal(true),
  protocol,
  /** The companion's, as in package.json. */
  version: v.string(),
  /** The browsers that `clawkey install` registered it for. */
  browsers: v.array(v.string()),
  files: v.object({ config: FileReport, dotenv: FileReport }),
  /** Null where OpenClaw finds no key at all. */
  effective: v.nullable(
    v.object({
      source: ReceivedSource,
      path: v.nullable(v.string()),
      fingerprint: v.nullable(Fingerprint),
      /** What it is, where it is no session key. */
      holds: KnownForeign,
      /** Whether it finds one there is not known: this file, or what it includes, is not read. */
      unknown: v.optional(v.literal(true)),
    }),
  ),
  /** Where the config holds no session key: those that do. */
  setAside: v.optional(v.array(SetAside)),
});
export type StatusReply = v.InferOutput<typeof StatusReply>;

/** After a write: does OpenClaw read what was written, or does a higher source hide it? */
export const Effect = v.union([
  v.object({ effective: v.literal(true) }),
  v.object({ effective: v.literal(false), source: ReceivedSource, path: v.nullable(v.string()) }),
]);
export type Effect = v.InferOutput<typeof Effect>;

/**
 * What a running gateway makes of the change: it takes it over by itself, or keeps what it has until it is started anew,
 * or is on another machine and never sees it. Missing where nothing was changed, or where that can't be known.
 */
const GatewayEffect = v.picklist(["follows", "restart", "remote"]);
export type GatewayEffect = v.InferOutput<typeof GatewayEffect>;

/** Only where the system did not confirm that the new file would survive a power cut. */
const Durable = v.optional(v.literal(false));

export const SetReply = v.object({
  ok: v.literal(true),
  path: v.string(),
  /** False where the value stood there already and nothing was written. */
  changed: v.boolean(),
  /** True where others could read the file before and can't any more. */
  tightened: v.boolean(),
  durable: Durable,
  effect: Effect,
  gateway: v.fallback(v.optional(GatewayEffect), undefined),
  /** Only where an installed service copies the `.env` that was written, when it is installed: it sees no later change. */
  copiedByService: v.optional(v.literal(true)),
});
export type SetReply = v.InferOutput<typeof SetReply>;

export const RemoveReply = v.object({
  ok: v.literal(true),
  path: v.string(),
  changed: v.boolean(),
  /** Only where a value stands there still: another key than the one that was meant, or what is no session key. */
  kept: v.optional(v.literal(true)),
  /** What that is, where it is no session key. */
  holds: KnownForeign,
  /** Only where others could read the file before and can't any more. */
  tightened: v.optional(v.literal(true)),
  durable: Durable,
  /** OpenClaw's own backups that still hold a session key. */
  backups: v.array(v.string()),
  /** An installed service's own copies of it, where there are any. */
  serviceCopies: v.optional(v.array(v.string())),
});
export type RemoveReply = v.InferOutput<typeof RemoveReply>;

/** Told apart from the reply by its lack of an `ok`, and by nothing else: a later companion may tell more. */
export const VerifyProgress = v.object({ ok: v.optional(v.undefined()), step: KnownStep });
export type VerifyProgress = v.InferOutput<typeof VerifyProgress>;

/** OpenClaw shows the plan's usage. */
export const VerifyReply = v.object({
  ok: v.literal(true),
  /** `command`: no gateway runs; the command line, which asks by itself, shows them. */
  seenBy: v.picklist(["gateway", "command"]),
  /** As OpenClaw reports them. */
  windows: v.array(UsageWindow),
  /** OpenClaw's. */
  version: v.string(),
  source: ReceivedSource,
  /** Milliseconds that OpenClaw's questions take here; only where a chat's `/status` does not wait so long. */
  slowMs: v.optional(Finite),
});
export type VerifyReply = v.InferOutput<typeof VerifyReply>;

export type Reply = StatusReply | SetReply | RemoveReply | VerifyReply;
