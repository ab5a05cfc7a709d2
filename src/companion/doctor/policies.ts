/**
 * What an administrator has decided about native messaging: managed policies of Chromium's family. Firefox has none
 * that concerns it.
 */
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import { HOST_NAME } from "../../core/messages/identity.ts";
import { readText } from "../../openclaw/files/read.ts";
import type { BrowserName } from "../install/browsers.ts";
import type { RegistryTool } from "../install/changes.ts";
import { found, type Found } from "./findings.ts";

/** By which each system knows a browser's policies. */
interface Managed {
  linux: string;
  macos: string;
  windows: string;
}

/** By the name's beginning: channels share their policies. Of the others it is not known where theirs are. */
const MANAGED: readonly [name: string, managed: Managed][] = [
  ["chrome", { linux: "/etc/opt/chrome", macos: "com.google.Chrome", windows: "Google\\Chrome" }],
  ["chromium", { linux: "/etc/chromium", macos: "org.chromium.Chromium", windows: "Chromium" }],
  ["edge", { linux: "/etc/opt/edge", macos: "com.microsoft.Edge", windows: "Microsoft\\Edge" }],
  ["brave", { linux: "/etc/brave", macos: "com.brave.Browser", windows: "BraveSoftware\\Brave" }],
  ["vivaldi", { linux: "/etc/vivaldi", macos: "com.vivaldi.Vivaldi", windows: "Vivaldi" }],
  ["helium", { linux: "/etc/chromium", macos: "net.imput.helium", windows: "imput\\Helium" }],
];

export interface PolicySystem {
  platform: NodeJS.Platform;
  registry: RegistryTool;
  /** Before every path; tests have a system of their own below it. */
  root?: string | undefined;
  /** A property list as JSON; null where there is none. */
  plistAsJson?: ((file: string) => Promise<string | null>) | undefined;
}

// What is of another type is none to the browser either. oxlint takes these catches of zod's for a promise's.
// oxlint-disable promise/valid-params
const Names = z.catch(z.optional(z.array(z.string())), undefined);
const Policies = z.object({
  NativeMessagingUserLevelHosts: z.catch(z.optional(z.boolean()), undefined),
  NativeMessagingBlocklist: Names,
  NativeMessagingAllowlist: Names,
});
// oxlint-enable promise/valid-params
type Policies = z.infer<typeof Policies>;

/** Policies of one place. */
interface Source {
  path: string;
  policies: Policies;
}

export async function checkPolicies(browser: BrowserName, system: PolicySystem): Promise<Found[]> {
  const [, managed] = MANAGED.find(([name]) => browser === name || browser.startsWith(`${name}-`)) ?? [];
  if (managed === undefined) return [];
  const sources = await sourcesOf(managed, system);
  const allowed = sources.flatMap(({ policies }) => policies.NativeMessagingAllowlist ?? []);
  const isBlocking = ({ NativeMessagingBlocklist: blocked = [] }: Policies) =>
    [HOST_NAME, "*"].some((name) => blocked.includes(name)) && !allowed.includes(HOST_NAME);
  const blocking = sources.find(({ policies }) => isBlocking(policies));
  const ignoring = sources.find(({ policies }) => policies.NativeMessagingUserLevelHosts === false);
  return [
    ...(blocking ? [found("policy_blocks", { browser, path: blocking.path })] : []),
    ...(ignoring ? [found("policy_no_user_hosts", { browser, path: ignoring.path })] : []),
  ];
}

async function sourcesOf(managed: Managed, system: PolicySystem): Promise<Source[]> {
  switch (system.platform) {
    case "win32":
      return Promise.all(
        ["HKLM", "HKCU"].map((hive) => fromRegistry(hive, managed.windows, system.registry)),
      );
    case "darwin":
      return fromPlists(managed.macos, system);
    default:
      return fromFolder(path.join(system.root ?? "/", managed.linux, "policies", "managed"));
  }
}

/** Chromium reads every file in it. */
async function fromFolder(folder: string): Promise<Source[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.map((name) => path.join(folder, name));
  const texts = await Promise.all(files.map((file) => readText(file, MAX_BYTES)));
  return files.flatMap((file, index) => sourceOf(file, texts[index] ?? null));
}

const MAX_BYTES = 1024 * 1024;

/** For all users, and for one. */
async function fromPlists(
  domain: string,
  { root = "/", plistAsJson = systemPlist }: PolicySystem,
): Promise<Source[]> {
  const folder = path.join(root, "Library", "Managed Preferences");
  const users = await readdir(folder).catch(() => []);
  const files = ["", ...users].map((user) => path.join(folder, user, `${domain}.plist`));
  const texts = await Promise.all(files.map(plistAsJson));
  return files.flatMap((file, index) => sourceOf(file, texts[index] ?? null));
}

const systemPlist = (file: string): Promise<string | null> =>
  new Promise((resolve) => {
    execFile("/usr/bin/plutil", ["-convert", "json", "-o", "-", file], (error, stdout) =>
      resolve(error ? null : stdout),
    );
  });

function sourceOf(file: string, text: string | null): Source[] {
  try {
    const policies = Policies.safeParse(JSON.parse(text ?? "null"));
    return policies.success ? [{ path: file, policies: policies.data }] : [];
  } catch {
    return [];
  }
}

/** Numbers and names of hosts are in every code page the same. */
async function fromRegistry(hive: string, browser: string, registry: RegistryTool): Promise<Source> {
  const key = `${hive}\\Software\\Policies\\${browser}`;
  const value = await registry(["query", key, "/v", "NativeMessagingUserLevelHosts"]);
  const list = async (name: string) => {
    const values = await registry(["query", `${key}\\${name}`]);
    return Array.from((values ?? "").matchAll(/^\s+\S+\s+REG_SZ\s+(\S+)\s*$/gm), ([, text = ""]) => text);
  };
  return {
    path: key,
    policies: {
      NativeMessagingUserLevelHosts: value !== null && /REG_DWORD\s+0x0\s*$/m.test(value) ? false : undefined,
      NativeMessagingBlocklist: await list("NativeMessagingBlocklist"),
      NativeMessagingAllowlist: await list("NativeMessagingAllowlist"),
    },
  };
}
