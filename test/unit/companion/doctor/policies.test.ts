import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { doctorLines } from "../../../../src/companion/cli/report-doctor.ts";
import { checkPolicies } from "../../../../src/companion/doctor/policies.ts";
import type { BrowserName } from "../../../../src/companion/install/browsers.ts";
import { codesOf, patient } from "../../../helpers/patient.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";

type Policies = Record<string, unknown>;

const NO_USER_HOSTS = { NativeMessagingUserLevelHosts: false };
const BLOCKED = { NativeMessagingBlocklist: ["*"] };

/** What policies do, on every system. */
const EFFECTS: [what: string, policies: Policies, codes: string[]][] = [
  ["none", {}, []],
  ["others", { HomepageLocation: "https://example.org", NativeMessagingUserLevelHosts: true }, []],
  ["no hosts of users'", NO_USER_HOSTS, ["policy_no_user_hosts"]],
  ["all blocked", BLOCKED, ["policy_blocks"]],
  ["ours blocked", { NativeMessagingBlocklist: ["com.other", "clawkey.host"] }, ["policy_blocks"]],
  ["another blocked", { NativeMessagingBlocklist: ["com.other"] }, []],
  ["all blocked but ours", { ...BLOCKED, NativeMessagingAllowlist: ["clawkey.host"] }, []],
  ["all blocked but another", { ...BLOCKED, NativeMessagingAllowlist: ["com.other"] }, ["policy_blocks"]],
  ["both", { ...BLOCKED, ...NO_USER_HOSTS }, ["policy_blocks", "policy_no_user_hosts"]],
  ["of wrong types", { NativeMessagingUserLevelHosts: "no", NativeMessagingBlocklist: "*" }, []],
];

/** Where each browser's administrator puts them. */
const FOLDERS: [BrowserName, linux: string, macos: string, windows: string][] = [
  ["chrome", "etc/opt/chrome", "com.google.Chrome", "Google\\Chrome"],
  ["chrome-beta", "etc/opt/chrome", "com.google.Chrome", "Google\\Chrome"],
  ["chromium", "etc/chromium", "org.chromium.Chromium", "Chromium"],
  ["edge", "etc/opt/edge", "com.microsoft.Edge", "Microsoft\\Edge"],
  ["brave", "etc/brave", "com.brave.Browser", "BraveSoftware\\Brave"],
];

const noRegistry = async () => null;

function linuxWith(folder: string, files: Record<string, string>): string {
  const root = tempFolder();
  const managed = path.join(root, folder, "policies/managed");
  mkdirSync(managed, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(managed, name), text);
  return root;
}

describe("On Linux", () => {
  it.each(EFFECTS)("policies are found: %s", async (_, policies, codes) => {
    const root = linuxWith("etc/opt/chrome", { "company.json": JSON.stringify(policies) });
    const findings = await checkPolicies("chrome", { platform: "linux", registry: noRegistry, root });
    const file = path.join(root, "etc/opt/chrome/policies/managed/company.json");
    expect(findings).toEqual(codes.map((code) => ({ code, detail: { browser: "chrome", path: file } })));
  });

  it.each(FOLDERS)("those of %s are read from its own folder", async (browser, folder) => {
    for (const [other, ofOther] of FOLDERS) {
      const root = linuxWith(folder, { "x.json": JSON.stringify(BLOCKED) });
      const found = await checkPolicies(other, { platform: "linux", registry: noRegistry, root });
      expect(found.length, `${browser}'s, asked for ${other}`).toBe(ofOther === folder ? 1 : 0);
    }
  });

  it("several files count together, and one that is no JSON is passed over", async () => {
    const root = linuxWith("etc/chromium", {
      "a.json": "{ broken",
      "b.json": JSON.stringify(BLOCKED),
      "c.json": JSON.stringify({ NativeMessagingAllowlist: ["clawkey.host"] }),
    });
    const system = { platform: "linux", registry: noRegistry, root } as const;
    await expect(checkPolicies("chromium", system)).resolves.toEqual([]);
  });
});

