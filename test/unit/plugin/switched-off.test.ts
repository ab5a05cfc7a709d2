import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { isSwitchedOff } from "../../../src/plugin/switched-off.ts";
import { openClawHome } from "../../helpers/openclaw-home.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";

const WITH = { plugins: { entries: { clawkey: { enabled: true } } } };

it.each([
  [
    "its gateway ends, and the config is as it was",
    "{ plugins: { entries: { clawkey: { enabled: true }, }, }, } // mine",
    WITH,
    false,
  ],
  ["the user switched it off", "{ plugins: { entries: { clawkey: { enabled: false } } } }", WITH, true],
  ["the entry is gone", "{ plugins: { entries: {} } }", WITH, true],
  ["nothing is left of any plugin", "{}", WITH, true],
  ["the config can't be parsed at the moment", "{ plugins: ", WITH, false],
  ["there is no config", null, WITH, false],
  [
    "it never had an entry, for the config names its folder",
    "{}",
    { plugins: { load: { paths: ["/x"] } } },
    false,
  ],
])("%s", async (_, text, before, isOff) => {
  const paths = { ...openClawHome().paths, config: path.join(tempFolder(), "openclaw.json") };
  if (text !== null) writeFileSync(paths.config, text);
  expect(await isSwitchedOff({ ...paths, state: "" }, before)).toBe(isOff);
});
