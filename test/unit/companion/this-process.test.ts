import { expect, it } from "vitest";
import { companionFolder } from "../../../src/companion/install/folder.ts";
import { surroundings } from "../../../src/companion/this-process.ts";
import { ownEnvironment } from "../../../src/openclaw/this-system.ts";
import { openClawPaths, variablesToRemember, type System } from "../../../src/openclaw/files/paths.ts";
import { run } from "../../../src/openclaw/program/run.ts";
import { fakeProgram } from "../../helpers/fake-program.ts";

const HERE: System = {
  env: {},
  platform: "linux",
  homedir: "/home/you",
  cwd: "/",
  exists: () => false,
  variablesIn: () => ({}),
};

it("A copy of Windows' environment still leads to OpenClaw, whose search path is called Path there", async () => {
  const { PATH } = fakeProgram(`echo "$MORE"`).env;
  const env = { ...ownEnvironment({ Path: PATH }, "win32"), MORE: "more" };
  const { signal } = new AbortController();
  await expect(run({ args: ["status"], env, timeoutMs: 10_000, signal })).resolves.toMatchObject({
    ok: true,
    stdout: "more\n",
  });
});

it("A copy of Windows' environment still leads to the user's folders and to OpenClaw's own variables", () => {
  const variables = {
    UserProfile: "C:\\Users\\you",
    LocalAppData: "D:\\Local",
    OpenClaw_State_Dir: "D:\\state",
  };
  const env = ownEnvironment(variables, "win32");
  const system: System = {
    env,
    platform: "win32",
    homedir: "C:\\wrong",
    cwd: "C:\\",
    exists: () => false,
    variablesIn: () => ({}),
  };
  expect(openClawPaths(system).config).toBe("D:\\state\\openclaw.json");
  expect(openClawPaths({ ...system, env: { ...env, OPENCLAW_STATE_DIR: "" } }).config).toBe(
    "C:\\Users\\you\\.openclaw\\openclaw.json",
  );
  expect(variablesToRemember(system)).toEqual({ OPENCLAW_STATE_DIR: "D:\\state" });
  expect(companionFolder(system)).toBe("D:\\Local\\Clawkey");
});

it.each(["linux", "darwin"] as const)(
  "A variable's name in other letters is another one on %s",
  (platform) => {
    const env = { PATH: "/usr/bin", Path: "/other", https_proxy: "http://127.0.0.1:1" };
    expect(ownEnvironment(env, platform)).toEqual(env);
  },
);

it.each([
  ["linux", { WSL_DISTRO_NAME: "Debian" }, "6.6.0", true],
  ["linux", {}, "5.15.167.4-microsoft-standard-WSL2", true],
  ["linux", {}, "4.4.0-19041-Microsoft", true],
  ["linux", {}, "6.1.0-18-amd64", false],
  ["linux", {}, "6.8.0-1018-azure", false],
  ["win32", { WSL_DISTRO_NAME: "Debian" }, "10.0.22631", false],
] as const)(
  "Linux on Windows is known by its own variable, or by the kernel: %s, %j, %s",
  (platform, env, kernel, inWsl) => {
    const system: System = { ...HERE, platform, env };
    expect(surroundings(system, kernel)).toEqual({ viaSudo: false, inWsl });
    expect(surroundings({ ...system, env: { ...env, SUDO_UID: "1000" } }, kernel).viaSudo).toBe(true);
  },
);
