/**
 * What extension and companion say to each other, one request and one reply a process. The page for people is
 * docs/native-messaging.md; a test compares the two. Verbs, fields and codes are only ever added.
 */
import * as z from "zod/mini";
import { UsageWindow } from "../claude/windows.ts";

export const HOST_NAME = "clawkey.host";

/** Raised when an older partner could no longer do what is asked. */
export const PROTOCOL_VERSION = 1;

/** Which of OpenClaw's two files: `openclaw.json` or the global `.env`. */
export const FileKind = z.enum(["config", "dotenv"]);
export type FileKind = z.infer<typeof FileKind>;

/** Which OpenClaw the companion serves. The companion knows what stands behind the name; so far only this machine's. */
const Destination = z.enum(["local"]);

/** Names a file without naming its path: a write goes only to the file that the user has seen and confirmed. */
const FileId = z.string().check(z.regex(/^[0-9a-f]{32}$/));
const Fingerprint = z.string().check(z.regex(/^[0-9a-f]{32}$/));
const Salt = z.string().check(z.regex(/^[0-9a-f]{32}$/));

const common = { protocol: z.literal(PROTOCOL_VERSION), destination: Destination };

export const StatusRequest = z.strictObject({ ...common, verb: z.literal("status"), salt: Salt });
export const SetRequest = z.strictObject({
  ...common,
  verb: z.literal("set"),
  file: FileKind,
  fileId: FileId,
  /** Checked again by `SessionKey.parse` on the other side; the bound only keeps the frame small. */
  key: z.string().check(z.maxLength(1024)),
});
export const RemoveRequest = z.strictObject({
  ...common,
  verb: z.literal("remove"),
  file: FileKind,
  fileId: FileId,
});

/** Restarts the gateway that is installed as a service: only a new process of it reads `.env` again. */
export const RestartRequest = z.strictObject({ ...common, verb: z.literal("restart") });

/** Asks OpenClaw itself whether it can use the key. Before the reply comes one `VerifyProgress` for each rung. */
export const VerifyRequest = z.strictObject({ ...common, verb: z.literal("verify") });

export const Request = z.discriminatedUnion("verb", [
  StatusRequest,
  SetRequest,
  RemoveRequest,
  RestartRequest,
  VerifyRequest,
]);
export type Request = z.infer<typeof Request>;

/** Why the companion did not do it. Append-only: the extension words them, and older ones must stay understood. */
export const CompanionErrorCode = z.enum([
  "protocol_unsupported",
  "request_invalid",
  "caller_unknown",
  "internal_error",
  "key_malformed",
  "key_is_oauth_token",
  "key_is_api_key",
  "key_is_admin_key",
  "file_changed_place",
  "file_symlink",
  "file_not_regular",
  "file_hard_linked",
  "file_not_owned",
  "file_read_only",
  "file_not_text",
  "file_too_large",
  "file_busy",
  "file_changed_meanwhile",
  "openclaw_read_only",
  "config_unparsable",
  "config_root_not_object",
  "config_env_not_object",
  "config_vars_not_object",
  "config_included",
  "config_unsupported",
  "dotenv_unsupported",
  "disk_full",
  "write_denied",
  "write_failed",
  "folder_symlink",
  "installation_broken",
  "openclaw_missing",
  "gateway_no_service",
  "gateway_restart_failed",
  "key_missing",
  "key_hidden",
  "key_shadowed",
  "openclaw_failed",
  "openclaw_hanging",
  "openclaw_too_old",
  "token_missing",
  "token_has_scope",
  "token_rate_limited",
  "token_refused",
  "token_unreachable",
  "session_refused",
  "claude_challenge",
  "claude_region",
  "claude_rate_limited",
  "claude_offline",
  "claude_timeout",
  "claude_too_large",
  "claude_unexpected",
  "organization_missing",
  "organization_without_windows",
  "gateway_restart_needed",
  "gateway_reload_off",
  "gateway_stale",
  "gateway_unasked",
  "usage_not_shown",
  "key_unusable",
  "openclaw_unreadable",
  "token_unclear",
  "organization_refused",
  "gateway_outdated",
  "gateway_unclear",
]);
export type CompanionErrorCode = z.infer<typeof CompanionErrorCode>;

/** Where OpenClaw takes the key from; see src/core/config/precedence.ts. */
export const SourceName = z.enum([
  "process",
  "workingFolderDotenv",
  "globalDotenv",
  "configFolderDotenv",
  "gatewayDotenv",
  "configVars",
  "configFlat",
]);
export type SourceName = z.infer<typeof SourceName>;

