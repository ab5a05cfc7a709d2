/** The plugin reads claude.ai itself, with a key of Clawkey's: for whom, how often, and what it makes of the answers. */
import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { forgetEverything } from "../../../../src/plugin/forget.ts";
import { putKey, removeKey } from "../../../../src/plugin/key.ts";
import { ownFile, type Place } from "../../../../src/plugin/paths.ts";
import { currentNumbers } from "../../../../src/plugin/plan/reading.ts";
import { usageRow } from "../../../../src/plugin/plan/row.ts";
import { keepNumbers, readNumbers } from "../../../../src/plugin/plan/numbers.ts";
import type { Send } from "../../../../src/plugin/sdk.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";
import { openClawModules } from "../../../helpers/openclaw-sdk.ts";
import { BY, HOUR_MS, planNumbers, planPlace, sendNumbers } from "../../../helpers/plan-place.ts";
import { newProcess } from "../../../helpers/plugin-gateway.ts";

const MINUTE_MS = 60_000;
const [FIRST, PICKED] = ["0a000000-0000-4000-8000-000000000001", "0b000000-0000-4000-8000-000000000002"];
const MAX = { capabilities: ["chat", "claude_max"], rate_limit_tier: "default_claude_max_20x" };
const ORGANIZATIONS = [
  { uuid: FIRST, name: "First", capabilities: ["chat"] },
  { uuid: PICKED, name: "Picked", ...MAX },
];
const used = { [FIRST]: 11, [PICKED]: 22 };

const NOW = Date.parse("2026-11-26T13:05:00Z");
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

type Answer = (path: string) => Response | Promise<Response>;

const answers: Answer = (path) => {
  if (path === "/api/organizations") return Response.json(ORGANIZATIONS);
  const [, id] = /^\/api\/organizations\/([^/]+)\/usage$/.exec(path) ?? [];
  return Response.json({ five_hour: { utilization: used[id!], resets_at: null } });
};

/** @param keep see `putKey` */
async function world({ keep = false, answer = answers }: { keep?: boolean; answer?: Answer } = {}) {
  const place = await planPlace();
  await putKey(place, { key: sessionKey(KEY_TEXT), by: BY, keep });
  const asked: { path: string; headers: HeadersInit | undefined }[] = [];
  const now = { answer };
  const look = (at: Place = place) =>
    usageRow(
      at,
      {},
      openClawModules({
        send: async (input, init) => {
          const { host, pathname } = new URL(input as string);
          expect(host).toBe("claude.ai");
          asked.push({ path: pathname, headers: init?.headers });
          return now.answer(pathname);
        },
      }),
    );
  return { place, asked, look, now, later: (ms: number) => void vi.setSystemTime(Date.now() + ms) };
}

/** With an environment of its own. */
const forgetFiles = (place: Place) => forgetEverything({ ...place, environment: {} });

describe("Where no browser sends any", () => {
  it("the first organization's numbers are read, with the key's cookie alone", async () => {
    const { look, asked, place } = await world();
    expect(await look()).toMatchObject({
      plan: "Free",
      windows: [{ label: "5h", usedPercent: 11 }],
      summary: expect.stringMatching(/^First\. As of/),
    });
    expect(asked.map(({ path }) => path)).toEqual([
      "/api/organizations",
      `/api/organizations/${FIRST}/usage`,
    ]);
    expect(asked[0]!.headers).toEqual({ cookie: `sessionKey=${KEY_TEXT}`, accept: "application/json" });
    expect(await readNumbers(place.paths.state)).toMatchObject({ by: BY, isReadHere: true });
  });

  it("the picked organization's are read, from the browser's last word on", async () => {
    const { look, place, later } = await world();
    await keepNumbers(place, { numbers: planNumbers(), organizationId: PICKED.toUpperCase(), by: BY });
    later(HOUR_MS);
    expect(await look()).toMatchObject({ plan: "Max (20x)", windows: [{ usedPercent: 22 }] });
    later(HOUR_MS);
    expect(await look()).toMatchObject({ windows: [{ usedPercent: 22 }] });
  });

  it("the address of the account stays out, which claude.ai makes a person's own organization's name of", async () => {
    const { look, now, place } = await world();
    const own = { uuid: FIRST, name: "robin@example.com's Organization", ...MAX };
    now.answer = (path) =>
      path === "/api/organizations" ? Response.json([own, ORGANIZATIONS[1]]) : answers(path);
    expect(await look()).toMatchObject({ plan: "Max (20x)", summary: expect.stringMatching(/^As of/) });
    expect(await readNumbers(place.paths.state)).toMatchObject({ organization: null });
  });

  it("the first one's where the picked one is gone", async () => {
    const { look, place, later } = await world();
    await keepNumbers(place, { numbers: planNumbers(), organizationId: "0c-gone", by: BY });
    later(HOUR_MS);
    expect(await look()).toMatchObject({
      windows: [{ usedPercent: 11 }],
      summary: expect.stringMatching(/^First/),
    });
  });

  it("a command without the gateway's memory reads with the kept key", async () => {
    const { look, place } = await world({ keep: true });
    newProcess();
    expect(await look({ ...place, environment: {} })).toMatchObject({ windows: [{ usedPercent: 11 }] });
  });

  it("a plan without windows is one", async () => {
    const { look, now } = await world();
    now.answer = (path) => (path.endsWith("/usage") ? Response.json({}) : answers(path));
    expect(await look()).toMatchObject({ windows: [], summary: expect.stringMatching(/no windows/) });
  });
});

