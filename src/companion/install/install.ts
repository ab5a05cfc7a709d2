/** Puts the companion where browsers find it. For this user only; no root, no PATH. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { failure, type Failure } from "../../core/messages/failures.ts";
import { anothersFolder } from "../../openclaw/files/ownership.ts";
import { registrationOf, type BrowserName, type Registration, type UserFolders } from "./browsers.ts";
import {
  applyChanges,
  unlessRefused,
  type InstallChange,
  type Refused,
  type RegistryTool,
} from "./changes.ts";
import { extensionFolder, planExtension, type ExtensionPlan, type Unpacked } from "./extension.ts";
import { findBrowsers, findSandboxed, type Sandboxed } from "./find-browsers.ts";
import { isTooOld, launcherOf } from "./launcher.ts";
import { NOTES_FILE, readNotes, type Notes, type NotesProblem } from "./notes.ts";
import { planHost, planOwnFiles, withNew, type HostPlan, type PlannedHost } from "./plan.ts";

export interface InstallContext {
  folders: UserFolders;
  /** The companion's own folder; see `companionFolder`. */
  companionFolder: string;
  node: string;
  /** Of that Node. */
  nodeVersion: string;
  /** The running bundle's first file, which is copied with the chunks beside it. */
  bundle: string;
  registry: RegistryTool;
}

export interface InstallRequest extends Pick<Notes, "variables" | "profile" | "searchPath" | "network"> {
  /**
   * `found`: those that were started here, and those that are registered already.
   * `registered`: what is registered already, and no other.
   */
  browsers: readonly BrowserName[] | "found" | "registered";
  /** The browser's folder where it is not the usual one (`--user-data-dir`). */
  ownFolder?: string | undefined;
  /** Only say what would be done. */
  dryRun?: boolean;
}

export type InstallResult = ({ ok: true } & Installed) | NotAllInstalled | InstallFailure;

interface Installed {
  launcher: string;
  /** Those that are registered, or would be. */
  hosts: PlannedHost[];
  sandboxed: Sandboxed[];
  /** The extension, a build for each family of these browsers; none where none came with the companion. */
  extensions: Unpacked[];
  /** What was done, or would be. */
  changes: InstallChange[];
}

interface NotAllInstalled extends Installed {
  ok: false;
  code: "registration_failed";
  failed: RefusedHost[];
}

type RefusedHost = Refused & { browser: BrowserName };

type InstallFailure = Failure | OwnFailure;

interface OwnFailure {
  ok: false;
  code: "home_unusable" | "no_browser_found" | "only_sandboxed_found" | "node_too_old" | "install_failed";
  detail?: { version?: string; path?: string; errno?: string };
  /** Only with `only_sandboxed_found`. */
  sandboxed?: Sandboxed[];
}

export async function install(context: InstallContext, request: InstallRequest): Promise<InstallResult> {
  const { companionFolder, folders, nodeVersion } = context;
  const { notes, problem } = await readNotes(companionFolder);
  const refusal = await whyNotHere(context, problem);
  if (refusal !== null) return refusal;
  const isAskedFor = ({ browser }: Sandboxed) =>
    typeof request.browsers === "string" || request.browsers.includes(browser);
  const sandboxed = (await findSandboxed(folders)).filter(isAskedFor);
  const present = await findBrowsers(folders, context.registry, sandboxed);
  const wanted = hostsFor(context, request, notes?.hosts ?? [], present);
  if (wanted.length === 0) {
    return sandboxed.length === 0
      ? { ok: false, code: "no_browser_found" }
      : { ok: false, code: "only_sandboxed_found", sandboxed };
  }
  // The launcher names this very Node.
  if (isTooOld(nodeVersion)) return { ok: false, code: "node_too_old", detail: { version: nodeVersion } };

  const own = await unlessRefused(companionFolder, () => planOwnFiles(context, request, notes, wanted));
  const refused = "path" in own ? own : request.dryRun ? null : await applyChanges(own, context.registry);
  if ("path" in own || refused !== null) return { ok: false, code: "install_failed", detail: { ...refused } };
  const registered = await register(context, wanted, present, request.dryRun);
  const { hosts, failed } = registered;
  const extension = await unlessRefused(companionFolder, () => unpack(context, hosts, request.dryRun));
  if ("path" in extension) return { ok: false, code: "install_failed", detail: { ...extension } };
  const installed = {
    launcher: launcherOf(companionFolder, folders.platform),
    hosts,
    sandboxed,
    extensions: extension.unpacked,
    changes: [...own, ...registered.changes, ...extension.changes],
  };
  return failed.length === 0
    ? { ok: true, ...installed }
    : { ok: false, code: "registration_failed", failed, ...installed };
}

