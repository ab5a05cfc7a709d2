/** What the extension asks the companion. Only who is asked loads these shapes. */
import * as z from "zod/mini";
import { FileId, FileKind, Foreign, KeyMark, Protocol, Salt } from "./messages.ts";

export const StatusRequest = z.strictObject({ protocol: Protocol, verb: z.literal("status"), salt: Salt });

export const SetRequest = z.strictObject({
  protocol: Protocol,
  verb: z.literal("set"),
  file: FileKind,
  fileId: FileId,
  /** Checked again by `SessionKey.parse` on the other side; the bound only keeps the frame small. */
  key: z.string().check(z.maxLength(1024)),
  /** What may be overwritten in its place: the user has been told of it, and has said so. */
  replace: z.optional(Foreign),
});

export const RemoveRequest = z.strictObject({
  protocol: Protocol,
  verb: z.literal("remove"),
  file: FileKind,
  fileId: FileId,
  /** The only key that may go; null for whatever session key stands there. */
  only: z.nullable(KeyMark),
});

/** Asks OpenClaw itself whether it can use the key. Before the reply comes one `VerifyProgress` for each step. */
export const VerifyRequest = z.strictObject({ protocol: Protocol, verb: z.literal("verify") });

export const Request = z.discriminatedUnion("verb", [
  StatusRequest,
  SetRequest,
  RemoveRequest,
  VerifyRequest,
]);
export type Request = z.infer<typeof Request>;
