/** A machine on which everything is well, to be broken on purpose and shown to `clawkey doctor`. */
import { version } from "../../src/core/messages/identity.ts";
import { chmodSync, writeFileSync } from "node:fs";
import { doctor, type DoctorContext, type DoctorReport } from "../../src/companion/doctor/doctor.ts";
import type { Severity } from "../../src/companion/doctor/findings.ts";
import { placeOf, type BrowserName } from "../../src/companion/install/browsers.ts";
import { install, type InstallContext } from "../../src/companion/install/install.ts";
import { launcherOf } from "../../src/companion/install/launcher.ts";
import { companionCopy } from "../../src/companion/install/plan.ts";
import type { OpenClawPaths } from "../../src/openclaw/files/paths.ts";
import { openClawHome, type OpenClawHome } from "./openclaw-home.ts";
import { INSTALL, userAccount, type Platform, type UserAccount } from "./user-account.ts";

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
  env?: Record<string, string>;
  profile?: string;
  paths?: OpenClawPaths;
  /** What verify says. */
  verified?: Awaited<ReturnType<DoctorContext["verify"]>>;
}

const WELL = { lines: ["All steps hold."], json: { ok: true } };

/** A companion that knows its version and nothing else. */
export const companionOf = (itsVersion: string): string => `console.log(${JSON.stringify(itsVersion)});\n`;

const CONFIG = "{ gateway: { mode: 'local' } }\n";

/** With an installed companion for these browsers, and an OpenClaw with a config. */
export async function patient(
  browsers: readonly BrowserName[] = ["chrome", "firefox"],
  platform: Platform = "linux",
): Promise<Patient> {
  const account = userAccount(platform, browsers);
  const { context: installation } = account;
  writeFileSync(installation.bundle, companionOf(version));
  const home = openClawHome();
  home.write("config", CONFIG);
  const places = new Map<BrowserName, string>();
  if (browsers.length > 0) {
    const result = await install(installation, INSTALL);
    if (!result.ok) throw new Error(result.code);
    for (const host of result.hosts) places.set(host.browser, placeOf(host));
  }
  const context = ({
    env = {},
    profile,
    paths = home.paths,
    verified = WELL,
  }: Examination): DoctorContext => ({
    installation,
    instance: { ...home.shell, paths, env: { ...home.system.env, ...env }, profile: profile ?? null },
    served: null,
    interrupted: new AbortController().signal,
    verify: async () => verified,
  });
  return {
    account,
    installation,
    home,
    launcher: launcherOf(installation.companionFolder, platform),
    companion: companionCopy(installation.companionFolder),
    places,
    examine: (options = {}) => doctor(context(options), { fix: options.fix ?? false }),
  };
}

export const codesOf = ({ findings }: DoctorReport, severity: Severity): string[] =>
  findings.filter((finding) => finding.severity === severity).map(({ code }) => code);

/** A program that prints this and nothing else. */
export function writeProgram(file: string, printed: string): void {
  writeFileSync(file, `#!/bin/sh\necho '${printed}'\n`);
  chmodSync(file, 0o755);
}
