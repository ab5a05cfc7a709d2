/** One place that refuses keeps no other from being done, and the result names both. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { install } from "../../../../src/companion/install/install.ts";
import { uninstall } from "../../../../src/companion/install/uninstall.ts";
import { codesOf, patient } from "../../../helpers/patient.ts";
import { run, runJson } from "../../../helpers/terminal.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import { INSTALL, installed, stateOf, userAccount, type UserAccount } from "../../../helpers/user-account.ts";

const CHROME_HOSTS = ".config/google-chrome/NativeMessagingHosts";
const CHROME = `${CHROME_HOSTS}/clawkey.host.json`;
const below = ({ home }: Pick<UserAccount, "home">, file: string) => path.join(home, file);

/** What may stand in the way in a browser's folder, with what the system says of it. Root is refused these too. */
const IN_THE_WAY: [what: string, errno: RegExp, make: (account: UserAccount) => void][] = [
  [
    "a file where the folder of host manifests belongs",
    /^(ENOTDIR|EEXIST)$/,
    (account) => writeFileSync(below(account, CHROME_HOSTS), ""),
  ],
  [
    "a folder where the host manifest belongs",
    /^(EISDIR|ENOTEMPTY|EPERM)$/,
    (account) => mkdirSync(below(account, `${CHROME}/full`), { recursive: true }),
  ],
];

describe.each(IN_THE_WAY)("With %s,", (_, errno, make) => {
  it("install registers all other browsers, says so, and names the one that refused with the reason", async () => {
    const account = userAccount("linux", ["chrome", "vivaldi", "firefox"]);
    make(account);
    const result = await install(account.context, INSTALL);
    expect(result).toMatchObject({
      ok: false,
      code: "registration_failed",
      hosts: [{ browser: "vivaldi" }, { browser: "firefox" }],
      failed: [
        {
          browser: "chrome",
          path: expect.stringContaining("google-chrome"),
          errno: expect.stringMatching(errno),
        },
      ],
    });
    const { findings } = await (await patientOf(account)).examine();
    expect(findings.filter(({ code }) => code === "manifest_ok").map(({ detail }) => detail.browser)).toEqual(
      ["vivaldi", "firefox"],
    );
    const lines = (await run(["install"], machineOf(account))).errors[0]!.split("\n");
    expect(lines).toEqual([
      expect.stringMatching(/^Already registered for vivaldi: /),
      expect.stringMatching(/^Already registered for firefox: /),
      expect.stringMatching(/^Not registered for chrome: can't write .*google-chrome.* \(\w+\)\.$/),
      expect.stringContaining("run install again"),
      expect.stringMatching(/^Browsers start /),
      ...["vivaldi", "firefox"].flatMap((browser) => [
        `Load the extension in ${browser}:`,
        expect.stringMatching(/^ {2}1\. Open /),
        expect.stringMatching(/^ {2}2\. Click Load /),
      ]),
      expect.stringContaining("signature"),
    ]);
    expect((await runJson(["install"], machineOf(account))).exit).toBe(1);
  });

  it("doctor --fix does the same", async () => {
    const sick = await patient(["chrome", "firefox"]);
    const { account } = sick;
    rmSync(below(account, CHROME_HOSTS), { recursive: true });
    rmSync(sick.places.get("firefox")!);
    make(account);
    const report = await sick.examine({ fix: true });
    expect(report.repairs).toMatchObject([
      { repair: "reinstalled", browsers: ["firefox"] },
      {
        repair: "not_reinstalled",
        failure: { code: "registration_failed", failed: [{ browser: "chrome" }] },
      },
    ]);
    expect(codesOf(report, "problem")).toEqual(["manifest_missing"]);
    const { errors } = await run(["doctor", "--fix"], {
      ...machineOf(account),
      system: { ...sick.home.system, env: { ...sick.home.system.env, PATH: "" } },
    });
    expect(errors.at(-1)).toMatch(/^Not registered for chrome: can't write /m);
  });
});

const patientOf = async (account: UserAccount) => {
  const well = await patient([]);
  Object.assign(well.installation, account.context);
  return well;
};

const machineOf = ({ context }: UserAccount) => ({ system: openClawHome().system, installation: context });

/** What may keep uninstall from a host manifest, or be no reason to stop. */
describe("uninstall", () => {
  it.each<[what: string, make: (file: string) => void, isRefused: boolean]>([
    ["is gone with its folder", (file) => rmSync(path.dirname(file), { recursive: true }), false],
    [
      "has a file where its folder was",
      (file) => {
        rmSync(path.dirname(file), { recursive: true });
        writeFileSync(path.dirname(file), "");
      },
      false,
    ],
    [
      "has become a folder",
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
      true,
    ],
  ])("clears all other places where one %s", async (_, make, isRefused) => {
    const account = userAccount("linux", ["chrome", "firefox"]);
    const { hosts } = await installed(account);
    const file = below(account, CHROME);
    make(file);
    const left = [{ path: file, errno: expect.stringMatching(/^(EISDIR|EPERM)$/) }];
    const { removed, failed } = await uninstall(account.context);
    expect(failed).toEqual(isRefused ? left : []);
    expect(removed).toContain(hosts[1]!.manifest);
    expect(removed).toContain(account.context.companionFolder);
    const ours = Object.keys(stateOf(account)).filter((name) => /clawkey/.test(name));
    // What is left is known to the next run.
    expect(ours).toEqual(
      isRefused ? [CHROME, ".local/share/clawkey", ".local/share/clawkey/installation.json"] : [],
    );
    if (!isRefused) return;
    const { exit, json } = await runJson(["uninstall"], machineOf(account));
    expect({ exit, json }).toMatchObject({ exit: 1, json: { code: "uninstall_failed", failed: left } });
    expect((await run(["uninstall"], machineOf(account))).errors[0]).toMatch(
      /Can't remove .*clawkey\.host\.json \(\w+\)\.\n.*run uninstall again/,
    );
    rmSync(file, { recursive: true });
    await expect(uninstall(account.context)).resolves.toMatchObject({ failed: [] });
    expect(Object.keys(stateOf(account)).filter((name) => /clawkey/.test(name))).toEqual([]);
  });

  it("clears all other places where one file of the companion's own can't be removed", async () => {
    const account = userAccount("linux", ["chrome"]);
    await installed(account);
    const bundle = path.join(account.context.companionFolder, "clawkey.mjs");
    rmSync(bundle);
    mkdirSync(bundle);
    const { removed, failed } = await uninstall(account.context);
    expect(removed).toEqual([below(account, CHROME)]);
    expect(failed).toMatchObject([{ path: bundle }]);
  });

  it("says which registry key it could not remove", async () => {
    const account = userAccount("win32", ["edge", "firefox"]);
    await installed(account);
    const { tool } = account.registry;
    const context = {
      ...account.context,
      registry: async (args: readonly string[]) =>
        args[0] === "delete" && args[1]!.includes("Edge") ? null : tool(args),
    };
    const { removed, failed } = await uninstall(context);
    expect(removed).toContain("HKCU\\Software\\Mozilla\\NativeMessagingHosts\\clawkey.host");
    expect(failed).toEqual([{ path: "HKCU\\Software\\Microsoft\\Edge\\NativeMessagingHosts\\clawkey.host" }]);
  });
});
