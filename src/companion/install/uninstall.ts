/** Takes away what `clawkey install` has put on the machine. */
import path from "node:path";
import { BROWSERS } from "./browsers.ts";
import { imaginedChanges, realChanges } from "./changes.ts";
import type { InstallContext } from "./install.ts";
import { INSTALLATION_FILE, readInstallation } from "./notes.ts";
import { companionCopy, isRegistryKey, launcherOf, registrationOf, windowsManifest } from "./places.ts";

/** @returns the places that were cleared, or would be in a dry run; empty where nothing was installed */
export async function uninstall(
  { companionFolder, folders, registry }: InstallContext,
  { dryRun = false } = {},
): Promise<string[]> {
  const changes = (dryRun ? imaginedChanges : realChanges)(registry);
  const before = await readInstallation(companionFolder);
  const known = typeof before === "string" ? null : before;
  // Without notes, the usual places are looked into.
  const usual = BROWSERS.map((browser) => ({ place: registrationOf(browser, folders), createdFolders: [] }));
  const hosts = known?.hosts ?? (before === "broken" ? usual : []);
  const removed: string[] = [];
  for (const { place, createdFolders } of hosts.toReversed()) {
    const wasThere = await (isRegistryKey(place) ? changes.removeKey(place) : changes.removeFile(place));
    if (!wasThere && !known) continue;
    for (const folder of createdFolders.toReversed()) await changes.removeFolderIfEmpty(folder);
    removed.push(place);
  }
  const gone = await Promise.all(ownFiles(companionFolder).map((file) => changes.removeFile(file)));
  if (!gone.includes(true)) return removed;
  await changes.removeFolderIfEmpty(companionFolder);
  for (const folder of known?.createdFolders.toReversed() ?? []) await changes.removeFolderIfEmpty(folder);
  return [...removed, companionFolder];
}

/** All that `install` puts into the companion's folder, on any system. */
function ownFiles(companionFolder: string): string[] {
  return [
    companionCopy(companionFolder),
    launcherOf(companionFolder, "linux"),
    launcherOf(companionFolder, "win32"),
    path.join(companionFolder, INSTALLATION_FILE),
    ...BROWSERS.map((browser) => windowsManifest(browser, companionFolder)),
  ];
}
