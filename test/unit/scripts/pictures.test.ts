import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { MADE_OF, PICTURES, shownFiles } from "../../../scripts/shown-files.ts";

const shown = Array.from(
  readFileSync("README.md", "utf8").matchAll(/"docs\/pictures\/([\w.-]+)"/g),
  ([, file]) => file!,
);

it("the README's pictures show the pages as they are: else run npm run pictures", async () => {
  expect(JSON.parse(readFileSync(MADE_OF, "utf8"))).toEqual(await shownFiles());
});

it("the README shows them in light and in dark, small enough for a slow line", () => {
  expect(shown.toSorted()).toEqual(["popup-dark.webp", "popup-light.webp"]);
  for (const file of shown) expect(statSync(path.join(PICTURES, file)).size).toBeLessThan(150_000);
});
