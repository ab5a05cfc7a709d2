/** What `clawkey install` did, or would do, in lines for people. */
import { phrase } from "../cli/words.ts";
import type { InstallResult } from "./install.ts";
import type { Sandboxed } from "./sandboxed-browsers.ts";

export function installLines(
  { launcher, hosts, sandboxed }: InstallResult & { ok: true },
  dryRun = false,
): string[] {
  const changed = dryRun ? "would_install" : "installed";
  return [
    ...hosts.map((host) =>
      phrase(host.changed ? changed : "installed_already", { browser: host.browser, place: host.place }),
    ),
    phrase(dryRun ? "would_install_launcher" : "installed_launcher", { path: launcher }),
    ...sandboxed.map(sandboxedLine),
  ];
}

const KIND_NAMES = { snap: "Snap", flatpak: "Flatpak" } as const;

/** What a browser's sandbox means for the user, and the way out. */
export const sandboxedLine = ({ browser, kind, asks }: Sandboxed): string =>
  phrase(asks ? "sandboxed_asks" : "sandboxed", { browser, kind: KIND_NAMES[kind] });
