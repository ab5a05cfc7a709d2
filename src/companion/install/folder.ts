/** The companion's own folder: a copy of it has to outlive `npx`'s cache and a moved checkout. */
import path from "node:path";
import { absolute, type Account } from "./browsers.ts";

export function companionFolder({ platform, env, homedir: home }: Account): string {
  if (platform === "win32")
    return path.win32.join(env["LOCALAPPDATA"] || path.win32.join(home, "AppData", "Local"), "Clawkey");
  if (platform === "darwin") return path.join(home, "Library", "Application Support", "Clawkey");
  return path.join(absolute(env["XDG_DATA_HOME"]) ?? path.join(home, ".local", "share"), "clawkey");
}
