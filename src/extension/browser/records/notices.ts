/** What was told of the plan's windows. */
import * as z from "zod/mini";
import { UsageWindow } from "../../../core/claude/windows.ts";
import { listOf, orNull } from "./shapes.ts";

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