/** The steps from a key to windows in OpenClaw, in the order in which `verify` climbs them. */
export const Rung = z.enum(["key", "openclaw", "token", "claude", "gateway", "usage"]);
export type Rung = z.infer<typeof Rung>;

/** What goes with a code: the companion's own knowledge, never an echo of the request. */
export const ErrorDetail = z.object({
  path: z.optional(z.string()),
  /** From 1. */
  line: z.optional(z.number()),
  column: z.optional(z.number()),
  /** The system's own code, such as `EIO`. */
  errno: z.optional(z.string()),
  /** Left out where only a later companion knows it. */
  // oxlint-disable-next-line promise/valid-params -- this catch is zod's, of no promise
  source: z.catch(z.optional(SourceName), undefined),
  /** OpenClaw's, and the oldest that will do. */
  version: z.optional(z.string()),
  oldest: z.optional(z.string()),
  /** Of an organization at claude.ai. */
  name: z.optional(z.string()),
});
export type ErrorDetail = z.infer<typeof ErrorDetail>;

/** A code of a later companion is read as the word that the two don't understand each other. */
// oxlint-disable-next-line promise/valid-params -- this catch is zod's, of no promise
const ReadCode = z.catch(CompanionErrorCode, "protocol_unsupported");

export const CompanionFailure = z.object({
  ok: z.literal(false),
  code: ReadCode,
  detail: z.optional(ErrorDetail),
  /** Only with `protocol_unsupported`: what the companion speaks. */
  protocol: z.optional(z.number()),
  /** Only of `verify`: the one that broke. */
  // oxlint-disable-next-line promise/valid-params -- this catch is zod's, of no promise
  rung: z.catch(z.optional(Rung), undefined),
});
export type CompanionFailure = z.infer<typeof CompanionFailure>;

const FileReport = z.object({
  id: FileId,
  path: z.string(),
  exists: z.boolean(),
  /** Of the key that stands in it; null where none does. */
  fingerprint: z.nullable(Fingerprint),
  /** Why a write would be refused now; null where nothing stands in the way. */
  problem: z.nullable(z.object({ code: ReadCode, detail: z.optional(ErrorDetail) })),
});
export type FileReport = z.infer<typeof FileReport>;

export const StatusReply = z.object({
  ok: z.literal(true),
  protocol: z.literal(PROTOCOL_VERSION),
  /** The companion's, as in package.json. */
  version: z.string(),
  /** The browsers that `clawkey install` registered it for. */
  browsers: z.array(z.string()),
  files: z.object({ config: FileReport, dotenv: FileReport }),
  /** Null where OpenClaw finds no key at all. */
  effective: z.nullable(
    z.object({ source: SourceName, path: z.nullable(z.string()), fingerprint: z.nullable(Fingerprint) }),
  ),
});
export type StatusReply = z.infer<typeof StatusReply>;

/** After a write: does OpenClaw read what was written, or does a higher source hide it? */
export const Effect = z.discriminatedUnion("effective", [
  z.object({ effective: z.literal(true) }),
  z.object({ effective: z.literal(false), source: SourceName, path: z.nullable(z.string()) }),
]);
export type Effect = z.infer<typeof Effect>;

/** Only where the system did not confirm that the new file would survive a power cut. */
const Durable = z.optional(z.literal(false));

export const SetReply = z.object({
  ok: z.literal(true),
  path: z.string(),
  /** False where the value stood there already and nothing was written. */
  changed: z.boolean(),
  /** True where others could read the file before and can't any more. */
  tightened: z.boolean(),
  durable: Durable,
  effect: Effect,
});
export type SetReply = z.infer<typeof SetReply>;

export const RemoveReply = z.object({
  ok: z.literal(true),
  path: z.string(),
  changed: z.boolean(),
  durable: Durable,
  /** OpenClaw's own backup copies that still hold a session key. */
  copies: z.array(z.string()),
});
export type RemoveReply = z.infer<typeof RemoveReply>;

export const RestartReply = z.object({ ok: z.literal(true), restarted: z.literal(true) });
export type RestartReply = z.infer<typeof RestartReply>;

/** Told apart from the reply by its lack of an `ok`, and by nothing else: a later companion may tell more. */
export const VerifyProgress = z.object({
  ok: z.optional(z.undefined()),
  /** Left out where only a later companion knows it. */
  // oxlint-disable-next-line promise/valid-params -- this catch is zod's, of no promise
  rung: z.catch(z.optional(Rung), undefined),
});
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
  source: SourceName,
});
export type VerifyReply = z.infer<typeof VerifyReply>;
