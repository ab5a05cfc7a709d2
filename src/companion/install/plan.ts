/** What `install` has to do, compared with what is there already. */
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { readText } from "../../openclaw/files/read.ts";
import { hostManifest, placeOf, type Registration } from "./browsers.ts";
import { keyExists, missingFolders, type InstallChange, type RegistryTool, type Write } from "./changes.ts";
import type { InstallContext, InstallRequest } from "./install.ts";
import { launcherOf, launcherScript } from "./launcher.ts";
import { NOTES_FILE, type Notes } from "./notes.ts";

/** @property changed it was not registered in just this way */
export type PlannedHost = Registration & { changed: boolean };

/**
 * First the notes, then what they speak of: what was begun can be undone, and a browser never starts a companion that
 * knows nothing.
 */
export async function planInstall(
  context: InstallContext,
  request: InstallRequest,
  known: Notes | null,
  wanted: readonly Registration[],
): Promise<{ changes: InstallChange[]; hosts: PlannedHost[] }> {
  const { companionFolder, folders, registry } = context;
  const launcher = launcherOf(companionFolder, folders.platform);
  const notes = await notesOf(companionFolder, request, known, wanted);
  const noting = await unlessWritten({
    do: "write",
    path: path.join(companionFolder, NOTES_FILE),
    text: `${JSON.stringify(notes, null, 2)}\n`,
    mode: 0o600,
  });
  const copying = await changesOfCopy(context, launcher);
  const planned = await Promise.all(wanted.map((host) => planHost(host, launcher, registry)));
  return {
    changes: [...noting, ...copying, ...planned.flatMap(({ changes }) => changes)],
    hosts: planned.map(({ host }) => host),
  };
}

/** The companion's own copy, which a launcher starts. */
export const companionCopy = (companionFolder: string): string => path.join(companionFolder, "clawkey.mjs");

/** What the bundle loads as it goes stands beside it, under names like this: a hash tells one build from another. */
const CHUNK_NAME = /^clawkey-[\w-]+\.mjs$/;

/** The files of a build, and where each goes. What starts it comes last: until then the older one is whole. */
export async function filesToCopy({
  bundle,
  companionFolder,
}: Pick<InstallContext, "bundle" | "companionFolder">): Promise<{ from: string; to: string }[]> {
  const chunks = await chunksIn(path.dirname(bundle));
  return [
    ...chunks.map((from) => ({ from, to: path.join(companionFolder, path.basename(from)) })),
    { from: bundle, to: companionCopy(companionFolder) },
  ];
}

/** Paths of the chunks in a folder; none where there is no such folder. */
export async function chunksIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => CHUNK_NAME.test(name))
    .toSorted()
    .map((name) => path.join(folder, name));
}

/** The first, and of the others those that are registered elsewhere. */
export const withNew = (first: readonly Registration[], others: readonly Registration[]): Registration[] => [
  ...first,
  ...others.filter((other) => !first.some((host) => placeOf(host) === placeOf(other))),
];

async function notesOf(
  companionFolder: string,
  { variables, profile, searchPath }: InstallRequest,
  known: Notes | null,
  wanted: readonly Registration[],
): Promise<Notes> {
  const needed = [companionFolder, ...wanted.map(({ manifest }) => path.dirname(manifest))];
  const created = (await Promise.all(needed.map(missingFolders))).flat();
  return {
    version: 2,
    variables,
    profile,
    searchPath,
    createdFolders: [...new Set([...(known?.createdFolders ?? []), ...created])].toSorted(
      (a, b) => a.length - b.length,
    ),
    hosts: withNew(known?.hosts ?? [], wanted),
  };
}

/** Parts of an earlier build go last: until the new one is whole, the old one may still be started. */
async function changesOfCopy(context: InstallContext, launcher: string): Promise<InstallChange[]> {
  const { companionFolder, folders, node, bundle } = context;
  const companion = companionCopy(companionFolder);
  const files = path.resolve(bundle) === path.resolve(companion) ? [] : await filesToCopy(context);
  const texts = await Promise.all(
    files.map(async ({ from, to }) => ({ path: to, text: await readFile(from, "utf8") })),
  );
  texts.push({ path: launcher, text: launcherScript(folders.platform, node, companion) });
  const writes = texts.map((file) => unlessWritten({ do: "write", mode: 0o755, ...file }));
  const earlier = files.length === 0 ? [] : await chunksIn(companionFolder);
  const removals = earlier
    .filter((chunk) => files.every(({ to }) => to !== chunk))
    .map((chunk) => ({ do: "remove_file", path: chunk }) as const);
  return [...(await Promise.all(writes)).flat(), ...removals];
}

async function planHost(
  host: Registration,
  launcher: string,
  registry: RegistryTool,
): Promise<{ host: PlannedHost; changes: InstallChange[] }> {
  const { browser, manifest, registryKey } = host;
  const text = hostManifest(browser, launcher);
  const changes: InstallChange[] = await unlessWritten({ do: "write", path: manifest, text, mode: 0o644 });
  if (registryKey === undefined) return { host: { ...host, changed: changes.length > 0 }, changes };
  const changed = changes.length > 0 || !(await keyExists(registry, registryKey));
  // What stands in the key can't be asked for: `reg.exe` would print it in the system's own code page.
  changes.push({ do: "set_key", path: registryKey, value: manifest });
  return { host: { ...host, changed }, changes };
}

async function unlessWritten(change: Write): Promise<Write[]> {
  const { path: file, text, mode } = change;
  if ((await readText(file, Buffer.byteLength(text))) !== text) return [change];
  // What Node reports on Windows is made up.
  const isDone = process.platform === "win32" || ((await stat(file)).mode & 0o777) === mode;
  return isDone ? [] : [change];
}
