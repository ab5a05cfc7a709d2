/** A machine on which everything is well, to be broken on purpose and shown to `clawkey doctor`. */
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { doctor, type DoctorContext, type DoctorReport } from "../../src/companion/doctor/doctor.ts";
import type { Finding, Severity } from "../../src/companion/doctor/findings.ts";
import { placeOf, type BrowserName } from "../../src/companion/install/browsers.ts";
import type { InstallContext } from "../../src/companion/install/install.ts";
import { launcherOf } from "../../src/companion/install/launcher.ts";
import { isPassing } from "../../src/companion/install/lasting.ts";
import { companionCopy } from "../../src/companion/install/plan.ts";
import { version } from "../../src/core/version.ts";
import { openClawHome, type OpenClawHome } from "./openclaw-home.ts";
import { installed, userAccount, type Platform, type UserAccount } from "./user-account.ts";

export interface Patient {
  account: UserAccount;
  installation: InstallContext;
  home: OpenClawHome;
  launcher: string;
  /** The companion's own copy. */
  companion: string;
  /** The host manifests or registry keys, by browser. */
  places: Map<BrowserName, string>;
  examine(options?: Examination): Promise<DoctorReport>;
}

interface Examination {
  fix?: boolean;
  /** Of the shell, beside the home's own. */
  env?: Record<string, string>;
  profile?: string;
  /** Has the administrator's policies below it; without one, there are none. */
  policyRoot?: string;
  /** What verify says. */
  verified?: Awaited<ReturnType<DoctorContext["verify"]>>;
}

const WELL = { lines: ["All steps hold."], json: { ok: true } };

/** A companion that knows its version and nothing else. */
export const companionOf = (itsVersion: string): string => `console.log(${JSON.stringify(itsVersion)});\n`;

/** With an installed companion for these browsers, and an OpenClaw with a config. */
export async function patient(
  browsers: readonly BrowserName[] = ["chrome", "firefox"],
  platform: Platform = "linux",
): Promise<Patient> {
  const account = userAccount(platform, browsers);
  const { context: installation } = account;
  writeFileSync(installation.bundle, companionOf(version));
  const home = openClawHome();
  home.write("config", "{ gateway: { mode: 'local' } }\n");
  const { hosts } = browsers.length > 0 ? await installed(account) : { hosts: [] };
  return {
    account,
    installation,
    home,
    launcher: launcherOf(installation.companionFolder, platform),
    companion: companionCopy(installation.companionFolder),
    places: new Map(hosts.map((host) => [host.browser, placeOf(host)])),
    examine: ({ env = {}, profile, policyRoot = account.home, verified = WELL, fix = false } = {}) => {
      const system = { ...home.system, env: { ...home.system.env, ...env } };
      const interrupted = new AbortController().signal;
      // The checkout, and the Node in it, may stand in such a folder.
      const passes = (folder: string) => folder !== path.dirname(process.execPath) && isPassing(folder);
      const context = { installation, system, profile, policyRoot, interrupted, isPassing: passes };
      return doctor({ ...context, verify: async () => verified }, { fix });
    },
  };
}

export const codesOf = ({ findings }: DoctorReport, severity: Severity): string[] =>
  findings.filter((finding) => finding.severity === severity).map(({ code }) => code);

/** All but what is well. */
export const notable = ({ findings }: DoctorReport): Finding[] =>
  findings.filter(({ severity }) => severity !== "ok");

/** A program that prints this and nothing else. */
export function writeProgram(file: string, printed: string): void {
  writeFileSync(file, `#!/bin/sh\necho '${printed}'\n`);
  chmodSync(file, 0o755);
}
