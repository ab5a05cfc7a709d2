/** Code of the tests in a page of the extension, where WebCrypto and fetch are the browser's. */
import type { Page } from "puppeteer-core";
import { build, type Rollup } from "vite";

const NAME = "inPage";

/** Makes what a module exports the page's global `inPage`. @param file from the root */
export async function loadIntoPage(page: Page, file: string): Promise<void> {
  const built = await build({
    configFile: false,
    publicDir: false,
    logLevel: "silent",
    build: { write: false, minify: false, lib: { entry: file, formats: ["iife"], name: NAME } },
  });
  const [bundle] = built as Rollup.RollupOutput[];
  await page.evaluate(`${bundle!.output[0].code}; globalThis.${NAME} = ${NAME}`);
}
