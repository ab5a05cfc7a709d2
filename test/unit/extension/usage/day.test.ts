/** How often claude.ai is asked on a day, whatever the user does: each request is counted. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import type { Place, Settings } from "../../../../src/extension/browser/records.ts";
import { forgetEverything, update } from "../../../../src/extension/browser/storage.ts";
import { ports } from "../../../../src/extension/real-ports.ts";
import { sendNumbers } from "../../../../src/extension/sync/numbers.ts";
import { REQUESTS_A_DAY } from "../../../../src/extension/usage/pacing.ts";
import { watchPlanUsage } from "../../../../src/extension/usage/plan-usage.ts";
import { watchNumbers } from "../../../../src/extension/usage/watch-numbers.ts";
import { fakeClaude, numbersAlarm, type FakeClaude } from "../../../helpers/fake-claude.ts";
import { GATEWAY } from "../../../helpers/fake-openclaw.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";
import { FIRST, SECOND } from "../../../helpers/usage.ts";

const START = Date.parse("2026-07-01T00:00:00.000Z");
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const NOTICES = { notices: true };
const PAIRED = { target: "gateway", gateway: GATEWAY } as const;

let claude: FakeClaude;
const send = vi.fn(async () => ({ ok: true }) as const);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now: START });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  send.mockClear();
});

const begin = async (settings: Partial<Settings>) => {
  claude = await fakeClaude(settings);
};

/** As the worker does, with a gateway that takes everything. */
async function wake(): Promise<void> {
  const destination = ({ id }: Place) => ({ ...ports.destination(GATEWAY), id, inform: send });
  await sendNumbers({ ...ports, ...claude.ports, destination }, "wake");
  await watchNumbers(claude.ports);
}

/** What a popup does that is closed when it has its answer, or half a minute later. */
async function openPopup(key = KEY_TEXT): Promise<void> {
  const until = Date.now() + 30 * SECOND_MS;
  await watchPlanUsage(sessionKey(key), () => Date.now() < until);
}

/** The day in steps of half a minute: alarms go off by themselves, and `user` does what he does. */
async function day(user: (hour: number, step: number) => unknown = () => {}): Promise<number> {
  for (let step = 0; step * 30 * SECOND_MS < DAY_MS; step++) {
    const now = START + step * 30 * SECOND_MS;
    vi.setSystemTime(now);
    // oxlint-disable-next-line no-await-in-loop -- the day goes by in its order
    await user((now - START) / HOUR_MS, step);
    // oxlint-disable-next-line no-await-in-loop
    const due = await nextAlarm();
    // oxlint-disable-next-line no-await-in-loop
    if (due !== undefined && due <= now) await wake();
  }
  return claude.requests.length;
}

