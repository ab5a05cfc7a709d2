/** Takes away what `clawkey install` has put on the machine, or has begun to. */
import path from "node:path";
import { BROWSERS, placeOf, registrationOf } from "./browsers.ts";
import { applyChanges, draftOf, exists, keyExists, type Removal } from "./changes.ts";
import type { InstallContext } from "./install.ts";
import { launcherOf } from "./launcher.ts";
import { NOTES_FILE, readNotes, type Notes } from "./notes.ts";
import { chunksIn, companionCopy } from "./plan.ts";

/** @returns the places that were cleared, or would be in a dry run; empty where nothing was installed */
export async function uninstall(
  { companionFolder, folders, registry }: InstallContext,
  { dryRun = false } = {},
): Promise<string[]> {
  const { notes } = await readNotes(companionFolder);
  // Without notes: all browsers, in their usual places.
  const { hosts, createdFolders }: Pick<Notes, "hosts" | "createdFolders"> = notes ?? {
    hosts: BROWSERS.map((browser) => registrationOf(browser, folders, companionFolder)),
    createdFolders: [],
  };
  const cleared: string[] = [];
  const unregistering: Removal[] = [];
  for (const host of hosts.toReversed()) {
    const { manifest, registryKey } = host;
    const hasKey = registryKey !== undefined && (await keyExists(registry, registryKey));
    if (hasKey) unregistering.push({ do: "remove_key", path: registryKey });
    if (hasKey || (await exists(manifest))) cleared.push(placeOf(host));
    // Also where it is gone: a temp file of ours may stand there.
    unregistering.push({ do: "remove_file", path: manifest });
  }
  const own = await ownFiles(companionFolder);
  const ownFolders = withThoseAbove(companionFolder);
  const all = (what: Removal["do"], paths: readonly string[]) =>
    paths.map((place): Removal => ({ do: what, path: place }));
  const isOwn = (folder: string) => ownFolders.includes(folder);
  const changes = [
    ...unregistering,
    ...all("remove_draft", [...createdFolders, ...ownFolders].map(draftOf)),
    ...all("remove_folder", createdFolders.filter((folder) => !isOwn(folder)).toReversed()),
    // The notes go last: whatever a killed run has left, the next one knows of.
    ...all("remove_file", own),
    ...all("remove_folder", [companionFolder, ...createdFolders.filter(isOwn).toReversed()]),
  ];
  if (!dryRun) await applyChanges(changes, registry);
  return own.length > 0 ? [...cleared, companionFolder] : cleared;
}

/** What `install` puts into the companion's folder, on any system, as far as it is there. */
async function ownFiles(companionFolder: string): Promise<string[]> {
  const named = [
    companionCopy(companionFolder),
    launcherOf(companionFolder, "linux"),
    launcherOf(companionFolder, "win32"),
    path.join(companionFolder, NOTES_FILE),
  ];
  const present = await Promise.all(named.map(exists));
  return [...(await chunksIn(companionFolder)), ...named.filter((_, index) => present[index])];
}

/** Innermost first. */
function withThoseAbove(folder: string): string[] {
  const above = path.dirname(folder);
  return above === folder ? [folder] : [folder, ...withThoseAbove(above)];
}
