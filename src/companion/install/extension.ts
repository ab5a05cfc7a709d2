/**
 * The built extension, which comes with the companion: unpacked into a folder of the user's that outlives `npx`'s cache
 * and a moved checkout. Browsers load it from there, and a newer one is put into the same folder.
 */
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import { familyOf, type BrowserName, type Family } from "./browsers.ts";
import type { InstallChange } from "./changes.ts";
import type { InstallContext } from "./install.ts";
import { unlessWritten, type PlannedHost } from "./plan.ts";

/** One build of the extension in its folder. */
export interface Unpacked {
  family: Family;
  /** What a browser is told to load. */
  folder: string;
  version: string;
  /** `updated`: another one stood there. */
  state: "new" | "updated" | "same";
  /** Those of its family that were found here. */
  browsers: BrowserName[];
}

export interface ExtensionPlan {
  unpacked: Unpacked[];
  changes: InstallChange[];
}

/** Below the companion's own folder; one folder for each family in it. */
export const extensionFolder = (companionFolder: string): string => path.join(companionFolder, "extension");

/** A browser reads it first, so it is written last: until then the older build is whole. */
const MANIFEST = "manifest.json";

/** For the families of these browsers. Nothing where no build lies beside the bundle, or where that is our own copy. */
export async function planExtension(
  { bundle, companionFolder }: Pick<InstallContext, "bundle" | "companionFolder">,
  hosts: readonly PlannedHost[],
): Promise<ExtensionPlan> {
  const source = extensionFolder(path.dirname(bundle));
  const target = extensionFolder(companionFolder);
  if (path.resolve(source) === path.resolve(target)) return { unpacked: [], changes: [] };
  const families = [...new Set(hosts.map(({ browser }) => familyOf(browser)))];
  const plans: ExtensionPlan[] = [];
  for (const family of families) {
    const version = await versionIn(path.join(source, family));
    if (version === null) continue;
    const folder = path.join(target, family);
    const before = await versionIn(folder);
    const changes = await changesOf(await buildOf(source, family), folder);
    const state = before === null ? "new" : changes.length > 0 ? "updated" : "same";
    const here = hosts.filter(({ browser, found }) => found && familyOf(browser) === family);
    const browsers = [...new Set(here.map(({ browser }) => browser))];
    plans.push({ unpacked: [{ family, folder, version, state, browsers }], changes });
  }
  return {
    unpacked: plans.flatMap(({ unpacked }) => unpacked),
    changes: plans.flatMap(({ changes }) => changes),
  };
}

/** Where each file of a family's build lies; what the families have alike is packed once. */
async function buildOf(source: string, family: Family): Promise<Map<string, string>> {
  const folders = ["both", family].map((name) => path.join(source, name));
  const found = await Promise.all(
    folders.map(async (folder) =>
      (await filesIn(folder)).map((name): [string, string] => [name, path.join(folder, name)]),
    ),
  );
  return new Map(found.flat());
}

/** First what is new, pages after what they load; then out with what nothing leads to any more; the manifest last. */
async function changesOf(build: ReadonlyMap<string, string>, target: string): Promise<InstallChange[]> {
  const names = [...build.keys()].toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const writes = await Promise.all(
    names.map(async (name) => {
      const content = await readFile(build.get(name)!);
      return unlessWritten({ do: "write", path: path.join(target, name), content, mode: 0o644 });
    }),
  );
  const older = (await filesIn(target)).filter((name) => !build.has(name));
  const removals = older.map((name) => ({ do: "remove_file", path: path.join(target, name) }) as const);
  const manifest = writes.pop() ?? [];
  return [...writes.flat(), ...removals, ...manifest];
}

const rank = (name: string): number => (name === MANIFEST ? 2 : name === path.basename(name) ? 1 : 0);

/** Relative paths; none where there is no such folder. */
async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const isFile = await Promise.all(
    names.map((name) =>
      stat(path.join(folder, name)).then(
        (found) => found.isFile(),
        () => false,
      ),
    ),
  );
  return names.filter((_, index) => isFile[index]).toSorted();
}

const Manifest = z.object({ version: z.string() });

/** Of the build that is whole in this folder; null where none is. */
async function versionIn(folder: string): Promise<string | null> {
  try {
    return Manifest.parse(JSON.parse(await readFile(path.join(folder, MANIFEST), "utf8"))).version;
  } catch {
    return null;
  }
}
