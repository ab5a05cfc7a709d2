import { beforeAll, expect, it } from "vitest";
import { outdated } from "../../../../entrypoints/options/versions.ts";
import type { Answers } from "../../../../entrypoints/options/openclaw.ts";
import { failure } from "../../../../src/core/messages/failures.ts";
import { say } from "../../../../src/extension/ui/words.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";

beforeAll(useEnglish);

const OWN = "0.2.0";

const companion = (version: string) => ({ companion: { ok: true, version }, gateway: null }) as Answers;
const plugin = (version: string) => ({ companion: null, gateway: { ok: true, version } }) as Answers;

it.each<[what: string, answers: Answers, title: string, how: RegExp, command?: string]>([
  [
    "an extension older than the companion",
    companion("0.10.0"),
    "This extension is older than the companion",
    /from a store.*install has unpacked/,
  ],
  [
    "a companion older than the extension",
    companion("0.1.9"),
    "The companion is older than this extension",
    /Install the new one/,
    "node dist/clawkey.mjs install",
  ],
  [
    "a plugin older than the extension",
    plugin("0.1.0"),
    "The plugin is older than this extension",
    /where the gateway runs/,
    "openclaw plugins update clawkey",
  ],
  ["an extension older than the plugin", plugin("1.0.0"), "This extension is older than the plugin", /store/],
])("says of %s who has to be updated, and how", (_, answers, title, how, command) => {
  const status = outdated(OWN, answers)!;
  expect(status.tone).toBe("warning");
  expect(say(status.title)).toBe(title);
  expect(status.text.map(say).join(" ")).toMatch(how);
  expect(status.command).toBe(command);
});

it.each<[what: string, answers: Answers]>([
  ["the same", companion(OWN)],
  ["the same plugin", plugin(OWN)],
  ["none, for nobody was asked", { companion: null, gateway: null }],
  ["none, for it failed", { companion: failure("companion_missing"), gateway: null }],
])("says nothing of a version that is %s", (_, answers) => {
  expect(outdated(OWN, answers)).toBeNull();
});
