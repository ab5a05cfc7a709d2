/** Where a key may go. */
import * as z from "zod/mini";
import { FileKind } from "../../../core/messages/messages.ts";

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
