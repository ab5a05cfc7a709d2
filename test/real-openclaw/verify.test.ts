/**
 * The steps of `clawkey verify` with the real OpenClaw: what it says where one is broken, and where none is. All other
 * ways to break a step, with an OpenClaw of our own: test/unit/openclaw/verify.
 */
import type { FailureCode } from "../../src/core/messages/failures.ts";
import { cp, mkdir, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, type TestContext } from "vitest";
import type { Behaviour } from "../helpers/standin/behaviour.ts";
import { OTHER_ACCOUNT, randomSessionKey } from "../helpers/standin/account.ts";
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../src/core/config/precedence.ts";
import type { Detail, VerifyStep } from "../../src/core/messages/messages.ts";
import { runClawkey, runClawkeyForText } from "./clawkey.ts";
import { test, windowsOf, type World } from "./fixture.ts";
import { freePort, GATEWAY_TOKEN, startGateway } from "./gateway.ts";
import { openClawFolder, VERSION } from "./install.ts";
import { openClawEnvironment } from "./openclaw.ts";

/** What a case may set: files of the state folder, variables of the shell, the stand-in's behaviour. */
interface Scene extends World {
  /** Where its gateway listens, by its config. */
  port: number;
  /** Of a session that is valid, and stands in `env.vars` unless the case says otherwise. */
  key: string;
  env: Record<string, string>;
  put(file: string, text: string): Promise<void>;
}

type Case = [
  what: string,
  step: VerifyStep,
  code: FailureCode,
  breakIt: (scene: Scene) => unknown,
  detail?: Detail,
];

const AUTH = { mode: "token", token: GATEWAY_TOKEN };

/** @param more members of `gateway` */
function config({ port }: Scene, key: string | null, more: Record<string, unknown> = { auth: AUTH }): string {
  const env = key === null ? {} : { env: { vars: { [VARIABLE]: key } } };
  return JSON.stringify({ gateway: { mode: "local", port, ...more }, ...env });
}

const withoutKey = (scene: Scene): Promise<void> => scene.put("openclaw.json", config(scene, null));

const behaving = (change: Partial<Behaviour>) => (scene: Scene) =>
  Object.assign(scene.standin.behaviour, change);

const HERE: Case[] = [
  ["no key at all", "key", "key_missing", withoutKey],
  [
    "no OpenClaw",
    "openclaw",
    "openclaw_missing",
    (scene) => (scene.env["PATH"] = path.dirname(process.execPath)),
  ],
];

const TOKEN: Case[] = [
  [
    "an OpenClaw without a token",
    "token",
    "token_missing",
    ({ home }) => rm(path.join(home, ".openclaw/state"), { recursive: true }),
  ],
  ["a token that has the scope", "token", "token_has_scope", behaving({ oauthUsage: "allowed" })],
  [
    "a rate limit on the token's own call",
    "token",
    "token_rate_limited",
    behaving({ oauthUsage: "rate-limited" }),
  ],
  ["a token that Anthropic does not accept", "token", "token_refused", behaving({ oauthUsage: "refused" })],
];

const CLAUDE: Case[] = [
  ["an expired key", "claude", "session_refused", ({ standin }) => standin.expireAll()],
  [
    "a stale key in .env above a fresh one in env.vars",
    "claude",
    "key_shadowed",
    (scene) => scene.put(".env", `${VARIABLE}=${randomSessionKey()}\n`),
    { source: "globalDotenv" },
  ],
  [
    "a place that claude.ai does not serve, with two keys",
    "claude",
    "claude_region",
    async (scene) => {
      await scene.put(".env", `${VARIABLE}=${randomSessionKey()}\n`);
      scene.standin.behaviour.claudeApi = "refused";
    },
  ],
];

/** Of the groups one case each runs at a time: a core for each. */
const ONE_BY_ONE = { concurrent: false };

