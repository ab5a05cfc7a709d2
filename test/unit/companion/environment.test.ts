import { describe, expect, it } from "vitest";
import { ownEnvironment } from "../../../src/companion/environment.ts";
import { companionFolder } from "../../../src/companion/install/notes.ts";
import { runForJson } from "../../../src/openclaw/program/run.ts";
import { openClawPaths, variablesToRemember } from "../../../src/openclaw/files/paths.ts";
import { fakeProgram } from "../../helpers/fake-program.ts";

/** As Windows has it: names as they were once written, and found however they are asked for. */
function windowsEnvironment(variables: Record<string, string>): Record<string, string> {
  const named = (name: string | symbol) =>
    Object.keys(variables).find((other) => other.toLowerCase() === String(name).toLowerCase());
  return new Proxy(variables, {
    get: (_, name) => variables[named(name) ?? ""],
    has: (_, name) => named(name) !== undefined,
  });
}

describe("A copy of Windows' environment", () => {
  it("still leads to OpenClaw, whose search path is called Path there", async () => {
    const { env: here } = fakeProgram(`echo "\\"$MORE\\""`);
    const env = { ...ownEnvironment(windowsEnvironment({ Path: here["PATH"]! }), "win32"), MORE: "more" };
    const { signal } = new AbortController();
    await expect(runForJson({ args: ["status"], env, timeoutMs: 10_000, signal })).resolves.toMatchObject({
      ok: true,
      json: "more",
    });
  });

  it("still leads to the user's folders and to OpenClaw's own variables", () => {
    const variables = {
      UserProfile: "C:\\Users\\you",
      LocalAppData: "D:\\Local",
      OpenClaw_State_Dir: "D:\\state",
    };
    const env = { ...ownEnvironment(windowsEnvironment(variables), "win32") };
    const system = {
      env,
      platform: "win32" as const,
      homedir: "C:\\wrong",
      cwd: "C:\\",
      exists: () => false,
      variablesIn: () => ({}),
    };
    expect(openClawPaths(system).gatewayDotenv).toBeNull();
    expect(openClawPaths(system).config).toBe("D:\\state\\openclaw.json");
    expect(openClawPaths({ ...system, env: { ...env, OPENCLAW_STATE_DIR: "" } }).config).toBe(
      "C:\\Users\\you\\.openclaw\\openclaw.json",
    );
    expect(variablesToRemember(system)).toEqual({ OPENCLAW_STATE_DIR: "D:\\state" });
    expect(companionFolder("win32", env, "C:\\wrong")).toBe("D:\\Local\\Clawkey");
  });
});

describe("Elsewhere", () => {
  it.each(["linux", "darwin"] as const)("a name is another one in other letters: %s", (platform) => {
    const env = { PATH: "/usr/bin", Path: "/other", https_proxy: "http://127.0.0.1:1" };
    expect(ownEnvironment(env, platform)).toEqual(env);
  });
});
