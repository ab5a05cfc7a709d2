/** Every step of `clawkey verify`, broken on purpose, with the real OpenClaw; and what it says when none is. */
import type { FailureCode } from "../../src/core/messages/failures.ts";
import { cp, mkdir, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, type TestContext } from "vitest";
import { OTHER_ACCOUNT, randomSessionKey } from "../helpers/standin/account.ts";
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../src/core/config/precedence.ts";
import type { Detail, VerifyStep } from "../../src/core/messages/messages.ts";
import { runClawkey, runClawkeyForText } from "./clawkey.ts";
import { test, windowsOf, type World } from "./fixture.ts";
import { freePort, GATEWAY_TOKEN, startGateway } from "./gateway.ts";
import { openClawFolder } from "./install.ts";
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

interface Case {
  step: VerifyStep;
  code: FailureCode;
  detail?: Detail;
  break(scene: Scene): unknown;
}

const AUTH = { mode: "token", token: GATEWAY_TOKEN };

/** @param more members of `gateway` */
function config({ port }: Scene, key: string | null, more: Record<string, unknown> = { auth: AUTH }): string {
  const env = key === null ? {} : { env: { vars: { [VARIABLE]: key } } };
  return JSON.stringify({ gateway: { mode: "local", port, ...more }, ...env });
}

