import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { gather } from "../../../../src/extension/browser/gather.ts";

const PAUSE_MS = 1_000;
const RUN_MS = 300;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A run that takes a while. */
const slowly = () => vi.fn(() => new Promise<void>((resolve) => setTimeout(resolve, RUN_MS)));

it("answers the first wake at once", () => {
  const run = slowly();
  void gather(run, PAUSE_MS)();
  expect(run).toHaveBeenCalledTimes(1);
});

it.each([
  ["while it runs", [0, 100, 200]],
  ["in the pause behind it", [0, RUN_MS + 1, RUN_MS + PAUSE_MS - 1]],
  ["both", [0, 0, 1, RUN_MS, RUN_MS + 500]],
])("answers those that come %s together, by one more run", async (_, times) => {
  const run = slowly();
  const wake = gather(run, PAUSE_MS);
  for (const time of times) setTimeout(() => void wake(), time);
  await vi.advanceTimersByTimeAsync(RUN_MS + PAUSE_MS - 1);
  expect(run).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(run).toHaveBeenCalledTimes(2);
});

it("answers one that comes when all is quiet at once again", async () => {
  const run = slowly();
  const wake = gather(run, PAUSE_MS);
  await Promise.all([wake(), vi.advanceTimersByTimeAsync(RUN_MS + PAUSE_MS)]);
  void wake();
  expect(run).toHaveBeenCalledTimes(2);
});

it("never runs twice at the same time", async () => {
  let running = 0;
  let most = 0;
  const run = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, RUN_MS));
    running--;
  };
  const wake = gather(run, PAUSE_MS);
  for (let time = 0; time < 10_000; time += 70) setTimeout(() => void wake(), time);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(most).toBe(1);
});

it("tells each of them when all is quiet, and not before: until then its guard must stand", async () => {
  const wake = gather(slowly(), PAUSE_MS);
  const quiet: string[] = [];
  void wake().then(() => quiet.push("first"));
  setTimeout(() => void wake().then(() => quiet.push("second")), 100);
  await vi.advanceTimersByTimeAsync(2 * (RUN_MS + PAUSE_MS) - 1);
  expect(quiet).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(quiet).toEqual(["first", "second"]);
});

it("tells of a run that broke, and answers the next wake all the same", async () => {
  const run = slowly().mockRejectedValueOnce(new Error("storage is full"));
  const wake = gather(run, PAUSE_MS);
  await expect(wake()).rejects.toThrow("storage is full");
  void wake();
  expect(run).toHaveBeenCalledTimes(2);
});
