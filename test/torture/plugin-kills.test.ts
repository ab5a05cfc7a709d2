/** The gateway's process dies at any moment of a pairing or a put: it comes back paired or plainly unpaired, with a whole key or none. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { newCode, readCode } from "../../src/core/pairing/code.ts";
import { writePending } from "../../src/plugin/pending.ts";
import {
  browserWith,
  CHROME_ORIGIN,
  pairingPage,
  send,
  type TestBrowser,
} from "../helpers/gateway-client.ts";
import { keyText } from "../helpers/keys.ts";
import { openClawHome } from "../helpers/openclaw-home.ts";
import { count, NO_HURRY } from "./variables.ts";
import { bundle } from "./writer.ts";

const KILLS = count("CLAWKEY_GATEWAY_KILLS", 20);
const SALT = "0123456789abcdef0123456789abcdef";
const LONGEST_LIFE_MS = 60;

async function start(program: string, home: string) {
  const env = { HOME: home, PATH: process.env["PATH"], NODE_COMPILE_CACHE: path.join(home, "compile-cache") };
  const child = spawn(process.execPath, [program], { env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  const ended = once(child, "exit");
  return {
    url: `http://127.0.0.1:${said.toString().trim()}`,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** A lock whose owner died before it named itself counts as abandoned after 30 s; no run shall wait for that. */
function ageLocks(folder: string): void {
  const then = new Date(Date.now() - 60_000);
  for (const name of existsSync(folder) ? readdirSync(folder) : [])
    if (/\.lock(\.reclaim)?$/.test(name)) utimesSync(path.join(folder, name), then, then);
}

/** As a page does: the same request until somebody answers it, then a hello. Null where the gateway died meanwhile. */
async function tryToPair(
  url: string,
  page: Awaited<ReturnType<typeof pairingPage>>,
): Promise<TestBrowser | null> {
  try {
    const answered = await send(url, "pair", page.request, CHROME_ORIGIN);
    const secret = answered.status === 200 ? await page.agree(answered.body) : null;
    const browser = secret && (await browserWith(url, secret));
    return browser && (await browser.hello()) ? browser : null;
  } catch {
    return null;
  }
}

it(`${KILLS} kills during pairings and puts`, { timeout: NO_HURRY }, async () => {
  const home = openClawHome();
  const state = path.dirname(home.paths.dotenv);
  const [folder, key] = [path.join(state, "clawkey"), path.join(state, "clawkey/key.json")];
  const program = await bundle("plugin-server.ts", home.folder);
  const counts = { paired: 0, pairedAgain: 0, pairedUnheard: 0, kept: 0, none: 0 };
  for (let kill = 0; kill < KILLS; kill++) {
    rmSync(folder, { recursive: true, force: true });
    const text = await newCode();
    const code = (await readCode(text))!;
    expect(await writePending(state, code)).toMatchObject({ ok: true });
    const page = await pairingPage(text);
    const victim = await start(program, home.folder);
    const known: { browser?: TestBrowser | null } = {};
    const work = (async () => {
      known.browser = await tryToPair(victim.url, page);
      for (let n = 0; known.browser && n < 100; n++)
        await known.browser.ask({ op: "put", key: keyText(n), keep: true }).catch(() => null);
    })().catch(() => {});
    await sleep(Math.random() * LONGEST_LIFE_MS);
    await victim.kill();
    await work;

    // Whole files or none, whatever the moment.
    for (const name of existsSync(folder) ? readdirSync(folder) : [])
      if (name.endsWith(".json"))
        expect(() => JSON.parse(readFileSync(path.join(folder, name), "utf8"))).not.toThrow();
    ageLocks(folder);
    const held = existsSync(key) ? (JSON.parse(readFileSync(key, "utf8")) as { key: string }).key : null;
    counts[held === null ? "none" : "kept"]++;
    if (held !== null) expect(held).toMatch(/^sk-ant-sid01-(canary){16}-1\d{3}$/);

    const next = await start(program, home.folder);
    const { browser } = known;
    const before = browser && (await browserWith(next.url, browser.secret));
    if (before) {
      counts.paired++;
      expect(await before.ask({ op: "status", salt: SALT })).toMatchObject({ ok: true, browsers: 1 });
    } else {
      // It did not learn that it is paired. Where the code waits still, the same page pairs by itself.
      const again = await tryToPair(next.url, page);
      counts[again ? "pairedAgain" : "pairedUnheard"]++;
      if (!again) {
        // The gateway noted it, and died before it could say so: a new code ends that.
        const fresh = await newCode();
        expect(await writePending(state, (await readCode(fresh))!)).toMatchObject({ ok: true });
        expect(await tryToPair(next.url, await pairingPage(fresh))).not.toBeNull();
      }
    }
    await next.kill();
  }
  console.log("kills of the gateway", counts);
  expect(counts.paired).toBeGreaterThan(0);
});
