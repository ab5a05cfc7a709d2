import { expect, it } from "vitest";
import { readUserAgent } from "../../../../src/extension/browser/about.ts";

const CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

it.each([
  ["X11; Linux x86_64", CHROME, "Chrome 131.0.0.0", "Linux x86_64"],
  ["Windows NT 10.0; Win64; x64", `${CHROME} Edg/131.0.0.0`, "Edg 131.0.0.0", "Windows NT 10.0; Win64; x64"],
  ["Macintosh; Intel Mac OS X 10_15_7", CHROME, "Chrome 131.0.0.0", "Macintosh"],
  ["X11; Linux x86_64; rv:142.0", "Gecko/20100101 Firefox/142.0", "Firefox 142.0", "Linux x86_64"],
])("of a browser on %s is told what it is", (system, rest, browser, told) => {
  expect(readUserAgent(`Mozilla/5.0 (${system}) ${rest}`)).toEqual({ browser, system: told });
});

it("what a browser does not say is unknown", () => {
  expect(readUserAgent("Mozilla/5.0")).toEqual({ browser: "unknown", system: "unknown" });
});
