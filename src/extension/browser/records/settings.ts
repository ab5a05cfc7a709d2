/** What the user has chosen. */
import * as z from "zod/mini";
import { OrganizationId } from "../../../core/claude/organizations.ts";
import { ConfirmedFile, PairedGateway, type Place } from "./places.ts";
import { or, orNull } from "./shapes.ts";

/** How a copied key looks; `src/extension/export/copy.ts` writes each. */
export const CopyFormat = z.enum(["dotenv", "posix", "fish", "powershell", "json5", "ssh", "raw"]);
export type CopyFormat = z.infer<typeof CopyFormat>;

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
