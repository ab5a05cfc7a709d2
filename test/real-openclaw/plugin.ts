/** The packed plugin in the real OpenClaw, and a browser of the tests' own that is paired with its gateway. */
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { newCode } from "../../src/core/pairing/code.ts";
import { ANY_SECRET } from "../helpers/keys.ts";
import {
  browserWith,
  CHROME_ORIGIN,
  pairingPage,
  send,
  type TestBrowser,
} from "../helpers/gateway-client.ts";
import type { Standin } from "../helpers/standin/standin.ts";
import { until } from "../helpers/world/until.ts";
import type { World } from "./fixture.ts";
import { freePort, GATEWAY_TOKEN, startGateway, type Gateway } from "./gateway.ts";
import { VERSION } from "./install.ts";
import { runOpenClaw, type OpenClaw } from "./openclaw.ts";
import type { Finished } from "./run-process.ts";

const PACKED = path.join(import.meta.dirname, "../../dist/clawkey.tgz");

/** The oldest versions ask for usage past the proxy, unless Node itself leads them there. */
const BY_NODE = { NODE_USE_ENV_PROXY: "1" };

/** Asked of whoever installs in a terminal. The ones before 2026.8 know neither. */
const ANSWERED_BEFORE = ["--force", "--accept-capabilities"];

export interface PluginHome {
  openclaw: OpenClaw;
  url: string;
  start(env?: Record<string, string>): Promise<Gateway>;
  run(args: string[], stdin?: string): Promise<Finished>;
  /** `openclaw clawkey ... --json`. Fails where a key is told. */
  clawkey(args: string[], stdin?: string): Promise<{ exit: number; json: Record<string, unknown> }>;
  read(file: string): Promise<string>;
  /** By the line of the page: the browser asks meanwhile. */
  pair(): Promise<{ browser: TestBrowser; told: Record<string, unknown> }>;
}

/** In the home of one test. @param config more of its config */
export async function homeOf(
  { home, standin, template }: World,
  config = {},
  dotenv = "",
): Promise<PluginHome> {
  const state = path.join(home, ".openclaw");
  await mkdir(state, { mode: 0o700 });
  await cp(template, state, { recursive: true });
  const here = await pluginHome({ home, standin }, config);
  if (dotenv !== "") await writeFile(path.join(state, ".env"), dotenv, { mode: 0o600 });
  return here;
}

/** @param more of its config */
export async function pluginHome({ home, standin }: OpenClaw, more: object = {}): Promise<PluginHome> {
  const port = await freePort();
  const openclaw = { home, standin, env: BY_NODE };
  const url = `http://127.0.0.1:${port}`;
  const file = (name: string) => path.join(home, ".openclaw", name);
  const config = {
    gateway: { mode: "local", port, auth: { mode: "token", token: GATEWAY_TOKEN } },
    agents: { defaults: { model: { primary: "anthropic/claude-sonnet-4-5" } } },
    ...more,
  };
  await writeFile(file("openclaw.json"), JSON.stringify(config), { mode: 0o600 });
  const run = (args: string[], stdin = "") => runOpenClaw(openclaw, args, stdin);
  const clawkey: PluginHome["clawkey"] = async (args, stdin) => {
    const { exit, stdout, stderr } = await run(["clawkey", ...args, "--json"], stdin);
    expect(stdout + stderr).not.toMatch(ANY_SECRET);
    const line = stdout.split("\n").findLast((one) => one.startsWith("{"));
    if (line === undefined)
      throw new Error(`clawkey ${args.join(" ")} answered nothing:\n${stdout}${stderr}`);
    return { exit, json: JSON.parse(line) as Record<string, unknown> };
  };
  return {
    openclaw,
    url,
    run,
    clawkey,
    start: (env = {}) => startGateway({ ...openclaw, env: { ...BY_NODE, ...env } }, { port }),
    read: (name) => readFile(file(name), "utf8"),
    async pair() {
      const code = await newCode();
      const [{ json: told }, browser] = await Promise.all([
        clawkey(["pair"], `${code}\n`),
        pairedWith(url, code),
      ]);
      return { browser, told };
    },
  };
}

export async function install(here: PluginHome): Promise<void> {
  const options = Number(VERSION.split(".")[1]) >= 8 ? ANSWERED_BEFORE : [];
  const { exit, stdout, stderr } = await here.run(["plugins", "install", PACKED, ...options]);
  if (exit !== 0) throw new Error(`OpenClaw refused the plugin:\n${stdout}${stderr}`);
}

/** As the page does, until the command has laid the code out. */
async function pairedWith(url: string, code: string): Promise<TestBrowser> {
  const page = await pairingPage(code);
  const secret = await until(
    "a gateway that has the code",
    async () => {
      const answered = await send(url, "pair", page.request, CHROME_ORIGIN);
      return answered.status === 200 ? page.agree(answered.body) : null;
    },
    30_000,
  );
  const browser = await browserWith(url, secret);
  if (!(await browser.hello())) throw new Error("no answer to the hello");
  return browser;
}

/** With which key claude.ai was asked for the usage last. */
export const lastAskedWith = ({ requests }: Standin): string | undefined =>
  requests.findLast(({ path: asked }) => asked.endsWith("/usage") && asked.startsWith("/api/org"))
    ?.sessionKeyFingerprint ?? undefined;
