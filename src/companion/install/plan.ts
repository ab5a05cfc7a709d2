/** What `install` has to do, compared with what is there already. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { hostManifest, placeOf, type Registration } from "./browsers.ts";
import { isWritten, keyExists, missingFolders, type Change } from "./changes.ts";
import type { InstallContext, InstallRequest } from "./install.ts";
import { launcherOf, launcherScript } from "./launcher.ts";
import { NOTES_FILE, type Notes } from "./notes.ts";

/**
 * First the notes, then what they speak of: what was begun can be undone, and a browser never starts a companion that
 * knows nothing.
 */
export async function planInstall(
  context: InstallContext,
  request: InstallRequest,
  known: Notes | null,
  wanted: readonly Registration[],
): Promise<{ changes: Change[]; hosts: (Registration & { changed: boolean })[] }> {
  const { companionFolder, registry } = context;
  const ownFolders = await missingFolders(companionFolder);
  const needed = await Promise.all(wanted.map(({ manifest }) => missingFolders(path.dirname(manifest))));
  const hostFolders = [...new Set(needed.flat())].filter((folder) => !ownFolders.includes(folder));
  const notes = notesOf(request, known, wanted, [...ownFolders, ...hostFolders]);
  const launcher = launcherOf(companionFolder, context.folders.platform);
  const [noting, copying, ...registering] = await Promise.all([
    unlessWritten({
      do: "write_with_folder",
      path: path.join(companionFolder, NOTES_FILE),
      text: `${JSON.stringify(notes, null, 2)}\n`,
      mode: 0o600,
    }),
    changesOfCopy(context, launcher),
    ...wanted.map((host) => changesOfHost(host, launcher)),
  ]);
  const hosts = wanted.map(async (host, index) => {
    const { registryKey } = host;
    const isNew = registryKey !== undefined && !(await keyExists(registry, registryKey));
    return { ...host, changed: isNew || registering[index]!.some((change) => change.do === "write") };
  });
  const making = hostFolders.map((folder): Change => ({ do: "make_folder", path: folder }));
  return {
    hosts: await Promise.all(hosts),
    changes: [...noting, ...copying, ...making, ...registering.flat()],
  };
}

/** The companion's own copy, which a launcher starts. */
export const companionCopy = (companionFolder: string): string => path.join(companionFolder, "clawkey.mjs");

/** What the bundle loads as it goes stands beside it, under names like this. */
export const CHUNK_NAME = /^clawkey-[\w-]+\.mjs$/;

/** The files of a build, and where each goes. What starts it comes last: until then the older one is whole. */
export async function filesToCopy({
  bundle,
  companionFolder,
}: Pick<InstallContext, "bundle" | "companionFolder">): Promise<{ from: string; to: string }[]> {
  const folder = path.dirname(bundle);
  const chunks = (await readdir(folder)).filter((name) => CHUNK_NAME.test(name)).toSorted();
  return [
    ...chunks.map((name) => ({ from: path.join(folder, name), to: path.join(companionFolder, name) })),
    { from: bundle, to: companionCopy(companionFolder) },
  ];
}

const notesOf = (
  { variables, profile, searchPath }: InstallRequest,
  known: Notes | null,
  wanted: readonly Registration[],
  newFolders: readonly string[],
): Notes => ({
  version: 2,
  variables,
  profile: profile ?? null,
  searchPath,
  createdFolders: [...new Set([...(known?.createdFolders ?? []), ...newFolders])].toSorted(
    (a, b) => a.length - b.length,
  ),
  hosts: withNew(known?.hosts ?? [], wanted),
});

async function changesOfCopy(context: InstallContext, launcher: string): Promise<Change[]> {
  const { companionFolder, folders, node, bundle } = context;
  const companion = companionCopy(companionFolder);
  const files = path.resolve(bundle) === path.resolve(companion) ? [] : await filesToCopy(context);
  const texts = await Promise.all(
    files.map(async ({ from, to }) => ({ path: to, text: await readFile(from, "utf8") })),
  );
  texts.push({ path: launcher, text: launcherScript(folders.platform, node, companion) });
  return (
    await Promise.all(texts.map((file) => unlessWritten({ do: "write", mode: 0o755, ...file })))
  ).flat();
}

async function changesOfHost(
  { browser, manifest, registryKey }: Registration,
  launcher: string,
): Promise<Change[]> {
  const text = hostManifest(browser, launcher);
  const changes = await unlessWritten({ do: "write", path: manifest, text, mode: 0o644 });
  // What stands in the key can't be asked for: `reg.exe` would print it in the system's own code page.
  if (registryKey !== undefined) changes.push({ do: "set_key", path: registryKey, value: manifest });
  return changes;
}

const unlessWritten = async (change: Extract<Change, { text: string }>): Promise<Change[]> =>
  (await isWritten(change)) ? [] : [change];

/** The first, and of the others those that are registered elsewhere. */
export const withNew = (first: readonly Registration[], others: readonly Registration[]): Registration[] => [
  ...first,
  ...others.filter((other) => !first.some((host) => placeOf(host) === placeOf(other))),
];
