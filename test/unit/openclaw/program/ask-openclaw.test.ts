/** With a real process for each answer. */
import { expect, it } from "vitest";
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../../../src/core/config/precedence.ts";
import type { FailureCode } from "../../../../src/core/messages/failures.ts";
import { openClawCommands } from "../../../../src/openclaw/program/ask-openclaw.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../../../helpers/keys.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import {
  gatewayFails,
  prints,
  printsStatus,
  reportingOpenClaw,
  UNREACHED,
  WINDOWS,
} from "../../../helpers/reporting-openclaw.ts";

const LONG_MS = { version: 10_000, status: 10_000, gateway: 10_000 };
const SHORT_MS = { version: 300, status: 300, gateway: 300 };
const NEVER = new AbortController().signal;
const BUSY = `echo '{"port":{"status":"busy"}}'`;

interface Shell {
  env?: Record<string, string>;
  profile?: string;
  timeoutsMs?: typeof LONG_MS;
}

/** An `openclaw` that answers so, asked from a shell with these variables. */
function openClaw(
  answers: Parameters<typeof reportingOpenClaw>[0] = {},
  { env, profile, timeoutsMs = LONG_MS }: Shell = {},
) {
  const program = reportingOpenClaw(answers);
  const { shell } = openClawHome({ ...program.env, ...env });
  const commands = openClawCommands(profile === undefined ? shell : { ...shell, profile }, timeoutsMs);
  /** What the program had in its environment under this name. */
  const variable = (run: "token" | "command", name: string) =>
    new RegExp(`^${name}=(.*)$`, "m").exec(program.note(`${run}.env`) ?? "")?.[1];
  return { commands, program, variable };
}

it.each([
  ["OpenClaw 2026.9.6 (0123abc)", "2026.9.6"],
  ["2026.10.12", "2026.10.12"],
  ["2027.1.0-beta.2", "2027.1.0"],
])("OpenClaw's version is read from %j", async (printed, version) => {
  const { commands, program } = openClaw({ version: `echo '${printed}'` });
  expect(await commands.version(NEVER)).toEqual({ ok: true, version });
  expect(program.calls()).toEqual(["--version"]);
});

it.each<[FailureCode, string, Parameters<typeof openClaw>[0], Shell?]>([
  ["openclaw_failed", "prints words", { version: "echo Hello" }],
  ["openclaw_failed", "prints another kind of version", { version: "echo 1.2.3" }],
  ["openclaw_failed", "prints a version, and fails", { version: "echo OpenClaw 2026.9.6; exit 1" }],
  ["openclaw_failed", "is killed", { version: "kill -9 $$" }],
  ["openclaw_hanging", "hangs", { version: "sleep 60" }, { timeoutsMs: SHORT_MS }],
  ["openclaw_missing", "is not there", {}, { env: { PATH: "/does/not/exist" } }],
])("Instead of a version there is %s where OpenClaw %s", async (code, _, answers, shell = {}) => {
  expect(await openClaw(answers, shell).commands.version(NEVER)).toEqual({ ok: false, code });
});

const HIDDEN = { [VARIABLE]: KEY_TEXT, CLAUDE_WEB_SESSION_KEY: OTHER_KEY_TEXT, CLAUDE_WEB_COOKIE: KEY_TEXT };

it("OpenClaw's own usage is asked for without any session key, and without a word to a gateway", async () => {
  const { commands, program, variable } = openClaw({}, { env: HIDDEN });
  const answer = await commands.ownTokenUsage(NEVER);
  expect(answer).toMatchObject({ ok: true, report: { providers: [{}, { windows: [] }] } });
  expect(program.calls()).toEqual(["status --usage --json"]);
  for (const name of Object.keys(HIDDEN)) expect(variable("token", name)).toBe("off");
  expect(variable("token", "OPENCLAW_GATEWAY_URL")).toBe("ws://127.0.0.1:1");
  expect(program.note("token.env")).not.toContain("sk-ant");
});

it("Usage by the key is asked for with all of the shell's variables, and never with the key in an argument", async () => {
  const env = { [VARIABLE]: KEY_TEXT, OPENCLAW_STATE_DIR: "/srv/state", HTTPS_PROXY: "http://proxy:1" };
  const { commands, program, variable } = openClaw({}, { env });
  const answer = await commands.commandUsage(NEVER);
  expect(answer).toMatchObject({ ok: true, report: { providers: [{}, { windows: WINDOWS }] } });
  for (const [name, value] of Object.entries(env)) expect(variable("command", name)).toBe(value);
  expect(variable("command", "OPENCLAW_GATEWAY_URL")).toBe("ws://127.0.0.1:1");
  expect(program.calls().join()).not.toContain("sk-ant");
});

it.each(["echo Usage: fine", `echo '{"gateway":{}}'`, `echo '{"usage":{"providers":"all"}}'`])(
  "Usage is not understood where OpenClaw runs %s",
  async (token) => {
    const unreadable = { ok: false, code: "openclaw_unreadable" };
    expect(await openClaw({ token }).commands.ownTokenUsage(NEVER)).toEqual(unreadable);
  },
);