describe("Nobody is asked", () => {
  it("while the browser's numbers are of this quarter of an hour", async () => {
    const { look, asked, place, later } = await world();
    await sendNumbers(place, { ageMs: 5 * MINUTE_MS });
    later(9 * MINUTE_MS);
    expect(await look()).toMatchObject({ windows: [{ usedPercent: 41 }] });
    expect(asked).toEqual([]);
    later(2 * MINUTE_MS);
    expect(await look()).toMatchObject({ windows: [{ usedPercent: 11 }] });
  });

  it("in the place of another browser, whose account it may not be", async () => {
    const { look, asked, place, later } = await world();
    await putKey(place, { key: sessionKey(KEY_TEXT), by: "ee".repeat(16), keep: false });
    await sendNumbers(place);
    later(5 * HOUR_MS);
    expect(await look()).toMatchObject({ windows: [{ usedPercent: 41 }] });
    expect(asked).toEqual([]);
  });

  it("without a key", async () => {
    const { look, asked, place } = await world();
    await look();
    await removeKey(place, null);
    asked.length = 0;
    expect(await look()).toMatchObject({ error: expect.stringMatching(/^No browser has sent/) });
    expect(asked).toEqual([]);
  });

  it("more than once by many at the same time", async () => {
    const { look, asked } = await world();
    const rows = await Promise.all([look(), look(), look()]);
    expect(rows.map((row) => row?.windows[0]?.usedPercent)).toEqual([11, 11, 11]);
    expect(asked).toHaveLength(2);
  });

  it("more than once by many who wait for OpenClaw's network at the same time", async () => {
    const { place } = await world();
    const asked: string[] = [];
    const send: Send = async (input) => {
      const { pathname } = new URL(input as string);
      asked.push(pathname);
      return answers(pathname);
    };
    const slowly = () => new Promise<Send>((resolve) => setTimeout(resolve, 20, send));
    await Promise.all([currentNumbers(place, slowly), currentNumbers(place, slowly)]);
    expect(asked).toHaveLength(2);
  });

  it("over what the browser has sent meanwhile", async () => {
    const { look, place, now, later } = await world();
    await keepNumbers(place, { numbers: planNumbers(), organizationId: FIRST, by: BY });
    later(HOUR_MS);
    now.answer = async (path) => {
      const sent = { numbers: planNumbers({ ageMs: MINUTE_MS }), organizationId: PICKED, by: BY };
      if (path.endsWith("/usage")) await keepNumbers(place, sent);
      return answers(path);
    };
    expect(await look()).toMatchObject({ windows: [{ usedPercent: 41 }] });
    expect(await readNumbers(place.paths.state)).toMatchObject({ organizationId: PICKED });
  });

  it.for<[string, Answer, number]>([
    ["all is well", answers, 192],
    ["Cloudflare stands before it", () => new Response("<html>", { headers: { "cf-mitigated": "x" } }), 24],
    ["it limits", () => new Response("{}", { status: 429 }), 24],
    ["it is out of reach", () => Promise.reject(new Error("fetch failed")), 96],
  ])(
    "more than so often in a day in which somebody looks each five minutes: %s",
    async ([, answer, most]) => {
      const { look, asked, later } = await world({ answer });
      for (let looks = 0; looks < 24 * 12; looks++) {
        await look();
        later(5 * MINUTE_MS);
      }
      expect(asked).toHaveLength(most);
    },
  );
});

it.for<[string, (place: Place) => Promise<unknown>]>([
  ["the key is taken out", (place) => removeKey(place, null)],
  ["all browsers are forgotten, by a command that can't reach this process", forgetFiles],
])("What comes after %s is not kept, and leaves no file", async ([, end]) => {
  const { look, now, place } = await world();
  now.answer = async (path) => {
    if (path !== "/api/organizations") await end(place);
    return answers(path);
  };
  await look();
  expect(await readNumbers(place.paths.state)).toBeNull();
  expect(existsSync(ownFile(place.paths.state, "reading"))).toBe(false);
});

describe("What was wrong", () => {
  const ended = () =>
    Response.json(
      { error: { type: "permission_error", details: { error_code: "account_session_invalid" } } },
      { status: 403 },
    );

  it("is told beside numbers only once they are older than an hour", async () => {
    const { look, place, later } = await world({ answer: ended });
    await sendNumbers(place);
    later(30 * MINUTE_MS);
    expect((await look())?.summary).not.toContain("renewed");
    later(31 * MINUTE_MS);
    expect((await look())?.summary).toMatch(/Can't be renewed: .*claude\.ai/);
  });

  it("is forgotten with the next key, and so is what an earlier one has read", async () => {
    const { look, now, place } = await world();
    await look();
    now.answer = ended;
    await putKey(place, { key: sessionKey(OTHER_KEY_TEXT), by: BY, keep: false });
    expect((await look())?.error).toMatch(/claude\.ai/);
    now.answer = answers;
    await putKey(place, { key: sessionKey(KEY_TEXT), by: BY, keep: false });
    expect(await look()).toMatchObject({ windows: [{ usedPercent: 11 }] });
  });
});
