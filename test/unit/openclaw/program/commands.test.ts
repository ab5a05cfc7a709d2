import { describe, expect, it } from "vitest";
import { OpenClaw } from "../../../../src/openclaw/program/commands.ts";
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../../../src/core/config/precedence.ts";
import type { FakeProgram } from "../../../helpers/fake-program.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../../../helpers/keys.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import { gatewayFails, reportingOpenClaw, UNREACHED, WINDOWS } from "../../../helpers/reporting-openclaw.ts";

const LONG_MS = { version: 10_000, status: 10_000, gateway: 10_000 };
const SHORT_MS = { version: 300, status: 300, gateway: 300 };
const NEVER = new AbortController().signal;
const BUSY = `echo '{"port":{"status":"busy"}}'`;

/** Asked from a shell with these variables. */
function openClaw({ env }: Pick<FakeProgram, "env">, more: Record<string, string> = {}, profile?: string) {
  const { shell } = openClawHome({ ...env, ...more });
  return new OpenClaw(profile === undefined ? shell : { ...shell, profile }, NEVER, LONG_MS);
}

const impatient = ({ env }: FakeProgram) => new OpenClaw(openClawHome(env).shell, NEVER, SHORT_MS);

/** What the program had in its environment under this name. */
const variable = (program: FakeProgram, run: "token" | "command", name: string): string | undefined =>
  program
    .note(`${run}.env`)
    ?.split("\n")
    .find((line) => line.startsWith(`${name}=`))
    ?.slice(name.length + 1);

describe("OpenClaw's version", () => {
  it.each([
    ["OpenClaw 2026.9.6 (0123abc)", "2026.9.6"],
    ["2026.10.12", "2026.10.12"],
    ["2027.1.0-beta.2", "2027.1.0"],
  ])("is read from %j", async (printed, version) => {
    const program = reportingOpenClaw({ version: `echo '${printed}'` });
    await expect(openClaw(program).version()).resolves.toEqual({ ok: true, version });
    expect(program.calls()).toEqual(["--version"]);
  });

  it.each([
    ["words", "echo Hello"],
    ["another kind of version", "echo 1.2.3"],
    ["nothing", "true"],
    ["a version, and fails", "echo OpenClaw 2026.9.6; exit 1"],
  ])("is none where it prints %s", async (_, version) => {
    await expect(openClaw(reportingOpenClaw({ version })).version()).resolves.toEqual({
      ok: false,
      why: "failed",
    });
  });

  it("is not waited for", async () => {
    const program = reportingOpenClaw({ version: "sleep 60" });
    await expect(impatient(program).version()).resolves.toEqual({ ok: false, why: "timeout" });
  });
});

describe("Its usage", () => {
  it("is asked without any session key, and without a word to a gateway", async () => {
    const program = reportingOpenClaw();
    const keys = {
      [VARIABLE]: KEY_TEXT,
      CLAUDE_WEB_SESSION_KEY: OTHER_KEY_TEXT,
      CLAUDE_WEB_COOKIE: KEY_TEXT,
    };
    const answer = await openClaw(program, keys).usage({ withKey: false });
    expect(answer).toMatchObject({ ok: true, report: { providers: [{}, { windows: [] }] } });
    expect(program.calls()).toEqual(["status --usage --json"]);
    for (const name of Object.keys(keys)) expect(variable(program, "token", name)).toBe("off");
    expect(variable(program, "token", "OPENCLAW_GATEWAY_URL")).toBe("ws://127.0.0.1:1");
    expect(program.note("token.env")).not.toContain("sk-ant");
  });

  it("is asked with all of the shell's variables where the key counts", async () => {
    const program = reportingOpenClaw();
    const shell = { [VARIABLE]: KEY_TEXT, OPENCLAW_STATE_DIR: "/srv/state", HTTPS_PROXY: "http://proxy:1" };
    const answer = await openClaw(program, shell).usage({ withKey: true });
    expect(answer).toMatchObject({ ok: true, report: { providers: [{}, { windows: WINDOWS }] } });
    for (const [name, value] of Object.entries(shell)) expect(variable(program, "command", name)).toBe(value);
    expect(variable(program, "command", "OPENCLAW_GATEWAY_URL")).toBe("ws://127.0.0.1:1");
    expect(program.calls().join()).not.toContain("sk-ant");
  });

  it.each([
    ["no JSON", "echo Usage: fine"],
    ["no usage", `echo '{"gateway":{}}'`],
    ["a usage of another shape", `echo '{"usage":{"providers":"all"}}'`],
  ])("is none where it prints %s", async (_, token) => {
    const answer = openClaw(reportingOpenClaw({ token })).usage({ withKey: false });
    await expect(answer).resolves.toEqual({ ok: false, why: "failed" });
  });
});

