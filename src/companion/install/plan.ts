/** What `install` has to do, compared with what is there already. */
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { readBytes } from "../../openclaw/files/read.ts";
import { hostManifest, placeOf, type BrowserName, type Registration } from "./browsers.ts";
import { keyExists, type InstallChange, type Write } from "./changes.ts";
import { missingFolders } from "./exists.ts";
import { isUsedBy } from "./find-browsers.ts";
import type { InstallContext, InstallRequest } from "./install.ts";
import { launcherOf, launcherScript } from "./launcher.ts";
import { NOTES_FILE, type Notes } from "./notes.ts";

/**
 * @property changed it was not registered in just this way
 * @property found the browser was seen here; else its place is only prepared
 */
export type PlannedHost = Registration & { changed: boolean; found: boolean };

/** One browser, with what registers it. */
export interface HostPlan {
  host: PlannedHost;
  changes: InstallChange[];
}

/**
 * The companion's own part: first the notes, then what they speak of. What was begun can be undone, and a browser never
 * starts a companion that knows nothing.
 */
export async function planOwnFiles(
  context: InstallContext,
  request: InstallRequest,
  known: Notes | null,
  wanted: readonly Registration[],
): Promise<InstallChange[]> {
  const { companionFolder } = context;
  const notes = await notesOf(companionFolder, request, known, wanted);
  const noting = await unlessWritten({
    do: "write",
    path: path.join(companionFolder, NOTES_FILE),
    content: `${JSON.stringify(notes, null, 2)}\n`,
    mode: 0o600,
  });
  return [...noting, ...(await changesOfCopy(context, request))];
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
  ...others.filter((other) => !first.some((host) => isSame(host, other))),
];

const isSame = (one: Registration, other: Registration): boolean =>
  one.browser === other.browser && placeOf(one) === placeOf(other);

async function notesOf(
  companionFolder: string,
  { variables, profile, searchPath, network }: InstallRequest,
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
    network,
    createdFolders: [...new Set([...(known?.createdFolders ?? []), ...created])].toSorted(
      (a, b) => a.length - b.length,
    ),
    hosts: withNew(known?.hosts ?? [], wanted),
  };
}

/** Parts of an earlier build go last: until the new one is whole, the old one may still be started. */
async function changesOfCopy(
  context: InstallContext,
  { searchPath }: InstallRequest,
): Promise<InstallChange[]> {
  const {
    companionFolder,
    folders: { platform },
    node,
    bundle,
  } = context;
  const companion = companionCopy(companionFolder);
  const files = path.resolve(bundle) === path.resolve(companion) ? [] : await filesToCopy(context);
  const texts = await Promise.all(
    files.map(async ({ from, to }) => ({ path: to, content: await readFile(from, "utf8") })),
  );
  texts.push({
    path: launcherOf(companionFolder, platform),
    content: launcherScript(platform, { node, companion, searchPath }),
  });
  const writes = texts.map((file) => unlessWritten({ do: "write", mode: 0o755, ...file }));
  const earlier = files.length === 0 ? [] : await chunksIn(companionFolder);
  const removals = earlier
    .filter((chunk) => files.every(({ to }) => to !== chunk))
    .map((chunk) => ({ do: "remove_file", path: chunk }) as const);
  return [...(await Promise.all(writes)).flat(), ...removals];
}

export async function planHost(
  host: Registration,
  present: readonly BrowserName[],
  { companionFolder, folders, registry }: InstallContext,
): Promise<HostPlan> {
  const { browser, manifest, registryKey } = host;
  const content = hostManifest(browser, launcherOf(companionFolder, folders.platform));
  const changes: InstallChange[] = await unlessWritten({ do: "write", path: manifest, content, mode: 0o644 });
  const isNew = registryKey !== undefined && !(await keyExists(registry, registryKey));
  const planned = { ...host, changed: changes.length > 0 || isNew, found: await isUsedBy(host, present) };
  // What stands in the key can't be asked for: `reg.exe` would print it in the system's own code page.
  if (registryKey !== undefined) changes.push({ do: "set_key", path: registryKey, value: manifest });
  return { host: planned, changes };
}

export async function unlessWritten(change: Write): Promise<Write[]> {
  const { path: file, content, mode } = change;
  const wanted = Buffer.from(content);
  if (!(await readBytes(file, wanted.length))?.equals(wanted)) return [change];
  // What Node reports on Windows is made up.
  const isDone = process.platform === "win32" || (await modeOf(file)) === mode;
  return isDone ? [] : [change];
}

/** Null where it can't be told, or nothing stands there any more. */
const modeOf = (file: string): Promise<number | null> =>
  stat(file).then(
    ({ mode }) => mode & 0o777,
    () => null,
  );
