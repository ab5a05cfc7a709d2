/** The seed's own promise, for every version of OpenClaw (CLAWKEY_OPENCLAW), and each row of what differs between them. */
import { utimes } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { knows } from "../../src/openclaw/versions.ts";
import { keyFingerprint } from "../helpers/standin/recorded-request.ts";
import { runClawkey } from "./clawkey.ts";
import { SCOPE_MISSING, test, windowsOf } from "./fixture.ts";
import { freePort, GATEWAY_TOKEN, startGateway } from "./gateway.ts";
import { openClawFolder, openClawProgram, VERSION } from "./install.ts";
import {
  claudeUsage,
  openClawEnvironment,
  usageWindows,
  type OpenClaw,
  type UsageReport,
} from "./openclaw.ts";
import { runNode } from "./run-process.ts";

const DOTENV = "# mine\nTZ=Europe/Zurich\n";

/** The oldest versions ask for usage past the proxy, unless Node itself leads them there. */
const BY_NODE = { NODE_USE_ENV_PROXY: "1" };

/** OpenClaw would wait for the one that is stopped by then for more than a minute. */
const NO_GATEWAY = { OPENCLAW_GATEWAY_URL: "ws://127.0.0.1:1" };

test("OpenClaw shows the windows after `set --target dotenv`, and what it showed before after `remove`", async ({
  files,
  openclawWithToken: openclaw,
  standin,
}) => {
  await files.put("dotenv", DOTENV);
  const set = await runClawkey(openclaw.home, ["set", "--target", "dotenv"], standin.signIn());
  expect(set.reply).toMatchObject({
    ok: true,
    changed: true,
    effect: { effective: true },
    gateway: "restart",
  });
  // The limits of single models, behind these, came with later versions.
  const shown = windowsOf(standin.account()).windows.slice(0, 2);
  expect((await usageWindows(openclaw)).windows.slice(0, 2)).toMatchObject(shown);

  const remove = await runClawkey(openclaw.home, ["remove", "--target", "dotenv"]);
  expect(remove.reply).toMatchObject({ ok: true, files: { dotenv: { ok: true, changed: true } } });
  expect(await usageWindows(openclaw)).toMatchObject(SCOPE_MISSING);
  expect(await files.read("dotenv")).toBe(DOTENV);
});

test("OpenClaw asks through a proxy of its environment where its version is known to", async ({
  files,
  openclawWithToken: openclaw,
  standin,
}) => {
  await files.put("dotenv", `HTTP_PROXY=http://127.0.0.1:${standin.proxy.port}\n`);
  const { HTTPS_PROXY: _, HTTP_PROXY: __, ...env } = openClawEnvironment(openclaw);
  const args = ["status", "--usage", "--json"];
  const { stdout } = await runNode(openClawProgram, args, { cwd: openclaw.home, env, timeoutMs: 60_000 });
  const { error } = claudeUsage((JSON.parse(stdout) as { usage: UsageReport }).usage)!;
  expect(error).toMatch(knows(VERSION, "proxy") ? SCOPE_MISSING.error! : "fetch failed");
});

test("A running gateway has the first key after `set`, and a rotated one as its version is known to", async ({
  files,
  openclawWithToken,
  standin,
  onTestFinished,
}) => {
  const openclaw = { ...openclawWithToken, env: BY_NODE };
  const port = await freePort();
  const config = `// my gateway\n{ gateway: { mode: 'local', port: ${port}, auth: { mode: 'token', token: '${GATEWAY_TOKEN}' } } }\n`;
  await files.put("config", config);
  let gateway = await startGateway(openclaw, { port });
  onTestFinished(() => gateway.close());
  // On a busy machine that takes longer than verify is patient.
  const takesOver = async (key: string) => {
    const asked = async () => {
      await gateway.usage();
      return standin.requests.findLast(({ host }) => host === "claude.ai")?.sessionKeyFingerprint;
    };
    await expect.poll(asked, { timeout: 90_000, interval: 1_000 }).toBe(keyFingerprint(key));
  };
  const windows = windowsOf(standin.account()).windows.slice(0, 2);
  const seen = { ok: true, seenBy: "gateway", version: VERSION, windows: expect.arrayContaining(windows) };

  // The oldest do not look at their config yet as they say that they are ready.
  expect(await gateway.usage()).toMatchObject(SCOPE_MISSING);
  const first = standin.signIn();
  expect(await clawkey(openclaw, ["set"], first)).toMatchObject({ ok: true, gateway: "follows" });
  await takesOver(first);
  expect(await clawkey(openclaw, ["verify"])).toMatchObject(seen);

  const follows = knows(VERSION, "rotation");
  const effect = follows ? "follows" : "restart";
  const second = standin.rotate();
  expect(await clawkey(openclaw, ["set"], second)).toMatchObject({ ok: true, gateway: effect });
  if (follows) await takesOver(second);
  else {
    await expect.poll(gateway.reloads, { timeout: 60_000, interval: 500 }).toBe(2);
    await gateway.usage();
    // As if that had been long ago: nothing is waited for any more.
    await utimes(files.path("config"), 1_790_000_000, 1_790_000_000);
    const detail = { step: "gateway", source: "configVars", path: files.path("config") };
    expect(await clawkey(openclaw, ["verify"])).toMatchObject({ code: "gateway_restart_needed", detail });
    await gateway.close();
    gateway = await startGateway(openclaw, { port });
  }
  expect(await clawkey(openclaw, ["verify"])).toMatchObject(seen);
  await gateway.close();

  const removed = { config: { ok: true, changed: true }, dotenv: { ok: true, changed: false } };
  expect(await clawkey(openclaw, ["remove"])).toMatchObject({ ok: true, files: removed });
  expect(await usageWindows({ ...openclaw, env: { ...BY_NODE, ...NO_GATEWAY } })).toMatchObject(
    SCOPE_MISSING,
  );
  expect(await files.read("config")).toBe(config);
}, 400_000);

/** In a terminal in which `openclaw` works. */
async function clawkey(openclaw: OpenClaw, args: string[], stdin = ""): Promise<Record<string, unknown>> {
  const env = openClawEnvironment(openclaw);
  const searchPath = [openClawFolder, env["PATH"]].join(path.delimiter);
  return (await runClawkey(openclaw.home, args, stdin, { ...env, PATH: searchPath })).reply;
}
