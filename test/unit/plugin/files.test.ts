/** The code that waits and the pairings, as files: clocks, damage, owners, locks. */
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { hex, random } from "../../../src/core/pairing/bytes.ts";
import { codeKeys } from "../../../src/core/pairing/code.ts";
import { forgetEverything } from "../../../src/plugin/forget.ts";
import {
  addBrowser,
  browserDigits,
  forgetBrowser,
  pairedBy,
  readPairings,
  type Browser,
} from "../../../src/plugin/pairings.ts";
import { readPending, removePending, writePending } from "../../../src/plugin/pending.ts";
import { CHROME_ORIGIN, FIREFOX_ORIGIN, pairBrowser } from "../../helpers/gateway-client.ts";
import { KEY_TEXT } from "../../helpers/keys.ts";
import { pairedGateway, pluginGateway } from "../../helpers/plugin-gateway.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { until } from "../../helpers/world/until.ts";

const MINUTE = 60_000;
const clocks = (time: number, uptimeMs: number) => ({ time: () => time, uptimeMs: () => uptimeMs });
const NOW = clocks(1_000 * MINUTE, 500 * MINUTE);
const fileIn = (state: string, name: string) => path.join(state, "clawkey", `${name}.json`);

const browser = (n: number, origin = CHROME_ORIGIN): Browser => ({
  id: String(n).padStart(32, "0"),
  secret: "ab".repeat(32),
  origin,
  since: n,
  code: String(n).padStart(32, "c"),
});
const yes = async () => true;

describe("A code that waits", () => {
  it("is read back as it was, from a file for its owner alone", async () => {
    const state = tempFolder();
    const code = random(16);
    expect(await writePending(state, code)).toEqual({ ok: true, path: fileIn(state, "pending") });
    expect(await readPending(state)).toEqual(code);
    expect(statSync(fileIn(state, "pending")).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(state, "clawkey")).mode & 0o777).toBe(0o700);
  });

  it.each([
    ["after ten minutes less a second", 10 * MINUTE - 1_000, 10 * MINUTE - 1_000, true],
    ["after more than ten minutes", 10 * MINUTE + 1, 10 * MINUTE + 1, false],
    ["after a reboot, by the clock", 11 * MINUTE, 3 * MINUTE, false],
    ["after a reboot, when the uptime is below the old one", 3 * MINUTE, -400 * MINUTE, false],
    ["where the clock was set back", -MINUTE, MINUTE, false],
    ["where the clock was set back a day, and the uptime says eleven minutes", MINUTE, 11 * MINUTE, false],
    ["where the clock was set forward a day", 24 * 60 * MINUTE, MINUTE, false],
  ])("is judged by both clocks: %s", async (_, time, uptimeMs, isGood) => {
    const state = tempFolder();
    await writePending(state, random(16), NOW);
    const later = clocks(NOW.time() + time, NOW.uptimeMs() + uptimeMs);
    expect((await readPending(state, later)) !== null).toBe(isGood);
    expect(existsSync(fileIn(state, "pending"))).toBe(isGood);
  });

  it.each<[string, (file: string) => void]>([
    ["others may read it", (file) => chmodSync(file, 0o644)],
    [
      "it is a link",
      (file) => (
        writeFileSync(`${file}.own`, readFileSync(file), { mode: 0o600 }),
        rmSync(file),
        symlinkSync(`${file}.own`, file)
      ),
    ],
    ["it has a second name", (file) => linkSync(file, `${file}.own`)],
    ["it is a folder", (file) => (rmSync(file), mkdirSync(file))],
    ["it is cut off", (file) => writeFileSync(file, readFileSync(file, "utf8").slice(0, 20))],
    ["it is large", (file) => writeFileSync(file, readFileSync(file, "utf8").padEnd(100_000))],
    [
      "its code is none",
      (file) => writeFileSync(file, readFileSync(file, "utf8").replace(/[0-9a-f]{32}/, "x")),
    ],
  ])("is not there where %s", async (_, change) => {
    const state = tempFolder();
    await writePending(state, random(16));
    change(fileIn(state, "pending"));
    expect(await readPending(state)).toBeNull();
  });

  it("is not there where it is another user's, and is not laid out by root beside their gateway", async ({
    skip,
  }) => {
    skip(process.getuid?.() !== 0, "Needs root");
    const state = tempFolder();
    await writePending(state, random(16));
    chownSync(fileIn(state, "pending"), 65534, 65534);
    expect(await readPending(state)).toBeNull();
    rmSync(fileIn(state, "pending"));
    chownSync(path.join(state, "clawkey"), 65534, 65534);
    expect(await writePending(state, random(16))).toMatchObject({ ok: false, code: "folder_not_owned" });
    rmSync(path.join(state, "clawkey"), { recursive: true });
    chownSync(state, 65534, 65534);
    expect(await writePending(state, random(16))).toMatchObject({ ok: false, code: "folder_not_owned" });
    expect(existsSync(path.join(state, "clawkey"))).toBe(false);
  });

  it("is not laid out a second time once it was used", async () => {
    const state = tempFolder();
    const code = random(16);
    const id = hex((await codeKeys(code)).id);
    await addBrowser(state, { ...browser(1), code: id }, yes);
    expect(await writePending(state, code)).toEqual({ ok: false, code: "pairing_code_taken" });
    expect(existsSync(fileIn(state, "pending"))).toBe(false);
  });

  it("is deleted only while it is the one that is meant", async () => {
    const state = tempFolder();
    const [old, fresh] = [random(16), random(16)];
    await writePending(state, fresh);
    expect(await removePending(state, old)).toEqual({ ok: true, changed: false });
    expect(await readPending(state)).toEqual(fresh);
    expect(await removePending(state, fresh)).toEqual({ ok: true, changed: true });
    expect(await removePending(state)).toEqual({ ok: true, changed: false });
  });
});

