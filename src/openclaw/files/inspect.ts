/** What stands where a key would be written, and what would keep a write from it: asked before anything is made. */
import { constants } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { failure, type Failure } from "../../core/messages/failures.ts";
import { expectFailures, Refusal } from "./errors.ts";
import { anothersFolder, isAnothers, notOwned } from "./ownership.ts";
import { lstatOrNull, readText, READ_NO_LINK, look, type ReadRules } from "./read.ts";

interface Inspected {
  /** As OpenClaw reads it, also from a file that may not be replaced. */
  text: string | null;
  exists: boolean;
  /** Why it may not be replaced, or made. */
  problem: Failure | null;
}

export async function inspectFile(file: string, rules: ReadRules): Promise<Inspected> {
  const inspected = await expectFailures(file, async () => {
    const target = await findTarget(file, rules);
    const found = await look(target, rules.maxBytes, READ_NO_LINK);
    const problem = found?.refusal ? failure(found.refusal, { path: target }) : await obstacleTo(target);
    return { ok: true as const, inspected: { text: found?.text ?? null, exists: found !== null, problem } };
  });
  if (inspected.ok) return inspected.inspected;
  return { text: await readText(file, rules.maxBytes), exists: true, problem: inspected };
}

/**
 * The file behind the path.
 * @throws Refusal for a link that may not be followed: that of the file, and that of its folder
 */
export async function findTarget(file: string, { links, config }: ReadRules): Promise<string> {
  const folder = path.dirname(file);
  const [found, foundFolder] = [await lstatOrNull(file), await lstatOrNull(folder)];
  if (found?.isSymbolicLink() && (await isOfStore(file))) throw new Refusal("link_to_store", file);
  if (links === "refuse") {
    if (found?.isSymbolicLink()) throw new Refusal("file_symlink", file);
    if (foundFolder?.isSymbolicLink()) throw new Refusal("folder_symlink", folder);
    return file;
  }
  if (!found) return foundFolder ? path.join(await realpath(folder), path.basename(file)) : file;
  const end = await realpath(file);
  if (config !== undefined && end === (await realpath(config).catch(() => config)))
    throw new Refusal("dotenv_is_config", file);
  return end;
}

/** Whether the link leads to what nobody may write: a file in a store, where a tool keeps what it has made. */
const isOfStore = (link: string): Promise<boolean> =>
  stat(link).then(
    (end) => end.isFile() && (end.mode & 0o222) === 0,
    () => false,
  );

/** Why the system would not let this file be replaced, or made; null where it would, as far as can be told. */
export async function obstacleTo(target: string): Promise<Failure | null> {
  const asked = await expectFailures(target, async () => {
    const found = await lstatOrNull(target);
    const problem = found === null ? await anothersFolder(target) : null;
    if (problem) return problem;
    // Not even a lock is made beside it.
    if (found && isAnothers(found.uid)) throw new Refusal(notOwned("file_not_owned", found.uid), target);
    await expectWritable(target);
    return { ok: true as const };
  });
  return asked.ok ? null : asked;
}

/** @throws Refusal, or what the system answers: of the file where it is there, and of its folder */
async function expectWritable(target: string): Promise<void> {
  // Node's own answer on Windows knows nothing of access lists.
  if (process.platform === "win32") return;
  const place = await realpath(target).catch(() => null);
  if (place === null) return access(await nearestFolder(path.dirname(target)), constants.W_OK);
  if (isMountPoint(place, (await readText("/proc/self/mountinfo")) ?? ""))
    throw new Refusal("file_mounted", target);
  await access(target, constants.W_OK);
  await access(path.dirname(target), constants.W_OK);
}

/**
 * Is this file mounted by itself, as containers can have it? Nothing can take its place then.
 * @param mountinfo as proc(5) has it
 */
export const isMountPoint = (file: string, mountinfo: string): boolean =>
  mountinfo.split("\n").some((line) => unescaped(line.split(" ")[4] ?? "") === file);

const unescaped = (field: string): string =>
  field.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 8)));

const nearestFolder = (folder: string): Promise<string> =>
  stat(folder).then(
    () => folder,
    () => (path.dirname(folder) === folder ? folder : nearestFolder(path.dirname(folder))),
  );

export const isMissing = async (file: string): Promise<boolean> =>
  lstatOrNull(file).then(
    (found) => found === null,
    () => false,
  );
