import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { fakeBrowser } from "wxt/testing/fake-browser";
import { giveConsent } from "../../../../src/extension/browser/records.ts";
import {
  forgetEverything,
  loadCachedUsages,
  save,
  update,
} from "../../../../src/extension/browser/storage.ts";
import { watchPlanUsage, type PlanUsage } from "../../../../src/extension/usage/plan-usage.ts";
import { currentUsage, questionFor } from "../../../../src/extension/usage/reading.ts";
import { BOTH, FIRST, SECOND } from "../../../helpers/usage.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

const ORGANIZATION = { uuid: "1a111111-2222-4333-8444-555555555555", name: "First" };
const START = Date.parse("2026-07-01T12:00:00.000Z");

/** Of the plan, as the fake claude.ai has it. */
let used = 41;
const fetched = vi.fn<typeof fetch>();
/** The browser's, by their names. */
let cookies: Record<string, object[]>;
const cookie = vi.fn<(asked: { name: string }) => Promise<unknown[]>>();

beforeEach(async () => {
  fakeBrowser.reset();
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now: START });
  used = 41;
  cookies = {};
  signIn(KEY_TEXT);
  cookie.mockReset().mockImplementation(async ({ name }) => cookies[name] ?? []);
  Object.assign(browser, { cookies: { getAll: cookie } });
  fetched.mockReset().mockImplementation(async (url) => {
    const usage = { five_hour: { utilization: used, resets_at: null } };
    return Response.json(new Request(url).url.endsWith("/usage") ? usage : [ORGANIZATION]);
  });
  vi.stubGlobal("fetch", fetched);
  await save({ consent: giveConsent({ grade: "key", autoSync: false }, new Date()) });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function signIn(value: string): void {
  cookies["sessionKey"] = [cookieOf("sessionKey", value)];
}

const cookieOf = (name: string, value: string) => ({
  name,
  value,
  domain: ".claude.ai",
  secure: true,
  httpOnly: true,
});

const offline = () => fetched.mockRejectedValueOnce(new TypeError("Failed to fetch"));
const timeIs = (seconds: number) => vi.setSystemTime(START + seconds * 1_000);
/** An answer takes two requests. */
const questions = () => fetched.mock.calls.length / 2;

/** What a page is told, one after the other: the answer, the last numbers, and what it waits for. */
async function watched(key = KEY_TEXT): Promise<unknown[]> {
  const told: unknown[] = [];
  await watchPlanUsage(sessionKey(key), (usage) => told.push(shown(usage)));
  return told;
}

function shown(usage: PlanUsage): unknown {
  if (usage === "elsewhere") return usage;
  const { answer, numbers, waits } = usage;
  const [what, before] = [answer, numbers].map(
    (said) => said && (said.usage.ok ? said.usage.windows[0]?.usedPercent : said.usage.code),
  );
  return [what, before, waits instanceof Date ? Math.round((waits.getTime() - START) / 1_000) : waits];
}

/** What is shown while claude.ai is asked, without numbers and with earlier ones; and of the first page. */
const ASKING = [null, null, "asking"];
const WAITING = [null, 41, "asking"];
const FRESH = [ASKING, [41, 41, null]];

/** A page that is closed before the answer: what was noted by then is all that stays. */
async function abandon(key = KEY_TEXT): Promise<void> {
  let noted = {};
  fetched.mockImplementationOnce(async () => {
    noted = await browser.storage.session.get();
    throw new TypeError("Failed to fetch");
  });
  void watched(key);
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
  vi.clearAllTimers();
  fetched.mockClear();
  await browser.storage.session.clear();
  await browser.storage.session.set(noted);
}

