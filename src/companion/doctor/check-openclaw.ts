/** What in OpenClaw's own settings and copies the user should know about. Only told, never changed. */
import type { InstallContext } from "../install/install.ts";
import { backupsWithKey } from "../../openclaw/files/backups.ts";
import type { Instance } from "../../openclaw/openclaw.ts";
import { isConfigReadOnly } from "../../openclaw/files/paths.ts";
import { openClawCommands } from "../../openclaw/program/commands.ts";
import { openClawCommand, removeCommand } from "./commands.ts";
import { fine, warning, type Finding } from "./findings.ts";

export async function checkOpenClaw(
  place: Instance,
  installation: InstallContext,
  interrupted: AbortSignal,
): Promise<Finding[]> {
  const path = place.paths.config;
  const copies = await backupsWithKey(place.paths);
  const reload = openClawCommand(place, installation, "config set gateway.reload.mode hybrid");
  return [
    ...(copies.length === 0 ? [fine("openclaw", "copies_clean")] : []),
    ...copies.map((copy) =>
      warning("openclaw", "copy_with_key", { path: copy }, removeCommand(installation, copy)),
    ),
    ...(isConfigReadOnly(place.env) ? [warning("openclaw", "config_read_only", { path })] : []),
    ...((await openClawCommands(place).isReloadOff(interrupted))
      ? [warning("openclaw", "reload_off", {}, reload)]
      : []),
  ];
}
