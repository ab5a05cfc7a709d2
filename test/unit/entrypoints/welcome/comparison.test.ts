import { expect, it } from "vitest";
import { compareWindows } from "../../../../entrypoints/welcome/comparison.ts";

const HOUR_MS = 3_600_000;
const window = (label: string, usedPercent: number, resetAt: number | null = null) => ({
  label,
  usedPercent,
  resetAt,
});
const one = (claude: [number, number?] | null, openClaw: [number, number?] | null) =>
  compareWindows(claude ? [window("5h", ...claude)] : [], openClaw ? [window("5h", ...openClaw)] : [])[0];

it.each([
  ["the same number", [41.2], [40.8], "same"],
  ["a little more, used meanwhile", [41], [46], "close"],
  ["the same, which start anew within minutes of each other", [41, HOUR_MS], [41, HOUR_MS + 60_000], "same"],
  [
    "the same, which start anew at other times: another account's",
    [41, HOUR_MS],
    [41, 3 * HOUR_MS],
    "different",
  ],
  ["far apart", [41], [80], "different"],
] as const)("two windows with %s are told as it is", (_, claude, openClaw, verdict) => {
  const row = one([...claude], [...openClaw]);
  expect(row).toEqual({
    label: "5h",
    claude: Math.round(claude[0]),
    openClaw: Math.round(openClaw[0]),
    verdict,
  });
});

it("a window that only one side shows is told so", () => {
  expect(one([41], null)).toMatchObject({ claude: 41, openClaw: null, verdict: "missing" });
  expect(one(null, [41])).toMatchObject({ claude: null, openClaw: 41, verdict: "extra" });
});

it("nothing is said of windows while one side is silent", () => {
  const windows = [window("5h", 41), window("Week", 66)];
  expect(compareWindows(windows, null)).toEqual([
    { label: "5h", claude: 41, openClaw: null, verdict: null },
    { label: "Week", claude: 66, openClaw: null, verdict: null },
  ]);
  expect(compareWindows(null, windows).map(({ verdict }) => verdict)).toEqual([null, null]);
  expect(compareWindows(null, null)).toEqual([]);
});

it("the rows are in claude.ai's order, and what only OpenClaw shows comes last", () => {
  const rows = compareWindows(
    [window("5h", 1), window("Week", 2)],
    [window("New", 3), window("Week", 2), window("5h", 1)],
  );
  expect(rows.map(({ label }) => label)).toEqual(["5h", "Week", "New"]);
});