describe("Its gateway", () => {
  it("reports what it shows, and when that was asked", async () => {
    const program = reportingOpenClaw();
    const before = Date.now();
    await openClaw(program).refreshGateway();
    const answer = await openClaw(program).gatewayUsage();
    expect(answer).toMatchObject({ state: "report", report: { providers: [{}, { windows: WINDOWS }] } });
    expect(answer.state === "report" && answer.report.updatedAt).toBeGreaterThanOrEqual(before);
    expect(program.calls()).toEqual([
      'gateway call models.authStatus --params {"refresh":true} --json',
      "gateway call usage.status --json",
    ]);
  });

  it.each([
    ["stopped", "its port is free", `echo '{"port":{"status":"free"}}'`],
    ["refused", "something is on its port", BUSY],
    ["failed", "nobody knows what is on its port", "exit 1"],
  ])("is %s where it gives no connection and %s", async (state, _, port) => {
    const program = reportingOpenClaw({ gateway: UNREACHED, port });
    await expect(openClaw(program).gatewayUsage()).resolves.toEqual({ state });
    expect(program.calls()).toEqual(["gateway call usage.status --json", "gateway status --no-probe --json"]);
  });

  it.each([
    ["it prints no JSON", "echo up"],
    ["it prints something else", `echo '{"ok":true}'`],
    ["OpenClaw itself fails", gatewayFails({ type: "cli_error" })],
  ])("has failed where %s", async (_, gateway) => {
    const program = reportingOpenClaw({ gateway });
    await expect(openClaw(program).gatewayUsage()).resolves.toEqual({ state: "failed" });
  });

  it.each([
    ["took too long", { type: "gateway_transport_error", kind: "timeout" }],
    ["is starting still", { type: "gateway_request_error", retryable: true }],
  ])("is not there in time where it %s", async (_, error) => {
    const program = reportingOpenClaw({ gateway: gatewayFails(error) });
    await expect(openClaw(program).gatewayUsage()).resolves.toEqual({ state: "timeout" });
  });

  it.each([
    ["there are no credentials to ask with", { type: "gateway_credentials_required" }],
    ["it refuses the question", { type: "gateway_request_error", retryable: false }],
  ])("has refused where it runs and %s", async (_, error) => {
    const program = reportingOpenClaw({ gateway: gatewayFails(error), port: BUSY });
    await expect(openClaw(program).gatewayUsage()).resolves.toEqual({ state: "refused" });
  });

  it("is not waited for", async () => {
    const program = reportingOpenClaw({ gateway: "sleep 60" });
    await expect(impatient(program).gatewayUsage()).resolves.toEqual({ state: "timeout" });
  });

  it.each([
    [true, `echo '"off"'`],
    [false, `echo '"hybrid"'`],
    [false, "echo off"],
    [false, "echo '\"off\"' | tr -d '\"'; exit 1"],
  ])("looks at its config no more: %s where OpenClaw says so by %s", async (isOff, reloadMode) => {
    const program = reportingOpenClaw({ reloadMode });
    await expect(openClaw(program).isReloadOff()).resolves.toBe(isOff);
    expect(program.calls()).toEqual(["config get gateway.reload.mode --json"]);
  });
});

describe("A profile", () => {
  it("goes before every question but that for the version", async () => {
    const program = reportingOpenClaw({ gateway: UNREACHED });
    const work = openClaw(program, {}, "work");
    await work.version();
    await work.usage({ withKey: false });
    await work.refreshGateway();
    await work.gatewayUsage();
    await work.isReloadOff();
    const [version, ...others] = program.calls();
    expect(version).toBe("--version");
    expect(others).toHaveLength(5);
    for (const call of others) expect(call).toMatch(/^--profile work /);
  });
});
