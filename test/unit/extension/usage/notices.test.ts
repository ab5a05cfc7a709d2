/** What the toolbar's button and the system's notifications tell, from the reading to the user's eye. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { load, update } from "../../../../src/extension/browser/storage.ts";
import { noticesSeen } from "../../../../src/extension/usage/notices.ts";
import { watchPlanUsage } from "../../../../src/extension/usage/plan-usage.ts";
import { watchNumbers } from "../../../../src/extension/usage/watch-numbers.ts";
import { fakeClaude, numbersAlarm, type FakeClaude } from "../../../helpers/fake-claude.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

const MINUTE_MS = 60_000;
const START = Date.parse("2026-07-01T12:00:00.000Z");
const RESET = START + 150 * MINUTE_MS;

let claude: FakeClaude;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now: START });
  claude = await fakeClaude({ notices: true });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const uses = (utilization: number) =>
  (claude.usage = { five_hour: { utilization, resets_at: new Date(RESET).toISOString() } });

async function wakeAt(minutes: number): Promise<void> {
  vi.setSystemTime(START + minutes * MINUTE_MS);
  await watchNumbers(claude.ports);
}

it("the button tells of each threshold, and of the reset when it comes, without a question", async () => {
  uses(70);
  await wakeAt(0);
  expect(claude.badge.text).toBe("");
  uses(82);
  await wakeAt(15);
  expect(claude.badge).toMatchObject({
    text: "82%",
    title: expect.stringContaining("5-hour limit: 82% used"),
  });
  uses(96);
  await wakeAt(30);
  expect(claude.badge.text).toBe("96%");
  await wakeAt(149);
  const { length } = claude.requests;
  // Sooner than the next reading.
  expect(await numbersAlarm()).toBe(RESET);
  await wakeAt(150);
  expect(claude.badge).toMatchObject({
    text: "new",
    title: expect.stringContaining("5-hour limit: started anew"),
  });
  expect(claude.requests).toHaveLength(length);
});

it("what a popup reads is told of as well, and seen by whoever opens the next one", async () => {
  uses(82);
  await watchPlanUsage(sessionKey(KEY_TEXT), () => {});
  expect(claude.badge.text).toBe("82%");
  await noticesSeen();
  expect(claude.badge.text).toBe("");
  await wakeAt(16);
  expect(claude.badge.text).toBe("");
});

it("a notification comes once for each, and only where the user allows them", async () => {
  uses(82);
  await wakeAt(0);
  claude.mayNotify = true;
  uses(83);
  await wakeAt(15);
  expect(claude.notified).toEqual([]);
  uses(96);
  await wakeAt(30);
  await wakeAt(45);
  expect(claude.notified).toEqual(["5-hour limit: 96% used"]);
  await wakeAt(150);
  await wakeAt(151);
  expect(claude.notified).toEqual(["5-hour limit: 96% used", "5-hour limit: started anew"]);
});

it("nothing is told, and nothing kept, until the user has chosen it", async () => {
  await update("settings", (settings) => ({ ...settings, notices: false }));
  claude.mayNotify = true;
  uses(96);
  await watchPlanUsage(sessionKey(KEY_TEXT), () => {});
  expect([claude.badge.text, claude.notified]).toEqual(["", []]);
  expect((await load()).notices).toEqual({ organization: null, windows: [], shown: null });
});
