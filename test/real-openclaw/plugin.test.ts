/** The plugin inside the real OpenClaw (CLAWKEY_OPENCLAW), installed as users install it. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished } from "vitest";
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../src/core/config/precedence.ts";
import { knows, loadsPluginsLive } from "../../src/openclaw/versions.ts";
import { OTHER_ACCOUNT, randomSessionKey } from "../helpers/standin/account.ts";
import type { TestBrowser } from "../helpers/gateway-client.ts";
import { keyFingerprint } from "../helpers/standin/recorded-request.ts";
import { test, SCOPE_MISSING, windowsOf } from "./fixture.ts";
import type { Gateway } from "./gateway.ts";
import { VERSION } from "./install.ts";
import { claudeUsage, type UsageReport } from "./openclaw.ts";
import { homeOf, install, lastAskedWith, type PluginHome } from "./plugin.ts";

/** The windows that every version shows. */
const PLAN = 2;

test("One pasted line pairs a browser with a running gateway, and each key it sends is shown without a restart", async ({
  world,
}) => {
  const { standin } = world;
  const here = await homeOf(world);
  let gateway = await here.start();
  onTestFinished(() => gateway.close());
  await install(here);
  if (!loadsPluginsLive(VERSION)) gateway = await restarted(here, gateway);
  const { browser, told } = await here.pair();
  const [config, reloads] = [await here.read("openclaw.json"), gateway.reloads()];
  expect(told).toMatchObject({ ok: true, browsers: [{ id: browser.id, digits: told["digits"] }] });
  const first = standin.signIn();
  expect(await browser.ask({ op: "put", key: first, keep: true })).toMatchObject({ ok: true, changed: true });
  const shown = windowsOf(standin.account()).windows.slice(0, PLAN);
  expect(await browser.ask({ op: "show" })).toMatchObject({ ok: true, version: VERSION });
  expect((await shownBy(gateway)).windows.slice(0, PLAN)).toMatchObject(shown);
  expect((await commandLine(here)).windows.slice(0, PLAN)).toMatchObject(shown);
  expect((await here.clawkey(["verify"])).json).toMatchObject({ ok: true, seenBy: "gateway" });
  if (VERSION !== "2026.5.28")
    expect(await gateway.statusCard()).toMatch(/Usage: 5h 59% left .*Week 34% left/);

  const second = standin.signIn();
  expect(await browser.ask({ op: "put", key: second, keep: true })).toMatchObject({
    ok: true,
    changed: true,
  });
  expect(await browser.ask({ op: "show" })).toMatchObject({ ok: true });
  expect(lastAskedWith(standin)).toBe(keyFingerprint(second));
  expect(gateway.reloads()).toBe(reloads);
  expect(await here.read("openclaw.json")).toBe(config);
  expect(config).not.toContain("sk-ant-sid");
  expect(await here.read(".env").catch(() => "")).toBe(
    knows(VERSION, "usageMarker") ? "CLAWKEY_USAGE=1\n" : "",
  );

  gateway = await restarted(here, gateway);
  await serves(browser);
  expect(await browser.ask({ op: "show" })).toMatchObject({ ok: true });
  expect(lastAskedWith(standin)).toBe(keyFingerprint(second));
  expect((await here.run(["plugins", "doctor"])).stdout).toMatch(/No plugin issues|checks passed/);

  await here.run(["plugins", "uninstall", "clawkey", "--force"]);
  await expect
    .poll(() => readdir(path.join(world.home, ".openclaw")), { timeout: 10_000 })
    .not.toContain("clawkey");
  await expect
    .poll(() => shownBy(gateway), { timeout: 90_000, interval: 2_000 })
    .toMatchObject(SCOPE_MISSING);
}, 300_000);

