import { utimesSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { StatusReply } from "../../../../src/core/messages/messages.ts";
import { status } from "../../../../src/openclaw/openclaw.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";
import { fileWith, homeWith } from "../../../helpers/openclaw-home.ts";

const SALT = "0123456789abcdef0123456789abcdef";
const fingerprint = await sessionKey(KEY_TEXT).fingerprint(SALT);

it("Where the config holds no key, those copies are told that OpenClaw has put aside with one, and when", async () => {
  const home = homeWith({ config: "{}" });
  const copy = (suffix: string, text: string, seconds: number) => {
    writeFileSync(home.paths.config + suffix, text);
    utimesSync(home.paths.config + suffix, seconds, seconds);
  };
  const both = `${fileWith.config(KEY_TEXT)} // was ${OTHER_KEY_TEXT}`;
  copy(".clobbered.2027-01-01T08-00-00-000Z", both, 1_800_000_000);
  copy(".rejected.2027-01-01T09-00-00-000Z", fileWith.config(KEY_TEXT), 1_800_003_600.5);
  copy(".clobbered.2027-01-01T10-00-00-000Z", fileWith.config(`sk-ant-oat01-${"o".repeat(90)}`), 1);
  copy(".clobbered.", fileWith.config(KEY_TEXT), 1);
  copy(".bak", fileWith.config(KEY_TEXT), 1);
  const other = await sessionKey(OTHER_KEY_TEXT).fingerprint(SALT);
  const setAside = [
    { at: 1_800_000_000_000, fingerprints: [fingerprint, other] },
    { at: 1_800_003_600_500, fingerprints: [fingerprint] },
  ];
  const reply = await status(home.browser, SALT);
  expect(StatusReply.parse(JSON.parse(JSON.stringify(reply)))).toMatchObject({ setAside });
  home.write("config", fileWith.config(OTHER_KEY_TEXT));
  expect(await status(home.browser, SALT)).not.toHaveProperty("setAside");
});