/** A program in OpenClaw's place. */
const instead = (script: string) => async (scene: Scene) => {
  const folder = path.join(scene.home, "bin");
  await mkdir(folder);
  await writeFile(path.join(folder, "openclaw"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  scene.env["PATH"] = `${folder}:/usr/bin:/bin`;
};

const withoutKey = (scene: Scene): Promise<void> => scene.put("openclaw.json", config(scene, null));

const QUICK: Record<string, Case> = {
  "no key at all": { step: "key", code: "key_missing", break: withoutKey },
  "no key, and a config that Clawkey may not write": {
    step: "key",
    code: "openclaw_read_only",
    break: async (scene) => {
      await withoutKey(scene);
      scene.env["OPENCLAW_CONFIG_READONLY"] = "1";
    },
  },
  "an empty variable above a key in .env": {
    step: "key",
    code: "key_hidden",
    detail: { source: "process" },
    break: async (scene) => {
      await withoutKey(scene);
      await scene.put(".env", `${VARIABLE}=${scene.key}\n`);
      scene.env[VARIABLE] = "";
    },
  },
  "another kind of secret": {
    step: "key",
    code: "key_unusable",
    detail: { source: "configVars" },
    break: (scene) => scene.put("openclaw.json", config(scene, `sk-ant-oat01-${"t".repeat(90)}`)),
  },
  "a config that OpenClaw can't read": {
    step: "key",
    code: "config_unparsable",
    break: (scene) => scene.put("openclaw.json", config(scene, scene.key).slice(0, -2)),
  },
  "no OpenClaw": {
    step: "openclaw",
    code: "openclaw_missing",
    break: (scene) => (scene.env["PATH"] = path.dirname(process.execPath)),
  },
  "an OpenClaw that hangs": { step: "openclaw", code: "openclaw_hanging", break: instead("sleep 60") },
  "an OpenClaw that crashes": { step: "openclaw", code: "openclaw_failed", break: instead("exit 1") },
  "an OpenClaw of last year": {
    step: "openclaw",
    code: "openclaw_too_old",
    detail: { version: "2025.12.31", oldest: "2026.9.6" },
    break: instead("echo OpenClaw 2025.12.31"),
  },
};

const TOKEN: Record<string, Case> = {
  "an OpenClaw without a token": {
    step: "token",
    code: "token_missing",
    break: ({ home }) => rm(path.join(home, ".openclaw/state"), { recursive: true }),
  },
  "a token that has the scope": {
    step: "token",
    code: "token_has_scope",
    break: ({ standin }) => (standin.behaviour.oauthUsage = "allowed"),
  },
  "a rate limit on the token's own call": {
    step: "token",
    code: "token_rate_limited",
    break: ({ standin }) => (standin.behaviour.oauthUsage = "rate-limited"),
  },
  "a token that Anthropic does not accept": {
    step: "token",
    code: "token_refused",
    break: ({ standin }) => (standin.behaviour.oauthUsage = "refused"),
  },
};

const CLAUDE: Record<string, Case> = {
  "an expired key": {
    step: "claude",
    code: "session_refused",
    break: ({ standin }) => standin.expireAll(),
  },
  "a stale key in .env above a fresh one in env.vars": {
    step: "claude",
    code: "key_shadowed",
    detail: { source: "globalDotenv" },
    break: (scene) => scene.put(".env", `${VARIABLE}=${randomSessionKey()}\n`),
  },
  "Cloudflare's page with 403": {
    step: "claude",
    code: "claude_challenge",
    break: ({ standin }) => (standin.behaviour.claudeApi = "cloudflare"),
  },
  "a page with 200": {
    step: "claude",
    code: "claude_challenge",
    break: ({ standin }) => (standin.behaviour.claudeApi = "page"),
  },
  "a region that is not served": {
    step: "claude",
    code: "claude_region",
    break: ({ standin }) => (standin.behaviour.claudeApi = "region"),
  },
  "a rate limit of claude.ai's": {
    step: "claude",
    code: "claude_rate_limited",
    break: ({ standin }) => (standin.behaviour.claudeApi = "rate-limited"),
  },
  "a claude.ai that never answers": {
    step: "claude",
    code: "claude_timeout",
    break: ({ standin }) => (standin.behaviour.claudeApi = "silent"),
  },
  "an answer without end": {
    step: "claude",
    code: "claude_too_large",
    break: ({ standin }) => (standin.behaviour.claudeApi = "endless"),
  },
  "an account without an organization": {
    step: "claude",
    code: "organization_missing",
    break: ({ standin }) => standin.account().organizations.splice(0),
  },
  "a first organization without windows": {
    step: "claude",
    code: "organization_without_windows",
    detail: { name: "Team" },
    break: ({ standin }) => {
      const [own] = standin.account().organizations;
      const usage = { ...own!.usage, five_hour: null, seven_day: null, limits: [] };
      standin.account().organizations.unshift({ uuid: "team", name: "Team", usage });
    },
  },
};

/** Of the groups one case each runs at a time: a core for each. */
const ONE_BY_ONE = { concurrent: false };

describe.concurrent("Verify names, of what is wrong here or with the token,", () => {
  test.for(Object.entries({ ...QUICK, ...TOKEN }))("%s", ONE_BY_ONE, ([, row], { world }) =>
    expectBroken(row, world),
  );

  test(
    "nothing, and shows the windows, by the command line where no gateway runs",
    ONE_BY_ONE,
    async ({ world }) => {
      const { scene, standin } = await makeScene(world);
      await passTakeover(scene);
      const { windows } = windowsOf(standin.account());
      const reply = await verify(scene);
      expect(reply).toMatchObject({
        ok: true,
        seenBy: "command",
        windows,
        source: "configVars",
        version: "2026.9.6",
      });
      const { exit, text } = await runClawkeyForText(scene.home, ["verify"], scene.env);
      expect(exit).toBe(0);
      expect(text).toContain("OpenClaw 2026.9.6 shows your usage:");
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
  test.for(Object.entries(CLAUDE))("%s", ONE_BY_ONE, ([, row], { world }) => expectBroken(row, world));

  test("a gateway with the old value of .env", ONE_BY_ONE, async ({ world, onTestFinished }) => {
    const { scene, standin } = await makeScene(world);
    await withoutKey(scene);
    await scene.put(".env", `${VARIABLE}=${scene.key}\n`);
    await gatewayOf(scene, onTestFinished);
    expect(await verify(scene)).toMatchObject({ ok: true, seenBy: "gateway", source: "globalDotenv" });

    await scene.put(".env", `${VARIABLE}=${standin.rotate()}\n`);
    const detail = { source: "globalDotenv", path: path.join(scene.home, ".openclaw/.env") };
    expect(await verify(scene)).toMatchObject({ step: "gateway", code: "gateway_restart_needed", detail });
  });

  test("a gateway that does not look at its config again", ONE_BY_ONE, async ({ world, onTestFinished }) => {
    const { scene, standin } = await makeScene(world);
    const more = { auth: AUTH, reload: { mode: "off" } };
    await scene.put("openclaw.json", config(scene, scene.key, more));
    await gatewayOf(scene, onTestFinished);
    await scene.put("openclaw.json", config(scene, standin.rotate(), more));
    await passTakeover(scene);
    expect(await verify(scene)).toMatchObject({ step: "gateway", code: "gateway_reload_off" });
  });

  test("a gateway whose own environment holds another key", ONE_BY_ONE, async ({ world, onTestFinished }) => {
    const { scene, standin } = await makeScene(world);
    // It works as well: the gateway shows windows, and not this key's.
    await gatewayOf(scene, onTestFinished, { [VARIABLE]: standin.signIn(OTHER_ACCOUNT) });
    await passTakeover(scene);
    expect(await verify(scene)).toMatchObject({ step: "gateway", code: "gateway_stale" });
  });

  test("a gateway that can't be asked", ONE_BY_ONE, async ({ world, onTestFinished }) => {
    const { scene } = await makeScene(world);
    await scene.put("openclaw.json", config(scene, scene.key, {}));
    await gatewayOf(scene, onTestFinished);
    await passTakeover(scene);
    expect(await verify(scene)).toMatchObject({ step: "gateway", code: "gateway_unasked" });
  });
});

async function expectBroken(row: Case, world: World): Promise<void> {
  const { scene } = await makeScene(world);
  await row.break(scene);
  const reply = await verify(scene);
  const { step, code, detail = {} } = row;
  expect(reply).toMatchObject({
    ok: false,
    step,
    code,
    ...(Object.keys(detail).length > 0 ? { detail } : {}),
  });
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
