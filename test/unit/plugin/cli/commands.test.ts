/** `openclaw clawkey`: its commands beside a gateway's way in, without OpenClaw around them. */
import { chmodSync, chownSync, existsSync, mkdirSync } from "node:fs";
import { PassThrough } from "node:stream";
import path from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { newCode, readCode } from "../../../../src/core/pairing/code.ts";
import { forget } from "../../../../src/plugin/cli/forget.ts";
import { conclude, type Outcome } from "../../../../src/plugin/cli/outcome.ts";
import { pair } from "../../../../src/plugin/cli/pair.ts";
import { status } from "../../../../src/plugin/cli/status.ts";
import { inMemory } from "../../../../src/plugin/environment.ts";
import { removePending, writePending } from "../../../../src/plugin/pending.ts";
import { FIREFOX_ORIGIN, pairBrowser } from "../../../helpers/gateway-client.ts";
import { ANY_SECRET, KEY_TEXT } from "../../../helpers/keys.ts";
import { openClawModules } from "../../../helpers/openclaw-sdk.ts";
import { pairedGateway, pluginGateway, type PluginGateway } from "../../../helpers/plugin-gateway.ts";

const textInput = (text: string) => new PassThrough().end(text);

/** What `pair` said on its way, and what it ended with. */
function pairing(
  gateway: PluginGateway,
  given: { text?: string; typed?: string; argument?: string; hintMs?: number; openclaw?: string },
) {
  const said: string[] = [];
  const host = { ...gateway.host, ...(given.openclaw ? { openclaw: () => given.openclaw! } : {}) };
  const { text = "", typed, argument, hintMs } = given;
  const ended = pair(
    host,
    {
      argument,
      show: false,
      stdin: textInput(text),
      openTerminal: () => (typed === undefined ? null : textInput(`${typed}\n`)),
      ...(hintMs === undefined ? {} : { hintMs }),
    },
    { print: () => {}, printError: (line) => void said.push(line) },
  );
  return { said, ended };
}

/** The command has laid its code out. */
const waits = (said: string[]) => vi.waitFor(() => expect(said.at(-1)).toMatch(/^Waiting/));

describe("openclaw clawkey pair", () => {
  it("lays the code out, and names the digits of the browser that used it", async () => {
    const gateway = await pluginGateway();
    const code = await newCode();
    const { said, ended } = pairing(gateway, { text: `${code}\n` });
    await waits(said);
    const browser = await pairBrowser(gateway.url, code);
    const { exit, lines, json } = await ended;
    expect(exit).toBe(0);
    expect(json).toMatchObject({ ok: true, browsers: [{ id: browser.id, digits: json["digits"] }] });
    expect(lines[0]).toContain(json["digits"]);
    expect([...said, ...lines].join("\n")).not.toContain(code);
  });

  it("asks at the terminal where OpenClaw has read the pipe itself", async () => {
    const gateway = await pluginGateway();
    const code = await newCode();
    const { said, ended } = pairing(gateway, { typed: code });
    await waits(said);
    await pairBrowser(gateway.url, code);
    expect(await ended).toMatchObject({ exit: 0, json: { ok: true } });
  });

  it.each([
    ["nothing", "", 2, "code_missing"],
    ["a code that was cut off", "ck1-41q7zrt-kpq9wv8-28bk103", 1, "code_mistyped"],
    ["something else", "hunter2", 1, "code_mistyped"],
  ])("refuses %s before anything happens", async (_, text, exit, code) => {
    const gateway = await pluginGateway();
    expect(await pairing(gateway, { text }).ended).toMatchObject({ exit, json: { ok: false, code } });
    expect(existsSync(path.join(gateway.state, "clawkey"))).toBe(false);
  });

  it("says of a code that was used, replaced, taken back or is too old that it is", async () => {
    const gateway = await pluginGateway();
    const used = await gateway.newCode();
    await pairBrowser(gateway.url, used);
    expect(await pairing(gateway, { argument: used }).ended).toMatchObject({
      json: { code: "pairing_code_taken" },
    });

    const first = pairing(gateway, { text: await newCode() });
    await waits(first.said);
    await writePending(gateway.state, (await readCode(await newCode()))!);
    expect(await first.ended).toMatchObject({ exit: 1, json: { code: "code_replaced" } });

    const second = pairing(gateway, { text: await newCode() });
    await waits(second.said);
    await removePending(gateway.state);
    expect(await second.ended).toMatchObject({ exit: 1, json: { code: "code_replaced" } });

    const third = pairing(gateway, { text: await newCode() });
    await waits(third.said);
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    vi.setSystemTime(Date.now() + 11 * 60_000);
    expect(await third.ended).toMatchObject({ exit: 1, json: { code: "code_expired" } });
  });

  it("names the folder where no gateway takes the code, and what this version needs first", async () => {
    const gateway = await pluginGateway();
    const { said, ended } = pairing(gateway, { text: await newCode(), hintMs: 20, openclaw: "2026.9.3" });
    await vi.waitFor(() => expect(said).toHaveLength(3));
    expect(said[0]).toMatch("openclaw gateway restart");
    expect(said[2]).toMatch(path.join(gateway.state, "clawkey"));
    await removePending(gateway.state);
    await ended;
  });

  it.each([
    ["2026.9.6", 1, "the gateway may run since before"],
    ["2026.9.3", 0, "it was restarted just now"],
    ["2026.7.35", 0, "its chats take over what is loaded"],
  ])("says of %s %i times that a chat may need a restart to know /plan: %s", async (openclaw, times) => {
    const gateway = await pluginGateway();
    const told = async () => {
      const code = await newCode();
      const { said, ended } = pairing(gateway, { text: code, openclaw });
      await waits(said);
      await pairBrowser(gateway.url, code);
      return (await ended).lines.filter((line) => line.includes("/plan"));
    };
    expect(await told()).toHaveLength(times);
    // Of the next browser it is known.
    expect(await told()).toEqual([]);
  });

  it("leaves nothing in a folder of another user's", async ({ skip }) => {
    skip(process.getuid?.() !== 0, "Needs root");
    const gateway = await pluginGateway();
    mkdirSync(gateway.state, { recursive: true });
    chownSync(gateway.state, 1234, 1234);
    chmodSync(gateway.state, 0o700);
    const { exit, json } = await pairing(gateway, { text: await newCode() }).ended;
    expect({ exit, code: json["code"] }).toEqual({ exit: 1, code: "folder_not_owned" });
    expect(existsSync(path.join(gateway.state, "clawkey"))).toBe(false);
  });
});

