import { describe, expect, it } from "vitest";
import { BROWSERS } from "../../../../src/companion/install/browsers.ts";
import { hostManifest } from "../../../../src/companion/install/host-manifest.ts";
import { CHROME_EXTENSION_ID, FIREFOX_EXTENSION_ID } from "../../../../src/core/messages/identity.ts";

const LAUNCHER = '/home/you/.local/share/clawkey/with "quotes" and \\';
const COMMON = { name: "clawkey.host", description: "Clawkey companion", path: LAUNCHER, type: "stdio" };

describe("The host manifest", () => {
  it.each(BROWSERS.filter((browser) => browser !== "firefox"))(
    "of %s lets in our extension's origin, with its slash, and no other",
    (browser) => {
      expect(JSON.parse(hostManifest(browser, LAUNCHER))).toEqual({
        ...COMMON,
        allowed_origins: [`chrome-extension://${CHROME_EXTENSION_ID}/`],
      });
    },
  );

  it("of Firefox lets in our extension, and has no key besides, since Firefox would reject it", () => {
    expect(JSON.parse(hostManifest("firefox", LAUNCHER))).toEqual({
      ...COMMON,
      allowed_extensions: [FIREFOX_EXTENSION_ID],
    });
  });
});
