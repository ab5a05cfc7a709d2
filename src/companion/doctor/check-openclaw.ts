/** OpenClaw's files: who may read them, what a killed write left beside them, which settings and backups matter. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { FileKind } from "../../core/messages/messages.ts";
import { backupsWithKey, serviceCopiesWithKey } from "../../openclaw/files/backups.ts";
import { readKeyFile } from "../../openclaw/files/key-files.ts";
import { isAnothers } from "../../openclaw/files/ownership.ts";
import { isConfigReadOnly, type OpenClawPaths } from "../../openclaw/files/paths.ts";
import { liveServiceCopy } from "../../openclaw/files/service.ts";
import { abandonedTempFiles } from "../../openclaw/files/temp-files.ts";
import type { Instance } from "../../openclaw/openclaw.ts";
import { openClawCommands } from "../../openclaw/program/ask-openclaw.ts";
import { found, type Found } from "./findings.ts";

const GROUP_AND_OTHERS = 0o077;

/**
 * @param home the user's own folder: its mode is no business of ours, whatever stands in it
 * @param ownFolders those that the companion's install writes to
 * @param interrupted ends the OpenClaw that is asked
 */
export async function checkOpenClaw(
  instance: Instance,
  home: string,
  ownFolders: readonly string[],
  interrupted: AbortSignal,
): Promise<Found[]> {
  const { paths, env } = instance;
  const backups = await backupsWithKey(paths);
  return [
    ...(await checkModes(paths, home)),
    ...(await checkTempFiles(paths, ownFolders)),
    ...(backups.length === 0 ? [found("backups_clean")] : []),
    ...backups.map((backup) => found("backup_with_key", { path: backup })),
    ...(await checkServiceCopies(paths)),
    ...(isConfigReadOnly(env) ? [found("config_read_only", { path: paths.config })] : []),
    ...(await checkPlaces(instance)),
    ...((await openClawCommands(instance).isReloadOff(interrupted)) ? [found("reload_off")] : []),
  ];
}

/** What no key may overwrite. */
async function checkPlaces(instance: Instance): Promise<Found[]> {
  const files = await Promise.all(FileKind.options.map((kind) => readKeyFile(instance, kind)));
  return files.flatMap(({ path: file, problem }) =>
    problem?.code === "key_place_taken"
      ? [found("key_place_taken", { path: file, holds: problem.detail?.holds })]
      : [],
  );
}

/** One that no service reads was left by an uninstall, or came with the home of another system: it can go like a backup. */
async function checkServiceCopies(paths: OpenClawPaths): Promise<Found[]> {
  const live = await liveServiceCopy(paths);
  const copies = await serviceCopiesWithKey(paths);
  return copies.map((copy) => found(copy === live ? "service_copy" : "backup_with_key", { path: copy }));
}

async function checkModes(paths: OpenClawPaths, home: string): Promise<Found[]> {
  // What Node reports on Windows is made up.
  if (process.platform === "win32") return [];
  const open: Found[] = [];
  const files = [paths.config, paths.dotenv, paths.configFolderDotenv, paths.gatewayDotenv].filter(
    (file) => file !== null,
  );
  for (const file of files) {
    const mode = await privateMode(file, "isFile");
    if (mode) open.push(found("file_open", { path: file, mode }));
  }
  const folder = path.dirname(paths.dotenv);
  const mode = folder === home ? null : await privateMode(folder, "isDirectory");
  if (mode !== null) open.push(found("folder_open", { path: folder, mode }));
  const owned = await Promise.all([...files, folder].map(isOursOrMissing));
  return open.length === 0 && owned.every(Boolean) ? [found("files_private")] : open;
}

/** Of another user's nobody but they can say who may read it. */
const isOursOrMissing = async (file: string): Promise<boolean> => {
  const entry = await stat(file).catch(() => null);
  return entry === null || !isAnothers(entry.uid);
};

/** The mode that shuts others out; null where they are, and where the file is missing or another user's. */
async function privateMode(file: string, isRight: "isFile" | "isDirectory"): Promise<string | null> {
  const entry = await stat(file).catch(() => null);
  if (!entry?.[isRight]() || isAnothers(entry.uid)) return null;
  const mode = entry.mode & 0o777;
  return (mode & GROUP_AND_OTHERS) === 0 ? null : (mode & ~GROUP_AND_OTHERS).toString(8);
}

async function checkTempFiles(paths: OpenClawPaths, ownFolders: readonly string[]): Promise<Found[]> {
  const folders = new Set([path.dirname(paths.dotenv), path.dirname(paths.config), ...ownFolders]);
  const tempFiles = await Promise.all(Array.from(folders, abandonedTempFiles));
  return tempFiles.flat().map((file) => found("temp_file", { path: file }));
}
