/** What is noted of a shell still holds when the shell, and what it brought with it, is gone. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { isPassing } from "../../../../src/companion/install/lasting.ts";
import { noteShell } from "../../../../src/companion/install/this-shell.ts";
import { findProgram, run as runProgram } from "../../../../src/openclaw/program/run.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import { writeProgram } from "../../../helpers/patient.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";

/** A machine's own folder lasts in all that is in it, though the tests keep it where temp files are. */
const passes = (folder: string): boolean => isPassing(folder.replace(/^.*\/clawkey-test-\w+/, "/lasting"));

/** A machine on which a version manager of some kind keeps Node and OpenClaw. */
class Machine {
  readonly root = tempFolder();

  at(...names: string[]): string {
    return path.join(this.root, ...names);
  }

  /** @returns the folder */
  program(folder: string, name: string, script: string): string {
    mkdirSync(this.at(folder), { recursive: true });
    writeFileSync(this.at(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(this.at(folder, name), 0o755);
    return this.at(folder);
  }

  /** A Node that knows where it is, and an OpenClaw that needs one on its PATH. */
  versions(folder: string): string {
    this.program(folder, "node", `[ "$1" = -p ] && echo '${this.at(folder, "node")}' || echo 2026.9.6`);
    return this.program(folder, "openclaw", "exec node --version");
  }

  link(name: string, target: string): string {
    mkdirSync(path.dirname(this.at(name)), { recursive: true });
    symlinkSync(target, this.at(name));
    return this.at(name);
  }
}

/** @returns the PATH of a shell, and what takes away all that ends with that shell */
type Manager = (machine: Machine) => { searchPath: string[]; end: () => void };

const SYSTEM = ["/usr/bin", "/bin"];

const MANAGERS: [name: string, manager: Manager][] = [
  [
    "fnm, which links a folder for each shell",
    (machine) => {
      const real = machine.versions("fnm/node-versions/v24/installation/bin");
      const link = machine.link("fnm_multishells/123_456/bin", real);
      return { searchPath: [link, ...SYSTEM], end: () => rmSync(link) };
    },
  ],
  [
    "fnm, and a Node of the system's that is none of OpenClaw's",
    (machine) => {
      const real = machine.versions("fnm/node-versions/v24/installation/bin");
      const link = machine.link("fnm_multishells/123_456/bin", real);
      const system = machine.program("usr/bin", "node", "exit 1");
      return { searchPath: [link, system, ...SYSTEM], end: () => rmSync(link) };
    },
  ],
  [
    "asdf, whose shims need the shell's functions and the project's folder",
    (machine) => {
      const real = machine.versions("asdf/installs/nodejs/24/bin");
      const shim = `[ -n "$ASDF_DIR" ] || { echo "No version is set" >&2; exit 126; }\nexec '${real}'/`;
      const shims = machine.program("asdf/shims", "node", `${shim}node "$@"`);
      machine.program("asdf/shims", "openclaw", `${shim}openclaw "$@"`);
      return { searchPath: [shims, ...SYSTEM], end: () => {} };
    },
  ],
  [
    "direnv, which puts the project's folder on the PATH",
    (machine) => {
      const real = machine.versions("project/node_modules/.bin");
      return { searchPath: [real, "node_modules/.bin", ...SYSTEM], end: () => {} };
    },
  ],
  [
    "nix-shell, which has packages of its own and a folder besides that goes with it",
    (machine) => {
      const real = machine.versions("nix/store/abc-openclaw/bin");
      const own = mkdtempSync("/tmp/nix-shell.");
      // Anybody can make it anew.
      const end = () => writeProgram(path.join(own, "openclaw"), "not OpenClaw");
      onTestFinished(() => rmSync(own, { recursive: true, force: true }));
      return { searchPath: [own, real, ...SYSTEM], end };
    },
  ],
  [
    "Homebrew, whose links move along with each upgrade",
    (machine) => {
      machine.versions("Cellar/node/24.1/bin");
      const link = machine.link("opt/node", machine.at("Cellar/node/24.1"));
      return {
        searchPath: [path.join(link, "bin"), ...SYSTEM],
        end: () => {
          machine.versions("Cellar/node/24.2/bin");
          rmSync(machine.at("Cellar/node/24.1"), { recursive: true });
          rmSync(link);
          symlinkSync(machine.at("Cellar/node/24.2"), link);
        },
      };
    },
  ],
  [
    "two folders, Node in one and OpenClaw in the other",
    (machine) => {
      const node = machine.program(
        "node/bin",
        "node",
        `[ "$1" = -p ] && echo '${machine.at("node/bin/node")}' || echo 2026.9.6`,
      );
      const openClaw = machine.program("npm/bin", "openclaw", "exec node --version");
      return { searchPath: [openClaw, node, ...SYSTEM], end: () => {} };
    },
  ],
];

const noted = async (searchPath: string[], env: Record<string, string> = {}) => {
  const { system } = openClawHome({ PATH: searchPath.join(":"), ...env });
  return noteShell(system, undefined, passes);
};

it.each(MANAGERS)(
  "OpenClaw starts from what was noted, once the shell is gone, with %s",
  async (_, manager) => {
    const { searchPath, end } = manager(new Machine());
    const { searchPath: kept } = await noted(searchPath, { ASDF_DIR: "/asdf" });
    end();
    const ended = await runProgram({
      args: [],
      env: { PATH: kept },
      timeoutMs: 5_000,
      signal: new AbortController().signal,
    });
    expect(ended).toEqual({ ok: true, exit: 0, stdout: "2026.9.6\n" });
  },
);

it("A PATH of folders that last is noted as it is, and what means another folder elsewhere is left out", async () => {
  const machine = new Machine();
  const folder = machine.versions("home/bin");
  const { searchPath } = await noted([folder, "", ".", "bin", "/usr/bin"]);
  expect(searchPath).toBe(`${folder}:/usr/bin`);
  expect(await findProgram("node", searchPath!)).toBe(path.join(folder, "node"));
  const { system } = openClawHome();
  await expect(noteShell(system, "work")).resolves.toMatchObject({ profile: "work", searchPath: undefined });
});

it.each([
  ["/run/user/1000/fnm_multishells/1_2/bin", true],
  ["/home/you/.local/state/fnm_multishells/1_2/bin", true],
  ["/run/user/1000/x", true],
  ["/tmp/nix-shell.1/bin", true],
  ["/private/var/folders/x/T/bin", true],
  ["/private/tmp/x", true],
  ["/nix/store/abc-nodejs-24/bin", true],
  ["/home/you/.npm/_npx/abc/node_modules/.bin", true],
  ["/home/you/.local/share/fnm/node-versions/v24/installation/bin", false],
  ["/home/you/.nvm/versions/node/v24/bin", false],
  ["/home/you/.nix-profile/bin", false],
  ["/run/current-system/sw/bin", false],
  ["/opt/homebrew/bin", false],
  ["/usr/bin", false],
  ["/home/you/tmp/bin", false],
])("Whether %s will be gone some day: %s", (folder, passing) => {
  expect(isPassing(folder)).toBe(passing);
});

describe("Of the way into the network", () => {
  it("the proxies and certificates are noted, each by its own name, and nothing else", async () => {
    const network = {
      HTTPS_PROXY: "http://proxy:3128",
      http_proxy: "http://proxy:3128",
      ALL_PROXY: "socks5://proxy:1080",
      no_proxy: "localhost",
      NODE_USE_SYSTEM_CA: "1",
      NODE_USE_ENV_PROXY: "1",
      NODE_EXTRA_CA_CERTS: "/etc/ssl/company.pem",
    };
    const others = { HTTP_PROXY: "", PROXY: "x", NODE_OPTIONS: "--x", CLAUDE_AI_SESSION_KEY: "x" };
    await expect(noted([], { ...network, ...others })).resolves.toMatchObject({ network });
  });

  it("a relative path to certificates is made absolute", async () => {
    const { system } = openClawHome({ NODE_EXTRA_CA_CERTS: "./ca.pem" });
    const { network } = await noteShell(system, undefined);
    expect(network).toEqual({ NODE_EXTRA_CA_CERTS: path.join(system.cwd, "ca.pem") });
  });
});