describe("Pairings", () => {
  it("are sixteen at most, and thirty-two used codes: the oldest go", async () => {
    const state = tempFolder();
    for (let n = 0; n < 40; n++) expect(await addBrowser(state, browser(n), yes)).toMatchObject({ ok: true });
    const { browsers, used } = await readPairings(state);
    expect(browsers.map(({ since }) => since)).toEqual(Array.from({ length: 16 }, (_, n) => 24 + n));
    expect(used).toEqual(Array.from({ length: 32 }, (_, n) => browser(8 + n).code));
  });

  it("of a Firefox profile that pairs again replace the one before; Chromium's profiles share an origin", async () => {
    const state = tempFolder();
    for (const n of [1, 2]) await addBrowser(state, browser(n, FIREFOX_ORIGIN), yes);
    for (const n of [3, 4]) await addBrowser(state, browser(n), yes);
    expect((await readPairings(state)).browsers.map(({ since }) => since)).toEqual([2, 3, 4]);
    expect(pairedBy(await readPairings(state), browser(3).code)?.id).toBe(browser(3).id);
    expect(browserDigits({ id: "2a9f".padEnd(32, "0") })).toBe("0911");
  });

  it.each<[string, (file: string) => void]>([
    ["cut off", (file) => writeFileSync(file, readFileSync(file, "utf8").slice(0, 99))],
    ["no text", (file) => writeFileSync(file, Uint8Array.of(255, 0))],
    ["loose", (file) => chmodSync(file, 0o604)],
    ["read-only", (file) => chmodSync(file, 0o400)],
    ["hostile", (file) => writeFileSync(file, '{"browsers":[{"__proto__":1}],"used":[]}')],
    [
      "crowded",
      (file) => writeFileSync(file, JSON.stringify({ browsers: Array(17).fill(browser(1)), used: [] })),
    ],
  ])("that are %s are none, and the next one takes their place", async (_, damage) => {
    const { gateway, browser: paired } = await pairedGateway();
    damage(fileIn(gateway.state, "pairings"));
    expect(await paired.hello()).toBeNull();
    const next = await pairBrowser(gateway.url, await gateway.newCode());
    expect(await next.ask({ op: "show" })).toMatchObject({ ok: true });
    expect((await readPairings(gateway.state)).browsers.map(({ id }) => id)).toEqual([next.id]);
    expect(statSync(fileIn(gateway.state, "pairings")).mode & 0o777).toBe(0o600);
  });

  it("lose none where many are made and forgotten at once", async () => {
    const state = tempFolder();
    await Promise.all(Array.from({ length: 12 }, (_, n) => addBrowser(state, browser(n), yes)));
    await Promise.all(Array.from({ length: 6 }, (_, n) => forgetBrowser(state, browser(2 * n).id)));
    const left = (await readPairings(state)).browsers.map(({ since }) => since);
    expect(left.toSorted((a, b) => a - b)).toEqual([1, 3, 5, 7, 9, 11]);
  });
});

describe("Forgetting everything", () => {
  const put = { op: "put", key: KEY_TEXT, keep: true };

  it("leaves no file of ours, no pairing and no key, in this process", async () => {
    const { gateway, browser: paired } = await pairedGateway();
    await paired.ask(put);
    await gateway.newCode();
    await gateway.stop("disable");
    expect(existsSync(path.join(gateway.state, "clawkey"))).toBe(false);
    expect(Object.keys(gateway.host.environment)).toEqual([]);
    expect(gateway.home.read("dotenv")).toBe("");
    expect(await paired.hello()).toBeNull();
  });

  it("a restart is no reason for it", async () => {
    const { gateway, browser: paired } = await pairedGateway();
    await paired.ask(put);
    await gateway.stop("restart");
    expect(existsSync(fileIn(gateway.state, "key"))).toBe(true);
    expect(Object.values(gateway.host.environment)).toContain(KEY_TEXT);
  });

  it("in a command line takes the key out of the running gateway too, within seconds", async () => {
    const { gateway, browser: paired } = await pairedGateway();
    await paired.ask(put);
    const { paths } = gateway.host;
    expect(await forgetEverything({ paths, environment: {}, openclaw: () => "2026.9.6" })).toMatchObject({
      ok: true,
    });
    expect(existsSync(path.join(gateway.state, "clawkey"))).toBe(false);
    await until("the key gone", () => Object.keys(gateway.host.environment).length === 0, 5_000);
  });

  it("does not take a key away because the pairings can't be read for a moment", async () => {
    const { gateway, browser: paired } = await pairedGateway();
    await paired.ask(put);
    writeFileSync(fileIn(gateway.state, "pairings"), "{");
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(Object.values(gateway.host.environment)).toContain(KEY_TEXT);
  });

  it("and a pairing at the same moment: whichever comes last, no browser stays that was forgotten", async () => {
    const gateway = await pluginGateway();
    for (let round = 0; round < 20; round++) {
      const code = await gateway.newCode();
      const pairing = pairBrowser(gateway.url, code).then(
        () => true,
        () => false,
      );
      await new Promise((resolve) => setTimeout(resolve, round));
      await forgetEverything(gateway.host);
      await pairing;
      expect((await readPairings(gateway.state)).browsers).toEqual([]);
    }
  });
});
