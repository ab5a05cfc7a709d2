/** What a paired browser has read, in the real OpenClaw (CLAWKEY_OPENCLAW): its usage, its command line, its chats. */
import { expect, onTestFinished } from "vitest";
import type { UsageWindow } from "../../src/core/claude/windows.ts";
import type { Standin } from "../helpers/standin/standin.ts";
import { test, windowsOf } from "./fixture.ts";
import { VERSION } from "./install.ts";
import { homeOf, install } from "./plugin.ts";

/** The two oldest know no rows of plugins: there the chat's command is the row. */
const HAS_ROWS = !["2026.5.28", "2026.6.11"].includes(VERSION);

/** What keeps OpenClaw from windows of its own, each with and without a key. */
const IN_THE_WAY: [title: string, used: number, arrange: (standin: Standin) => void][] = [
  ["429 for good", 41, ({ behaviour }) => (behaviour.oauthUsage = "rate-limited")],
  [
    "a page of Cloudflare's to this machine",
    42,
    ({ behaviour }) => Object.assign(behaviour, { oauthUsage: "scope-missing", claudeApi: "cloudflare" }),
  ],
  [
    "a first organization without windows",
    43,
    ({ behaviour, account }) => {
      behaviour.claudeApi = "open";
      Object.assign(account().organizations[0]!.usage, { five_hour: null, seven_day: null, limits: [] });
    },
  ],
];

test("A browser's numbers are shown by gateway, command line and chat, whatever keeps OpenClaw from its own", async ({
  world,
}) => {
  const { standin } = world;
  const here = await homeOf(world);
  await install(here);
  const gateway = await here.start();
  onTestFinished(() => gateway.close());
  const row = async () => {
    await gateway.refresh();
    return gateway.row("clawkey");
  };
  const commandLine = async () => (await here.run(["status", "--usage"])).stdout;

  const nothingYet = /setup token lacks the scope user:profile.*openclaw clawkey pair.*claude login/;
  if (HAS_ROWS) expect((await row())?.error).toMatch(nothingYet);
  expect(await gateway.answerTo("/plan")).toMatch(nothingYet);

  const { browser } = await here.pair();
  const windows = (used: number): UsageWindow[] => [
    { label: "5h", usedPercent: used, resetAt: Date.now() + 2 * 3_600_000 },
    { label: "Week", usedPercent: 66, resetAt: Date.now() + 90 * 3_600_000 },
  ];
  for (const [title, used, arrange] of IN_THE_WAY) {
    arrange(standin);
    const numbers = { organization: "Home", plan: "Max (20x)", windows: windows(used), ageMs: 60_000 };
    expect(await browser.ask({ op: "numbers", numbers }), title).toMatchObject({ ok: true, changed: true });
    if (HAS_ROWS)
      expect(await row(), title).toMatchObject({
        plan: "Max (20x)",
        windows: numbers.windows,
        summary: expect.stringMatching(/^Home\. As of \d\d:\d\d\.$/),
      });
    expect(await gateway.answerTo("/plan"), title).toMatch(
      new RegExp(
        String.raw`Max \(20x\) \(Home\)\\n5h: ${used}% used, ${100 - used}% left, resets in 1 h 59 min`,
      ),
    );
  }
  if (HAS_ROWS)
    expect(await commandLine()).toMatch(
      /Claude \(claude\.ai\) \(Max \(20x\)\)\n\s+Home\. As of .*\n\s+5h: 57% left .*\n\s+Week: 34% left/,
    );
  expect((await here.clawkey(["verify"])).json).toMatchObject({ ok: true, from: "numbers" });
  expect((await here.clawkey(["status"])).json).toMatchObject({ plan: { plan: "Max (20x)" }, trouble: null });

  // No browser reads any more, and Anthropic never lets OpenClaw come to the key: the plugin asks claude.ai itself.
  const before = standin.requests.length;
  expect(await browser.ask({ op: "numbers", numbers: null })).toMatchObject({ ok: true, changed: true });
  const account = standin.account("kim@example.com");
  standin.behaviour.oauthUsage = "rate-limited";
  const put = { op: "put", key: standin.signIn(account.email), keep: true };
  expect(await browser.ask(put)).toMatchObject({ ok: true });
  const shown = windowsOf(account).windows;
  if (HAS_ROWS) expect((await row())?.windows).toEqual(shown);
  expect(await gateway.answerTo("/plan")).toMatch(`${shown[0]!.label}: ${shown[0]!.usedPercent}% used`);
  expect(standin.requests.slice(before).filter(({ host }) => host === "claude.ai")).toHaveLength(2);

  expect(await browser.ask({ op: "remove", only: null })).toMatchObject({ ok: true, changed: true });
  if (HAS_ROWS) expect((await row())?.error).toMatch(/^No browser has sent/);
  expect(await gateway.answerTo("/plan")).toMatch(/No browser has sent/);
}, 240_000);