describe("openclaw clawkey forget and status", () => {
  it("ends one pairing, and with the last one everything", async () => {
    const { gateway, browser: one } = await pairedGateway();
    const other = await pairBrowser(gateway.url, await gateway.newCode(), FIREFOX_ORIGIN);
    await one.ask({ op: "put", key: KEY_TEXT, keep: true });
    const told = await status(gateway.host, { config: {} }, openClawModules());
    expect(told.json).toMatchObject({ isKept: true, browsers: [{ id: one.id }, { id: other.id }] });
    expect(told.lines.join("\n")).toMatch(/Chrome.*\n.*Firefox/);
    expect(JSON.stringify(told)).not.toMatch(ANY_SECRET);

    expect(await forget(gateway.host, "no one")).toMatchObject({
      exit: 1,
      json: { code: "browser_unknown" },
    });
    expect((await forget(gateway.host, one.id)).json).toMatchObject({
      ok: true,
      forgotten: [{ id: one.id }],
    });
    expect(await one.hello()).toBeNull();
    expect(inMemory(gateway.host.environment)).not.toBeNull();
    const last = await forget(gateway.host, other.id);
    expect(last.json).toMatchObject({ ok: true, changed: true });
    expect(inMemory(gateway.host.environment)).toBeNull();
    expect(existsSync(path.join(gateway.state, "clawkey"))).toBe(false);
    expect((await status(gateway.host, { config: {} }, openClawModules())).json).toMatchObject({
      isKept: false,
      browsers: [],
    });
  });
});

it("forget --all says which line of .env it could not take out, and why", async () => {
  const { gateway, browser } = await pairedGateway();
  await browser.ask({ op: "put", key: KEY_TEXT, keep: true });
  const { dotenv } = gateway.home.paths;
  chmodSync(dotenv, 0o400);
  const { exit, lines } = await forget(gateway.host, null);
  expect(exit).toBe(0);
  const [, told] = lines;
  expect(told).toContain("CLAWKEY_USAGE=1");
  expect(told).toContain(dotenv);
});

describe("An outcome", () => {
  const told = async (command: () => Promise<Outcome>, asJson: boolean) => {
    const [out, errors]: [string[], string[]] = [[], []];
    const terminal = {
      print: (text: string) => void out.push(text),
      printError: (text: string) => void errors.push(text),
    };
    return { exit: await conclude(command, terminal, asJson), out, errors };
  };
  const refusal = async (): Promise<Outcome> => ({
    exit: 1,
    lines: ["no\u001b[2J"],
    json: { ok: false, code: "x" },
  });

  it("is one line of JSON, or text of which a terminal obeys nothing", async () => {
    expect(await told(refusal, true)).toEqual({ exit: 1, out: ['{"ok":false,"code":"x"}'], errors: [] });
    expect(await told(refusal, false)).toEqual({ exit: 1, out: [], errors: ["no\uFFFD[2J"] });
  });

  it("of a bug tells where it was, and none of its words", async () => {
    const bug = () => Promise.reject(new Error(KEY_TEXT));
    const { exit, errors } = await told(bug, false);
    expect(exit).toBe(1);
    expect(errors[0]).toMatch(/bug[^]*commands\.test\.ts/);
    expect(errors[0]).not.toMatch(ANY_SECRET);
    expect((await told(bug, true)).out[0]).toMatch('"code":"internal_error"');
  });
});
