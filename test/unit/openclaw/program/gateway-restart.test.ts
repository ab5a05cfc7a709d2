import { describe, expect, it } from "vitest";
import { restartGateway } from "../../../../src/openclaw/program/gateway-restart.ts";
import { RestartReply } from "../../../../src/core/messages/messages.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import { fakeProgram } from "../../../helpers/fake-program.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { ask } from "../../../helpers/native-host.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";

const RESTART_REQUEST = { protocol: 1, destination: "local", verb: "restart" };
const STATUS_CALL = "gateway status --json";
const RESTART_CALL = "gateway restart --json";
const SHORT_MS = { status: 300, restart: 300 };

/** An OpenClaw whose gateway answers this to the two commands; the rest of what it prints is left out. */
const gateway = (status: string, restart: string) =>
  fakeProgram(`case "$2" in\nstatus) ${status} ;;\nrestart) ${restart} ;;\nesac`);

const LOADED = `echo '{"service": {"label": "systemd", "loaded": true}, "rpc": {"ok": false}}'`;
const NOT_LOADED = `echo '{"service": {"label": "systemd", "loaded": false}}'`;
const RESTARTED = `echo '{"ok": true, "action": "restart", "result": "restarted"}'`;

describe("A gateway that is installed as a service", () => {
  it("is restarted", async () => {
    const { env, calls } = gateway(LOADED, RESTARTED);
    const reply = await restartGateway({ env });
    expect(reply).toEqual({ ok: true, restarted: true });
    expect(RestartReply.parse(reply)).toEqual(reply);
    expect(calls()).toEqual([STATUS_CALL, RESTART_CALL]);
  });

  it("is restarted though it does not answer now: the status says so with a code of its own", async () => {
    const { env } = gateway(`${LOADED}; exit 1`, RESTARTED);
    await expect(restartGateway({ env })).resolves.toEqual({ ok: true, restarted: true });
  });

  it.each([
    ["OpenClaw says that it was not", `echo '{"ok": false, "error": "no bus"}'; exit 1`],
    ["it says so, and ends with a failure all the same", `${RESTARTED}; exit 1`],
    ["it says so without a failure", `echo '{"ok": false}'`],
    ["it says nothing", "exit 0"],
    ["it says something that is no JSON", "echo restarted"],
    ["it takes too long", "sleep 60"],
  ])("was not restarted where %s", async (_, restart) => {
    const { env, calls } = gateway(LOADED, restart);
    expectFailure(await restartGateway({ env }, SHORT_MS), "gateway_restart_failed");
    expect(calls()).toEqual([STATUS_CALL, RESTART_CALL]);
  });
});

describe("No gateway is touched where", () => {
  it("it is not installed as a service", async () => {
    const { env, calls } = gateway(NOT_LOADED, RESTARTED);
    expectFailure(await restartGateway({ env }), "gateway_no_service");
    expect(calls()).toEqual([STATUS_CALL]);
  });

  it("there is no OpenClaw on the PATH", async () => {
    expectFailure(await restartGateway({ env: { PATH: "/does/not/exist" } }), "openclaw_missing");
  });

  it.each([
    ["is of another shape", `echo '{"gateway": "up"}'`],
    ["has no plain yes or no", `echo '{"service": {"loaded": "yes"}}'`],
    ["is no JSON", "echo up"],
    ["takes too long", "sleep 60"],
  ])("its status %s", async (_, status) => {
    const { env, calls } = gateway(status, RESTARTED);
    expectFailure(await restartGateway({ env }, SHORT_MS), "gateway_restart_failed");
    expect(calls()).toEqual([STATUS_CALL]);
  });
});

describe("The native host", () => {
  it("restarts the gateway when it is asked to, and changes no file", async () => {
    const home = openClawHome();
    const { env, calls } = gateway(LOADED, RESTARTED);
    const before = fileTree(home.folder);
    const reply = await ask(RESTART_REQUEST, { ...home.browser, env: { ...home.browser.env, ...env } });
    expect(reply).toEqual({ ok: true, restarted: true });
    expect(calls()).toEqual([STATUS_CALL, RESTART_CALL]);
    expect(fileTree(home.folder)).toEqual(before);
  });

  it("says why it could not", async () => {
    const home = openClawHome();
    const reply = await ask(RESTART_REQUEST, { ...home.browser, env: { PATH: "/does/not/exist" } });
    expect(reply).toEqual({ ok: false, code: "openclaw_missing" });
  });

  it.each([
    ["a command", { command: "gateway stop" }],
    ["an argument", { args: ["--force"] }],
    ["a file", { file: "config" }],
  ])("takes no %s with it", async (_, more) => {
    const home = openClawHome();
    const { env, calls } = gateway(LOADED, RESTARTED);
    const reply = await ask({ ...RESTART_REQUEST, ...more }, { ...home.browser, env });
    expect(reply).toEqual({ ok: false, code: "request_invalid" });
    expect(calls()).toEqual([]);
  });

  it("does nothing for a stranger", async () => {
    const home = openClawHome();
    const { env, calls } = gateway(LOADED, RESTARTED);
    const stranger = [`chrome-extension://${"a".repeat(32)}/`];
    const reply = await ask(RESTART_REQUEST, { ...home.browser, env }, stranger);
    expect(reply).toEqual({ ok: false, code: "caller_unknown" });
    expect(calls()).toEqual([]);
  });
});
