import * as z from "zod/mini";
import { FileKind } from "../../core/messages/messages.ts";

/** How a copied key looks; `src/extension/export/copy-format.ts` writes each. */
export const COPY_FORMATS = ["dotenv", "posix", "fish", "powershell", "json5", "ssh", "raw"] as const;
export const CopyFormat = z.enum(COPY_FORMATS);
export type CopyFormat = z.infer<typeof CopyFormat>;

/** The file that the user has seen and confirmed. The companion refuses to write to any other. */
export const ConfirmedFile = z.strictObject({ kind: FileKind, id: z.string(), path: z.string() });
export type ConfirmedFile = z.infer<typeof ConfirmedFile>;

/** Firefox's own name for a container. It stands for the same one after a restart. */
export const Container = z.string().check(z.regex(/^firefox-container-\d+$/));
export type Container = z.infer<typeof Container>;

export const Settings = z.strictObject({
  /** Null until the user has chosen. */
  target: z.nullable(z.enum(["companion", "clipboard"])),
  file: z.nullable(ConfirmedFile),
  format: CopyFormat,
  /** Auto-sync rests until the user lets it go on; the choice itself stands in the consent. */
  paused: z.boolean(),
  /** What becomes of the exported key when the browser is signed out of claude.ai. */
  onSignOut: z.enum(["keep", "remove"]),
  /** Whose cookie is read, in Firefox; null for the one outside of all containers. */
  container: z.nullable(Container),
});
export type Settings = z.infer<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = {
  target: null,
  file: null,
  format: "dotenv",
  paused: false,
  onSignOut: "keep",
  container: null,
};