async function nextAlarm(): Promise<number | undefined> {
  const alarms = await browser.alarms.getAll();
  const times = alarms.map(({ scheduledTime }) => scheduledTime);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** In any minute of the day. */
function mostInAMinute(path: RegExp): number {
  const times = claude.requests.filter((request) => path.test(request.path)).map(({ at }) => at);
  return Math.max(
    0,
    ...times.map((from) => times.filter((at) => at >= from && at < from + MINUTE_MS).length),
  );
}

describe("With no page open, claude.ai is asked", () => {
  it.each<[what: string, settings: Partial<Settings>]>([
    ["notices", NOTICES],
    ["a gateway that gets the numbers", PAIRED],
    ["both", { ...NOTICES, ...PAIRED }],
  ])("no more than the bound for %s, however often something wakes the worker", async (_, settings) => {
    await begin(settings);
    // Syncs, cookies, the pulse of a gateway: each half minute.
    const requests = await day(wake);
    expect(requests).toBeLessThanOrEqual(REQUESTS_A_DAY);
    expect(requests).toBeGreaterThan(REQUESTS_A_DAY - 4);
    expect(send.mock.calls.length > 0).toBe("gateway" in settings);
  });

  it("as often by the alarm alone", async () => {
    await begin(NOTICES);
    await wake();
    expect(await day()).toBe(REQUESTS_A_DAY);
  });

  it("no more often where it refuses, or can't be reached", async () => {
    await begin(NOTICES);
    claude.refusal = () => Response.json({ error: { type: "rate_limit_error" } }, { status: 429 });
    expect(await day(wake)).toBeLessThanOrEqual(REQUESTS_A_DAY / 2);
  });

  it("once with a key that it refuses, until there is another", async () => {
    await begin(NOTICES);
    claude.refusal = () => Response.json({ error: { type: "authentication_error" } }, { status: 401 });
    expect(await day(wake)).toBe(1);
    claude.refusal = null;
    claude.signIn(OTHER_KEY_TEXT);
    await wake();
    expect(claude.requests).toHaveLength(3);
  });

  it.each<[what: string, settings: Partial<Settings>, end: () => unknown]>([
    ["neither notices nor a gateway", {}, () => {}],
    ["a gateway that is not the chosen way", { gateway: GATEWAY, target: "companion" }, () => {}],
    ["nobody signed in", NOTICES, () => claude.signOut()],
    ["no permission", NOTICES, () => (claude.ports.hasClaudePermission = async () => false)],
    ["consent withdrawn", { ...NOTICES, ...PAIRED }, forgetEverything],
    ["another sign-in that would be sent along", NOTICES, () => (claude.ports.session = otherSession)],
  ])("not at all with %s", async (_, settings, end) => {
    await begin(settings);
    await end();
    expect(await day(wake)).toBe(0);
    expect(send).not.toHaveBeenCalled();
  });

  it("not any more from the moment on that somebody signs out, or withdraws", async () => {
    await begin({ ...NOTICES, ...PAIRED });
    let before = 0;
    await day(async (hour) => {
      if (hour === 12) {
        before = claude.requests.length;
        claude.signOut();
      }
      if (hour === 18) {
        claude.signIn();
        await forgetEverything();
      }
      await wake();
    });
    expect(before).toBeGreaterThan(0);
    expect(claude.requests).toHaveLength(before);
    expect(await numbersAlarm()).toBeUndefined();
  });
});

const otherSession: FakeClaude["ports"]["session"] = async () => ({
  ok: true,
  key: sessionKey(OTHER_KEY_TEXT),
  expiresAt: null,
});

describe("On a busy day", () => {
  it("each organization is asked for once a minute at most, however often popups are opened", async () => {
    await begin({ ...NOTICES, ...PAIRED });
    const requests = await day(async (hour, step) => {
      await wake();
      // From nine to five, every half minute; and between two and three from one organization to the other.
      if (hour < 9 || hour >= 17) return;
      const organization = step % 2 === 0 ? FIRST.uuid : SECOND.uuid;
      if (hour >= 14 && hour < 15) await update("settings", (now) => ({ ...now, organization }));
      await Promise.all([openPopup(), openPopup()]);
    });
    expect(mostInAMinute(new RegExp(`${FIRST.uuid}/usage`))).toBe(1);
    expect(mostInAMinute(new RegExp(`${SECOND.uuid}/usage`))).toBe(1);
    // A reading a minute while a page is open, two where two organizations are looked at; and the bound of the rest.
    expect(requests).toBeLessThanOrEqual(REQUESTS_A_DAY + 2 * (8 * 60 + 60));
  });

  it("a popup that stays open where claude.ai does not answer asks once a minute", async () => {
    await begin({});
    claude.refusal = () => Response.json({ error: { type: "rate_limit_error" } }, { status: 429 });
    void watchPlanUsage(sessionKey(KEY_TEXT), () => {});
    await vi.waitUntil(() => claude.requests.length > 0);
    for (let minute = 0; minute < 60; minute++) await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(mostInAMinute(/./)).toBe(1);
    expect(claude.requests.length).toBeGreaterThan(50);
  });
});