describe.concurrent("Verify names, of what is wrong here or with the token,", () => {
  test.for([...HERE, ...TOKEN])("%s", ONE_BY_ONE, (row, { world }) => expectBroken(row, world));

  test(
    "nothing, and shows the windows, by the command line where no gateway runs",
    ONE_BY_ONE,
    async ({ world }) => {
      const { scene, standin } = await makeScene(world);
      // By the network that only a file names, and past what a plugin prints before and behind.
      await scene.put(".env", `ALL_PROXY=http://127.0.0.1:${standin.proxy.port}\n`);
      for (const name of ["HTTPS_PROXY", "HTTP_PROXY"]) delete scene.env[name];
      await scene.put("openclaw.json", await withNoisyPlugin(scene));
      await passTakeover(scene);
      const { windows } = windowsOf(standin.account());
      const reply = await verify(scene);
      expect(reply).toMatchObject({
        ok: true,
        seenBy: "command",
        windows,
        source: "configVars",
        version: VERSION,
      });
      const { exit, text } = await runClawkeyForText(scene.home, ["verify"], scene.env);
      expect(exit).toBe(0);
      expect(text).toContain(`OpenClaw ${VERSION} shows your usage:`);
    },
  );

  test(
    "nothing, and shows the windows, by a gateway that is about to take the key over",
    ONE_BY_ONE,
    async ({ world, onTestFinished }) => {
      const { scene, standin } = await makeScene(world);
      await withoutKey(scene);
      await gatewayOf(scene, onTestFinished);
      await runClawkey(scene.home, ["set"], scene.key);
      const { windows } = windowsOf(standin.account());
      expect(await verify(scene)).toMatchObject({ ok: true, seenBy: "gateway", windows });
    },
  );
});

describe.concurrent("Verify names, of what is wrong with claude.ai or a gateway,", () => {
  test.for(CLAUDE)("%s", ONE_BY_ONE, (row, { world }) => expectBroken(row, world));

  test("a gateway with the old value of .env", ONE_BY_ONE, async ({ world, onTestFinished }) => {
    const { scene, standin } = await makeScene(world);
    await withoutKey(scene);
    await scene.put(".env", `${VARIABLE}=${scene.key}\n`);
    await gatewayOf(scene, onTestFinished);
    expect(await verify(scene)).toMatchObject({ ok: true, seenBy: "gateway", source: "globalDotenv" });

    await scene.put(".env", `${VARIABLE}=${standin.rotate()}\n`);
    const detail = { step: "gateway", source: "globalDotenv", path: path.join(scene.home, ".openclaw/.env") };
    expect(await verify(scene)).toMatchObject({ code: "gateway_restart_needed", detail });
  });

  test("a gateway that does not look at its config again", ONE_BY_ONE, async ({ world, onTestFinished }) => {
    const { scene, standin } = await makeScene(world);
    const more = { auth: AUTH, reload: { mode: "off" } };
    await scene.put("openclaw.json", config(scene, scene.key, more));
    await gatewayOf(scene, onTestFinished);
    await scene.put("openclaw.json", config(scene, standin.rotate(), more));
    await passTakeover(scene);
    expect(await verify(scene)).toMatchObject({ code: "gateway_reload_off", detail: { step: "gateway" } });
  });

  test("a gateway whose own environment holds another key", ONE_BY_ONE, async ({ world, onTestFinished }) => {
    const { scene, standin } = await makeScene(world);
    // It works as well: the gateway shows windows, and not this key's.
    await gatewayOf(scene, onTestFinished, { [VARIABLE]: standin.signIn(OTHER_ACCOUNT) });
    await passTakeover(scene);
    expect(await verify(scene)).toMatchObject({ code: "gateway_stale", detail: { step: "gateway" } });
  });

  test("a gateway on another machine", ONE_BY_ONE, async ({ world }) => {
    const { scene } = await makeScene(world);
    const remote = { url: `ws://127.0.0.1:${scene.port}`, token: GATEWAY_TOKEN };
    await scene.put("openclaw.json", config(scene, null, { mode: "remote", remote }));
    const { reply } = await runClawkey(scene.home, ["set"], scene.key, scene.env);
    expect(reply).toMatchObject({ ok: true, gateway: "remote" });
    expect(await verify(scene)).toMatchObject({ code: "gateway_remote", detail: { step: "gateway" } });
  });

  test("a gateway that can't be asked", ONE_BY_ONE, async ({ world, onTestFinished }) => {
    const { scene } = await makeScene(world);
    await scene.put("openclaw.json", config(scene, scene.key, {}));
    await gatewayOf(scene, onTestFinished);
    await passTakeover(scene);
    expect(await verify(scene)).toMatchObject({ code: "gateway_unasked", detail: { step: "gateway" } });
  });
});