describe("The plan's usage", () => {
  it("is asked for once a minute at most, and what was answered last is told at once", async () => {
    await expect(watched()).resolves.toEqual(FRESH);
    used = 42;
    timeIs(59);
    await expect(watched()).resolves.toEqual([[41, 41, null]]);
    timeIs(60);
    await expect(watched()).resolves.toEqual([WAITING, [42, 42, null]]);
    expect(questions()).toBe(2);
    // The clock was set back.
    timeIs(59);
    await watched();
    expect(questions()).toBe(3);
  });

  it("is asked for once for all pages that are opened together, and at once for another key", async () => {
    const pages = await Promise.all([watched(), watched(), watched()]);
    for (const told of pages) expect(told.at(-1)).toEqual([41, 41, null]);
    expect(questions()).toBe(1);
    used = 7;
    signIn(OTHER_KEY_TEXT);
    await expect(watched(OTHER_KEY_TEXT)).resolves.toEqual([ASKING, [7, 7, null]]);
  });

  it("may be a failure, which keeps the numbers before, is asked about again each minute, and is no verdict after it", async () => {
    await watched();
    timeIs(60);
    offline();
    offline();
    const first: unknown[] = [];
    const watching = watchPlanUsage(sessionKey(KEY_TEXT), (usage) => first.push(shown(usage)));
    await vi.waitFor(() => expect(first).toEqual([WAITING, ["claude_offline", 41, 120]]));
    // A page that is opened meanwhile asks no sooner.
    await vi.advanceTimersByTimeAsync(50_000);
    const second: unknown[] = [];
    void watchPlanUsage(sessionKey(KEY_TEXT), (usage) => second.push(shown(usage)));
    await vi.waitFor(() => expect(second).toEqual([["claude_offline", 41, 120]]));
    expect(fetched).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(12_000);
    await vi.waitFor(() => expect(second.at(-1)).toEqual(["claude_offline", 41, 180]));
    expect(first).toEqual([
      WAITING,
      ["claude_offline", 41, 120],
      ["claude_offline", 41, "asking"],
      second.at(-1),
    ]);
    expect(fetched).toHaveBeenCalledTimes(4);
    used = 44;
    await vi.advanceTimersByTimeAsync(60_000);
    await watching;
    expect(first.at(-1)).toEqual([44, 44, null]);
    timeIs(300);
    await expect(watched()).resolves.toEqual([
      [null, 44, "asking"],
      [44, 44, null],
    ]);
  });

  it.each([
    [
      "session_refused",
      41,
      () =>
        Response.json(
          { type: "error", error: { type: "authentication_error", message: "" } },
          { status: 401 },
        ),
    ],
    ["organization_missing", null, () => Response.json([])],
  ] as const)("is asked about once where asking again changes nothing: %s", async (code, numbers, answer) => {
    await watched();
    timeIs(60);
    fetched.mockImplementationOnce(async () => answer());
    await expect(watched()).resolves.toEqual([WAITING, [code, numbers, null]]);
  });

  it("is waited for where a page was closed before its answer, as long as claude.ai may take for one", async () => {
    await watched();
    timeIs(60);
    await abandon();
    timeIs(66);
    used = 43;
    const watching = watched();
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
    expect(questions()).toBe(0);
    await vi.advanceTimersByTimeAsync(4_000);
    await expect(watching).resolves.toEqual([WAITING, [null, 41, 70], WAITING, [43, 43, null]]);
  });

  describe("of an account with two organizations", () => {
    const paths = () => fetched.mock.calls.map(([url]) => new URL(new Request(url).url).pathname);
    const usageOf = ({ uuid }: { uuid: string }) => `/api/organizations/${uuid}/usage`;
    const pick = (organization: string | null) => update("settings", (now) => ({ ...now, organization }));

    beforeEach(() => {
      fetched.mockImplementation(async (url) => {
        const { pathname } = new URL(new Request(url).url);
        const utilization = pathname === usageOf(SECOND) ? 7 : 41;
        const usage = { five_hour: { utilization, resets_at: null } };
        return Response.json(pathname.endsWith("/usage") ? usage : BOTH);
      });
    });

    it("is of the one that this browser is on, or of the picked one", async () => {
      await expect(watched()).resolves.toEqual(FRESH);
      cookies["lastActiveOrg"] = [cookieOf("lastActiveOrg", SECOND.uuid)];
      await expect(watched()).resolves.toEqual([ASKING, [7, 7, null]]);
      await pick(FIRST.uuid);
      await expect(watched()).resolves.toEqual(FRESH);
      expect(paths().filter((path) => path.endsWith("/usage"))).toEqual([FIRST, SECOND, FIRST].map(usageOf));
    });

    it("is kept for each, and asked for once a minute for each, however often one is picked", async () => {
      for (const { uuid } of [FIRST, SECOND, FIRST, SECOND, FIRST]) {
        await pick(uuid);
        await watched();
      }
      expect(questions()).toBe(2);
      timeIs(60);
      await watched();
      expect(questions()).toBe(3);
    });

    it("is the active one's where the picked one is gone, and says what was wanted", async () => {
      const gone = "3c333333-2222-4333-8444-555555555555";
      await pick(gone);
      cookies["lastActiveOrg"] = [cookieOf("lastActiveOrg", SECOND.uuid)];
      const told: PlanUsage[] = [];
      await watchPlanUsage(sessionKey(KEY_TEXT), (usage) => told.push(usage));
      expect(told.at(-1)).toMatchObject({
        answer: { usage: { organization: SECOND } },
        wanted: { picked: gone, active: SECOND.uuid },
      });
    });
  });

  it("is asked for no longer where nobody listens", async () => {
    offline();
    const told: unknown[] = [];
    await watchPlanUsage(sessionKey(KEY_TEXT), (usage) => told.push(shown(usage)) < 2);
    expect(told).toEqual([ASKING, ["claude_offline", null, 60]]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is not asked for where the browser would ask with another sign-in, or with none", async () => {
    await expect(watched(OTHER_KEY_TEXT)).resolves.toEqual(["elsewhere"]);
    // Another one beside it is sent along as well.
    cookies["sessionKey"]!.push({ ...cookieOf("sessionKey", OTHER_KEY_TEXT), domain: "claude.ai" });
    await expect(watched()).resolves.toEqual(["elsewhere"]);
    cookies = {};
    await expect(watched()).resolves.toEqual(["elsewhere"]);
    cookie.mockRejectedValue(new Error("First-Party Isolation is enabled"));
    await expect(watched()).resolves.toEqual(["elsewhere"]);
    expect(fetched).not.toHaveBeenCalled();
  });

  it.each<[string, () => unknown]>([
    ["the consent", forgetEverything],
    ["the sign-in", () => (cookies = {})],
    ["this very sign-in", () => signIn(OTHER_KEY_TEXT)],
  ])("is not asked for by who waited for a turn, or asks again, once %s has ended", async (_, end) => {
    const told: unknown[] = [];
    const watch = async () => watchPlanUsage(sessionKey(KEY_TEXT), (usage) => told.push(shown(usage)) < 4);
    const watching = await navigator.locks.request("clawkey.usage", async () => {
      const begun = watch();
      await vi.waitFor(async () => expect((await navigator.locks.query()).pending).toHaveLength(1));
      await end();
      return { begun };
    });
    await vi.advanceTimersByTimeAsync(60_000);
    await watching.begun;
    expect(told).toHaveLength(4);
    expect(fetched).not.toHaveBeenCalled();
  });

  it("keeps no key, and nothing on the disk", async () => {
    await watched();
    const cached = await browser.storage.session.get();
    expect(Object.keys(cached)).toEqual(["usage"]);
    expect(JSON.stringify(cached)).not.toContain("sk-ant");
    expect(Object.keys(await browser.storage.local.get()).toSorted()).toEqual(["consent", "salt"]);
  });

  it("leaves nothing behind where consent was withdrawn while it was asked for", async () => {
    fetched.mockImplementationOnce(async () => {
      await forgetEverything();
      return Response.json([ORGANIZATION]);
    });
    await watched();
    await expect(loadCachedUsages()).resolves.toEqual([]);
    expect(await browser.storage.session.get()).toEqual({});
  });
});

describe("An answer that comes too late", () => {
  it("is kept for nobody where another account has signed in meanwhile", async () => {
    const question = await questionFor(sessionKey(KEY_TEXT));
    const answer = fetched.getMockImplementation()!;
    fetched.mockImplementation(async (url, init) => {
      if (new Request(url).url.endsWith("/usage")) signIn(OTHER_KEY_TEXT);
      return answer(url, init);
    });
    // A page looks for itself who is signed in: claude.ai may have handed out a new key with this very answer.
    expect(await currentUsage(question!, "page")).toMatchObject({ answer: { usage: { ok: true } } });
    expect(await loadCachedUsages()).toMatchObject([{ answer: null }]);
  });

  it("is not kept where the consent ends while it is stored", async () => {
    const question = await questionFor(sessionKey(KEY_TEXT));
    const session = browser.storage.session as { get(names: "usage"): Promise<object> };
    const get = session.get.bind(session);
    let withdrawn: Promise<void> | undefined;
    const spy = vi.spyOn(session, "get").mockImplementation(async (names) => {
      if (questions() === 1) withdrawn ??= navigator.locks.request("clawkey.records", forgetEverything);
      await new Promise(setImmediate);
      return get(names);
    });
    await currentUsage(question!, "page");
    await withdrawn;
    spy.mockRestore();
    expect(withdrawn).toBeDefined();
    expect(await loadCachedUsages()).toEqual([]);
  });
});
