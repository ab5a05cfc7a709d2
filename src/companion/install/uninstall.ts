/** Takes away what `clawkey install` has put on the machine, or has begun to. */
import path from "node:path";
import { BROWSERS, placeOf, registrationOf, type Registration } from "./browsers.ts";
import { applyChange, draftOf, keyExists, type Refused, type RegistryTool, type Removal } from "./changes.ts";
import { exists } from "./exists.ts";
import { extensionFolder } from "./extension.ts";
import type { InstallContext } from "./install.ts";
import { launcherOf } from "./launcher.ts";
import { NOTES_FILE, readNotes, type Notes } from "./notes.ts";
import { chunksIn, companionCopy } from "./plan.ts";

export interface Uninstalled {
  /** The places that were cleared, or would be in a dry run; empty where nothing was installed. */
  removed: string[];
  /** The places that could not be. */
  failed: Refused[];
  /** The extension was among it, which a browser may have loaded from there. */
  extension: boolean;
}

/** What one place takes. */
interface Clearing {
  place: string;
  wasThere: boolean;
  changes: readonly Removal[];
}

/** One place that can't be cleared keeps no other from it; the notes stay until all of them are. */
export async function uninstall(
  { companionFolder, folders, registry }: InstallContext,
  { dryRun = false } = {},
): Promise<Uninstalled> {
  const { notes, problem } = await readNotes(companionFolder);
  // Without notes: all browsers, in their usual places.
  const { hosts, createdFolders }: Pick<Notes, "hosts" | "createdFolders"> = notes ?? {
    hosts: BROWSERS.map((browser) => registrationOf(browser, folders, companionFolder)),
    createdFolders: [],
  };
  const notesFile = path.join(companionFolder, NOTES_FILE);
  const own = await ownFiles(companionFolder);
  const hasExtension = await exists(extensionFolder(companionFolder));
  const ownFolders = withThoseAbove(companionFolder);
  const isOwn = (folder: string) => ownFolders.includes(folder);
  const clearings: Clearing[] = [
    ...(await Promise.all(oneOfEachPlace(hosts).map((host) => clearingOf(host, registry)))).toReversed(),
    {
      place: companionFolder,
      wasThere: own.length > 0 || hasExtension,
      changes: [
        ...all("remove_tree", [
          extensionFolder(companionFolder),
          ...[...createdFolders, ...ownFolders].map(draftOf),
        ]),
        ...all("remove_folder", createdFolders.filter((folder) => !isOwn(folder)).toReversed()),
        ...all(
          "remove_file",
          own.filter((file) => file !== notesFile),
        ),
      ],
    },
  ];
  const removed: string[] = [];
  const failed: Refused[] = problem === "not_yours" ? [{ path: notesFile, errno: "EACCES" }] : [];
  for (const { place, wasThere, changes } of clearings) {
    const refused = dryRun ? [] : await applyEach(changes, registry);
    failed.push(...refused);
    if (wasThere && refused.length === 0) removed.push(place);
  }
  // The notes go last: whatever this run leaves, or one that is killed, the next one knows of.
  const last = [
    ...all("remove_file", own.includes(notesFile) ? [notesFile] : []),
    ...all("remove_folder", [companionFolder, ...createdFolders.filter(isOwn).toReversed()]),
  ];
  if (!dryRun && failed.length === 0) failed.push(...(await applyEach(last, registry)));
  return { removed, failed, extension: hasExtension };
}

async function clearingOf(host: Registration, registry: RegistryTool): Promise<Clearing> {
  const { manifest, registryKey } = host;
  const hasKey = registryKey !== undefined && (await keyExists(registry, registryKey));
  return {
    place: placeOf(host),
    wasThere: hasKey || (await exists(manifest)),
    // Also where it is gone: a temp file of ours may stand there.
    changes: [...all("remove_key", hasKey ? [registryKey] : []), ...all("remove_file", [manifest])],
  };
}

async function applyEach(changes: readonly Removal[], registry: RegistryTool): Promise<Refused[]> {
  const refused: Refused[] = [];
  for (const change of changes) {
    const no = await applyChange(change, registry);
    if (no !== null) refused.push(no);
  }
  return refused;
}

const all = (what: Removal["do"], paths: readonly string[]): Removal[] =>
  paths.map((place) => ({ do: what, path: place }));

/** Several browsers may look at one. */
const oneOfEachPlace = (hosts: readonly Registration[]): Registration[] => [
  ...new Map(hosts.map((host) => [placeOf(host), host])).values(),
];

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