it("A gateway reports what it shows, and when that was asked", async () => {
  const { commands, program } = openClaw();
  const before = Date.now();
  await commands.refreshGateway(NEVER);
  const answer = await commands.gatewayUsage(NEVER);
  expect(answer).toMatchObject({ ok: true, report: { providers: [{}, { windows: WINDOWS }] } });
  expect(answer.ok && answer.report?.updatedAt).toBeGreaterThanOrEqual(before);
  expect(program.calls()).toEqual([
    'gateway call models.authStatus --params {"refresh":true} --json',
    "gateway call usage.status --json",
  ]);
});

it.each([
  ["stopped", "its port is free", `echo '{"port":{"status":"free"}}'`, { ok: true, report: null }],
  ["refusing", "something is on its port", BUSY, { ok: false, code: "gateway_unasked" }],
  ["unclear", "nobody knows what is there", "exit 1", { ok: false, code: "openclaw_unreadable" }],
])("A gateway is %s where it gives no connection and %s", async (_, __, port, answer) => {
  const { commands, program } = openClaw({ gateway: UNREACHED, port });
  expect(await commands.gatewayUsage(NEVER)).toEqual(answer);
  expect(program.calls()).toEqual(["gateway call usage.status --json", "gateway status --no-probe --json"]);
});

it.each([
  ["stopped", "free", { ok: true, report: null }],
  ["refusing", "busy", { ok: false, code: "gateway_unasked" }],
])(
  "A gateway of a version that tells a failure in words alone is %s where its port is %s",
  async (_, port, answer) => {
    const gateway = "echo '[plugin] hello'; echo 'Gateway call failed: closed' >&2; exit 1";
    const { commands } = openClaw({ gateway, port: `echo '{"port":{"status":"${port}"}}'` });
    expect(await commands.gatewayUsage(NEVER)).toEqual(answer);
  },
);

it("OpenClaw is understood between the lines of a plugin, whatever it is asked", async () => {
  const noisy = (script: string) => `echo '[plugin] {"up":true} [1/2'; ${script}; echo bye`;
  const { token, gateway } = {
    token: printsStatus({ windows: WINDOWS }),
    gateway: prints({ windows: WINDOWS }),
  };
  const { commands } = openClaw({
    token: noisy(token),
    gateway: noisy(gateway),
    reloadMode: noisy(`echo '"off"'`),
  });
  const report = { providers: [{}, { windows: WINDOWS }] };
  expect(await commands.ownTokenUsage(NEVER)).toMatchObject({ ok: true, report });
  expect(await commands.gatewayUsage(NEVER)).toMatchObject({ ok: true, report });
  expect(await commands.isReloadOff(NEVER)).toBe(true);
  const stopped = openClaw({ gateway: UNREACHED, port: noisy(`echo '{"port":{"status":"free"}}'`) });
  expect(await stopped.commands.gatewayUsage(NEVER)).toEqual({ ok: true, report: null });
});

const [REQUEST, TRANSPORT] = ["gateway_request_error", "gateway_transport_error"];

it.each([
  ["openclaw_unreadable", "prints no JSON", "echo up"],
  ["openclaw_unreadable", "prints something else", `echo '{"ok":true}'`],
  ["openclaw_unreadable", "fails by OpenClaw's own fault", gatewayFails({ type: "cli_error" })],
  ["openclaw_hanging", "takes too long", gatewayFails({ type: TRANSPORT, kind: "timeout" })],
  ["openclaw_hanging", "is starting still", gatewayFails({ type: REQUEST, retryable: true })],
  ["openclaw_hanging", "does not end", "sleep 60", SHORT_MS],
  ["gateway_unasked", "wants credentials", gatewayFails({ type: "gateway_credentials_required" })],
  ["gateway_unasked", "refuses the question", gatewayFails({ type: REQUEST, retryable: false })],
])("A gateway fails with %s where it %s", async (code, _, gateway, timeoutsMs = LONG_MS) => {
  const { commands } = openClaw({ gateway, port: BUSY }, { timeoutsMs });
  expect(await commands.gatewayUsage(NEVER)).toEqual({ ok: false, code });
});

it.each([
  [true, `echo '"off"'`],
  [false, `echo '"hybrid"'`],
  [false, "echo off"],
  [false, "exit 1"],
])("That a gateway looks at its config no more is %s where OpenClaw runs %s", async (isOff, reloadMode) => {
  const { commands, program } = openClaw({ reloadMode });
  expect(await commands.isReloadOff(NEVER)).toBe(isOff);
  expect(program.calls()).toEqual(["config get gateway.reload.mode --json"]);
});

it("A profile goes before every question but that for the version", async () => {
  const { commands, program } = openClaw({ gateway: UNREACHED }, { profile: "work" });
  await commands.version(NEVER);
  await commands.ownTokenUsage(NEVER);
  await commands.refreshGateway(NEVER);
  await commands.gatewayUsage(NEVER);
  await commands.isReloadOff(NEVER);
  const [version, ...others] = program.calls();
  expect(version).toBe("--version");
  expect(others).toHaveLength(5);
  for (const call of others) expect(call).toMatch(/^--profile work /);
});