async function expectBroken([, step, code, breakIt, detail]: Case, world: World): Promise<void> {
  const { scene } = await makeScene(world);
  await breakIt(scene);
  const reply = await verify(scene);
  expect(reply).toMatchObject({ ok: false, code, detail: { step, ...detail } });
  expect(reply["message"]).toMatch(/^[^{}]+$/);
}

/** OpenClaw with a token that lacks the scope, and a key that works. */
async function makeScene(world: World): Promise<{ scene: Scene; standin: World["standin"] }> {
  const { home, standin, template } = world;
  const state = path.join(home, ".openclaw");
  await cp(template, state, { recursive: true });
  const usual = openClawEnvironment({ home, standin });
  const scene: Scene = {
    ...world,
    port: await freePort(),
    key: standin.signIn(),
    env: { ...usual, PATH: [openClawFolder, usual["PATH"]].join(path.delimiter) },
    put: (file, text) => writeFile(path.join(state, file), text, { mode: 0o600 }),
  };
  await scene.put("openclaw.json", config(scene, scene.key));
  return { scene, standin };
}

/** The usual config, with a plugin that writes to OpenClaw's own output. */
async function withNoisyPlugin(scene: Scene): Promise<string> {
  const folder = path.join(scene.home, "noisy");
  await mkdir(folder);
  const files = {
    "package.json": {
      name: "noisy",
      version: "1.0.0",
      type: "module",
      openclaw: { extensions: ["./index.js"] },
    },
    "openclaw.plugin.json": {
      id: "noisy",
      name: "Noisy",
      activation: { onStartup: true },
      configSchema: { type: "object", additionalProperties: false, properties: {} },
      providers: ["noisy"],
      contracts: { usageProviders: ["noisy"] },
      providerUsageAuthEnvVars: { noisy: ["NOISY"] },
    },
  };
  for (const [name, value] of Object.entries(files))
    await writeFile(path.join(folder, name), JSON.stringify(value));
  const code = `process.stdout.write('[noisy] {"ready":true} [1/2]\\n');
process.on("exit", () => process.stdout.write("[noisy] bye\\n"));
export default { id: "noisy", name: "Noisy", register() {} };`;
  await writeFile(path.join(folder, "index.js"), code);
  scene.env["NOISY"] = "1";
  const plugins = { load: { paths: [folder] }, entries: { noisy: { enabled: true } } };
  return JSON.stringify({ ...(JSON.parse(config(scene, scene.key)) as object), plugins });
}

async function gatewayOf(
  { home, standin, port }: Scene,
  onTestFinished: TestContext["onTestFinished"],
  env: Record<string, string> = {},
): Promise<void> {
  const gateway = await startGateway({ home, standin, env }, { port });
  onTestFinished(() => gateway.close());
}

/** As if the key had been written long ago: nothing is waited for any more. */
async function passTakeover({ home }: Scene): Promise<void> {
  const past = new Date(Date.now() - 3_600_000);
  await utimes(path.join(home, ".openclaw/openclaw.json"), past, past);
}

async function verify({ home, env, key }: Scene): Promise<Record<string, unknown>> {
  const { exit, reply } = await runClawkey(home, ["verify"], "", env);
  expect(exit).toBe(reply["ok"] ? 0 : 1);
  expect(JSON.stringify(reply)).not.toContain(key.slice(-30));
  return reply;
}