test("A key in memory only is on no disk and ends with the process, and what breaks it is named", async ({
  world,
}) => {
  const { standin } = world;
  const here = await homeOf(world);
  await install(here);
  // Docker's: set, and empty.
  let gateway = await here.start({ [VARIABLE]: "" });
  onTestFinished(() => gateway.close());
  const { browser } = await here.pair();
  expect(await browser.ask({ op: "show" })).toMatchObject({ code: "key_missing", detail: { step: "key" } });
  const key = standin.signIn();
  expect(await browser.ask({ op: "put", key, keep: false })).toMatchObject({ ok: true, path: null });
  expect(await browser.ask({ op: "show" })).toMatchObject({ ok: true });
  expect(await filesWith(key, world.home)).toEqual([]);

  standin.behaviour.oauthUsage = "refused";
  expect(await browser.ask({ op: "show" })).toMatchObject({
    code: "token_refused",
    detail: { step: "token" },
  });
  standin.behaviour.oauthUsage = "rate-limited";
  expect(await browser.ask({ op: "show" })).toMatchObject({ code: "token_rate_limited" });
  standin.behaviour.oauthUsage = "allowed";
  expect(await browser.ask({ op: "show" })).toMatchObject({ code: "token_has_scope" });
  standin.behaviour.oauthUsage = "scope-missing";
  standin.behaviour.claudeApi = "cloudflare";
  expect(await browser.ask({ op: "show" })).toMatchObject({
    code: "claude_challenge",
    detail: { step: "claude" },
  });
  standin.behaviour.claudeApi = "open";
  standin.expireAll();
  expect(await browser.ask({ op: "show" })).toMatchObject({ code: "session_refused" });
  expect((await here.clawkey(["verify"])).json).toMatchObject({ ok: false, code: "session_refused" });

  gateway = await restarted(here, gateway);
  await serves(browser);
  expect(await browser.ask({ op: "status", salt: "5a".repeat(16) })).toMatchObject({ ok: true, key: null });
  await gateway.close();
  expect((await here.clawkey(["forget", "--all"])).json).toMatchObject({
    ok: true,
    forgotten: [{ id: browser.id }],
  });
  expect(await readdir(path.join(world.home, ".openclaw"))).not.toContain("clawkey");
}, 240_000);

const OLD_KEY = randomSessionKey();
const MANAGED = { OPENCLAW_SERVICE_MANAGED_ENV_KEYS: `OTHER,${VARIABLE}` };

test("A key from a browser is used in place of an old one, wherever that stands", async ({ world }) => {
  const here = await homeOf(world, { env: { vars: { [VARIABLE]: OLD_KEY } } }, `${VARIABLE}=${OLD_KEY}\n`);
  await install(here);
  const gateway = await here.start({ [VARIABLE]: OLD_KEY, ...MANAGED });
  onTestFinished(() => gateway.close());
  const { browser } = await here.pair();
  const key = world.standin.signIn();
  expect(await browser.ask({ op: "put", key, keep: true })).toMatchObject({ ok: true });
  expect(await browser.ask({ op: "show" })).toMatchObject({ ok: true });
  expect(lastAskedWith(world.standin)).toBe(keyFingerprint(key));
});

test("A key that the user set for the gateway is left alone until the user says otherwise", async ({
  world,
}) => {
  const { standin } = world;
  const here = await homeOf(world);
  await install(here);
  const gateway = await here.start({ [VARIABLE]: standin.signIn(OTHER_ACCOUNT) });
  onTestFinished(() => gateway.close());
  const { browser } = await here.pair();
  const put = { op: "put", key: standin.signIn(), keep: false };
  expect(await browser.ask(put)).toMatchObject({ ok: false, code: "environment_taken" });
  expect((await shownBy(gateway)).windows.slice(0, PLAN)).toMatchObject(
    windowsOf(standin.account(OTHER_ACCOUNT)).windows.slice(0, PLAN),
  );
  expect(await browser.ask({ ...put, replace: "environment" })).toMatchObject({ ok: true });
  expect(await browser.ask({ op: "show" })).toMatchObject({ ok: true });
  expect(lastAskedWith(standin)).toBe(keyFingerprint(put.key));
});

async function restarted(here: PluginHome, gateway: Gateway): Promise<Gateway> {
  await gateway.close();
  return here.start();
}

/** A gateway that says it is ready may still be loading its plugins. */
const serves = (browser: TestBrowser) =>
  expect.poll(() => browser.hello(), { timeout: 30_000, interval: 500 }).not.toBeNull();

/** Its cache is a minute long, and answers with what it has. */
async function shownBy(gateway: Gateway) {
  await gateway.refresh();
  return gateway.usage();
}

async function commandLine(here: PluginHome) {
  const { stdout } = await here.run(["status", "--usage", "--json"]);
  return claudeUsage((JSON.parse(stdout) as { usage: UsageReport }).usage)!;
}

async function filesWith(text: string, folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map((file) => path.join(file.parentPath, file.name));
  const found = await Promise.all(
    paths.map(async (file) => ((await readFile(file).catch(() => "")).includes(text) ? [file] : [])),
  );
  return found.flat();
}
