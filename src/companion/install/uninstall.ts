/** Takes away what `clawkey install` has put on the machine, or has begun to. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { BROWSERS, placeOf, registrationOf } from "./browsers.ts";
import { applyChanges, draftOf, exists, keyExists, type Change } from "./changes.ts";
import type { InstallContext } from "./install.ts";
import { launcherOf } from "./launcher.ts";
import { NOTES_FILE, readNotes, type Notes } from "./notes.ts";
import { CHUNK_NAME, companionCopy } from "./plan.ts";

/** @returns the places that were cleared, or would be in a dry run; empty where nothing was installed */
export async function uninstall(context: InstallContext, { dryRun = false } = {}): Promise<string[]> {
  const { companionFolder, registry } = context;
  const noted = (await readNotes(companionFolder)).notes ?? usualNotes(context);
  const hosts = await Promise.all(
    noted.hosts.toReversed().map(async (host) => {
      const { manifest, registryKey } = host;
      const hasKey = registryKey !== undefined && (await keyExists(registry, registryKey));
      const changes: Change[] = hasKey ? [{ do: "remove_key", path: registryKey }] : [];
      // Also where it is gone: a temp file of ours may stand there.
      changes.push({ do: "remove_file", path: manifest });
      return { place: placeOf(host), wasThere: hasKey || (await exists(manifest)), changes };
    }),
  );
  const own = await ownFiles(companionFolder);
  const folders = noted.createdFolders
    .toReversed()
    .map((folder) => ({ do: "remove_folder", path: folder }) as const);
  const isAbove = ({ path: folder }: Change) => companionFolder.startsWith(`${folder}${path.sep}`);
  const changes: Change[] = [
    ...hosts.flatMap((host) => host.changes),
    ...folders.filter((change) => !isAbove(change) && change.path !== companionFolder),
    // The notes go last: whatever a killed run has left, the next one knows of.
    ...own.map((file): Change => ({ do: "remove_file", path: file })),
    { do: "remove_folder", path: companionFolder },
    ...folders.filter(isAbove),
    ...(await draftsOf(companionFolder)),
  ];
  if (!dryRun) await applyChanges(changes, registry);
  const cleared = hosts.filter(({ wasThere }) => wasThere).map(({ place }) => place);
  return own.length > 0 ? [...cleared, companionFolder] : cleared;
}

/** What there would be to know of an installation whose notes are gone: all browsers, in their usual places. */
const usualNotes = ({
  folders,
  companionFolder,
}: InstallContext): Pick<Notes, "hosts" | "createdFolders"> => ({
  hosts: BROWSERS.map((browser) => registrationOf(browser, folders, companionFolder)),
  createdFolders: [],
});

/** What `install` puts into the companion's folder, on any system, as far as it is there. */
async function ownFiles(companionFolder: string): Promise<string[]> {
  const present = (await readdir(companionFolder).catch(() => [])).map((name) =>
    path.join(companionFolder, name),
  );
  const named = [
    companionCopy(companionFolder),
    launcherOf(companionFolder, "linux"),
    launcherOf(companionFolder, "win32"),
    path.join(companionFolder, NOTES_FILE),
  ];
  return [
    ...present.filter((file) => CHUNK_NAME.test(path.basename(file))),
    ...named.filter((file) => present.includes(file)),
  ];
}

/** Folders that `install` was killed at before they had their name. */
async function draftsOf(folder: string): Promise<Change[]> {
  const above = path.dirname(folder);
  const draft = draftOf(folder);
  return [
    ...((await exists(draft)) ? [{ do: "remove_draft", path: draft } as const] : []),
    ...(above === folder ? [] : await draftsOf(above)),
  ];
}