describe("On macOS", () => {
  it.each(FOLDERS)("those of %s are read for all users and for one", async (browser, _, domain) => {
    const root = tempFolder();
    const folder = path.join(root, "Library/Managed Preferences");
    mkdirSync(path.join(folder, "you"), { recursive: true });
    for (const file of [path.join(folder, `${domain}.plist`), path.join(folder, "you", `${domain}.plist`)]) {
      const plistAsJson = async (asked: string) => (asked === file ? JSON.stringify(NO_USER_HOSTS) : null);
      const system = { platform: "darwin", registry: noRegistry, root, plistAsJson } as const;
      await expect(checkPolicies(browser, system)).resolves.toEqual([
        { code: "policy_no_user_hosts", detail: { browser, path: file } },
      ]);
    }
  });
});

describe("On Windows", () => {
  /** `reg.exe query` as it prints: each value in a line of its own below the key. */
  const registryWith =
    (hive: string, browser: string, policies: Policies) => async (args: readonly string[]) => {
      const [, key = "", , name] = args;
      const root = `${hive}\\Software\\Policies\\${browser}`;
      if (name !== undefined) {
        const value = key === root ? policies[name] : undefined;
        if (typeof value !== "boolean") return null;
        return `\r\n${key}\r\n    ${name}    REG_DWORD    0x${value ? 1 : 0}\r\n\r\n`;
      }
      const list = Object.entries(policies).find(([policy]) => key === `${root}\\${policy}`)?.[1];
      if (!Array.isArray(list)) return null;
      return `\r\n${key}\r\n${list.map((text, at) => `    ${at + 1}    REG_SZ    ${text}\r\n`).join("")}\r\n`;
    };

  it.each(EFFECTS)("policies are found in either hive: %s", async (_, policies, codes) => {
    for (const hive of ["HKLM", "HKCU"]) {
      const system = { platform: "win32", registry: registryWith(hive, "Google\\Chrome", policies) } as const;
      const found = await checkPolicies("chrome", system);
      expect(found).toEqual(
        codes.map((code) => ({
          code,
          detail: { browser: "chrome", path: `${hive}\\Software\\Policies\\Google\\Chrome` },
        })),
      );
    }
  });

  it.each(FOLDERS)("those of %s are read from its own key", async (browser, _, __, key) => {
    const system = { platform: "win32", registry: registryWith("HKLM", key, BLOCKED) } as const;
    await expect(checkPolicies(browser, system)).resolves.toHaveLength(1);
  });
});

it("Firefox has no policy of the kind", async () => {
  const root = linuxWith("etc/firefox", { "policies.json": JSON.stringify(BLOCKED) });
  const system = { platform: "linux", registry: noRegistry, root } as const;
  await expect(checkPolicies("firefox", system)).resolves.toEqual([]);
});

it("doctor counts a policy as a problem, and names the file, of the browsers that the companion is wanted in", async () => {
  const sick = await patient(["chrome", "firefox"]);
  const policyRoot = linuxWith("etc/opt/chrome", { "company.json": JSON.stringify(NO_USER_HOSTS) });
  const report = await sick.examine({ policyRoot });
  expect(report.ok).toBe(false);
  expect(codesOf(report, "problem")).toEqual(["policy_no_user_hosts"]);
  expect(doctorLines(report).join("\n")).toMatch(
    /\[problem\] chrome ignores companions .*NativeMessagingUserLevelHosts in .*company\.json/,
  );
  const others = await patient(["firefox"]);
  mkdirSync(path.join(others.account.home, ".config/google-chrome/Default"), { recursive: true });
  expect(codesOf(await others.examine({ policyRoot }), "problem")).toEqual([]);
  // Nothing is installed yet: it is told what would be in the way.
  const newcomer = await patient([]);
  mkdirSync(path.join(newcomer.account.home, ".config/google-chrome/Default"), { recursive: true });
  const codes = codesOf(await newcomer.examine({ policyRoot }), "problem");
  expect(codes).toEqual(["not_installed", "policy_no_user_hosts"]);
});