/** Nothing is made in another user's folders: they could not change it, and their browsers could not enter it. */
async function whyNotHere(
  { companionFolder, folders: { home } }: InstallContext,
  problem: NotesProblem,
): Promise<InstallFailure | null> {
  if (!path.isAbsolute(home) || !(await isFolder(home)))
    return { ok: false, code: "home_unusable", detail: { path: home } };
  const anothersHome = await anothersFolder(path.join(home, "x"));
  if (anothersHome !== null) return anothersHome;
  const notes = path.join(companionFolder, NOTES_FILE);
  if (problem === "not_yours") return failure("installation_not_yours", { path: notes });
  // A link may lead to another one's.
  const own = [companionFolder, extensionFolder(companionFolder)];
  const anothers = await Promise.all(own.map((folder) => anothersFolder(path.join(folder, "x"))));
  return anothers.find((one) => one !== null) ?? null;
}

const isFolder = (folder: string): Promise<boolean> =>
  stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );

function hostsFor(
  { folders, companionFolder }: InstallContext,
  { browsers, ownFolder }: InstallRequest,
  registered: readonly Registration[],
  present: readonly BrowserName[],
): readonly Registration[] {
  if (browsers === "registered") return registered;
  const names = browsers === "found" ? present : browsers;
  const hosts = names.map((browser) => registrationOf(browser, folders, companionFolder, ownFolder));
  return browsers === "found" ? withNew(hosts, registered) : hosts;
}

/** Each browser by itself: one that refuses keeps no other from being registered. */
async function register(
  context: InstallContext,
  wanted: readonly Registration[],
  present: readonly BrowserName[],
  dryRun = false,
): Promise<Pick<Installed, "hosts" | "changes"> & { failed: RefusedHost[] }> {
  const plans = await Promise.all(wanted.map((host) => planHost(host, present, context)));
  const done: HostPlan[] = [];
  const failed: RefusedHost[] = [];
  for (const plan of plans) {
    const refused =
      (await whyNotThere(plan.host)) ?? (dryRun ? null : await applyChanges(plan.changes, context.registry));
    if (refused === null) done.push(plan);
    else failed.push({ browser: plan.host.browser, ...refused });
  }
  // Browsers that look at one place have their changes in common.
  const changes = new Map(done.flatMap((plan) => plan.changes.map((change) => [change.path, change])));
  return { hosts: done.map(({ host }) => host), failed, changes: [...changes.values()] };
}

/** The extension, once the companion that it asks is there. */
async function unpack(
  context: InstallContext,
  hosts: readonly PlannedHost[],
  dryRun = false,
): Promise<ExtensionPlan | Refused> {
  const plan = await planExtension(context, hosts);
  return (dryRun ? null : await applyChanges(plan.changes, context.registry)) ?? plan;
}

/** Nothing is made in another user's folder, though root could: that user's browser could not enter it. */
async function whyNotThere({ manifest }: Registration): Promise<Refused | null> {
  const anothers = await anothersFolder(manifest);
  return anothers && { path: anothers.detail?.path ?? manifest, errno: "EPERM" };
}
