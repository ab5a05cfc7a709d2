import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { faultsOf } from "../../../scripts/workflow-rules.ts";

const RELEASE = readFileSync(".github/workflows/release.yml", "utf8");

it("finds nothing wrong in the workflow of a release", () => {
  expect(faultsOf(RELEASE)).toEqual([]);
});

it.each([
  ["a tab", RELEASE.replace("  push:", "\tpush:")],
  ["a key twice", RELEASE.replace("permissions:", "name: Twice\npermissions:")],
  ["an event that is none", RELEASE.replace("push:", "pushed:")],
  ["no permissions", RELEASE.replace(/permissions:\n {2}contents: write\n/, "")],
  ["no bound in time", RELEASE.replace(/ {4}timeout-minutes: .*\n/, "")],
  ["a step of no kind", RELEASE.replace("- uses: actions/checkout@v4", "- use: actions/checkout@v4")],
  ["a branch of another's action", RELEASE.replace("checkout@v4", "checkout@main")],
  [
    "a name in a script that a tag could choose",
    RELEASE.replace('"$GITHUB_REF_NAME"', "${{ github.ref_name }}"),
  ],
  ["a script that is gone", RELEASE.replace("release:check", "release:chek")],
])("finds %s", (_, source) => {
  expect(source).not.toBe(RELEASE);
  expect(faultsOf(source)).not.toEqual([]);
});
