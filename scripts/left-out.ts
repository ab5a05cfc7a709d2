/** What libraries and Node have, and our bundles have no use for. */
import type { Plugin } from "vite";

/**
 * Of dotenv we need the parser, which needs nothing of Node; its module asks for four of Node's at its top all the same.
 * In a bundle they are empty.
 */
export const dotenvWithoutNode = (): Plugin => ({
  name: "dotenv-without-node",
  enforce: "pre",
  resolveId: (id, importer) =>
    /^(fs|path|os|crypto)$/.test(id) && importer?.includes("/dotenv/") ? NOTHING : null,
  load: (id) => (id === NOTHING ? "export {};" : null),
});
const NOTHING = "\0nothing-of-node";

/**
 * What a chunk imports of Node's, taken from Node as it stands. By an import Node reads every property of such a module,
 * and thereby loads what stands behind the lazy ones: streams for `fs`, a differ and a parser of arguments for `util`.
 */
export const withoutFacades = (): Plugin => ({
  name: "without-facades",
  renderChunk: (code) =>
    code.replaceAll(
      /^import (?:(?<whole>[\w$]+)|\* as (?<all>[\w$]+))?(?:, )?(?:\{(?<some>[^}]*)\})? from "(?<name>node:[\w/]+)";$/gm,
      (...found) => {
        const { whole, all, some, name } = found.at(-1) as Record<string, string | undefined>;
        const parts = some && `{${some.replaceAll(" as ", ": ")}}`;
        return [whole, all, parts]
          .filter(Boolean)
          .map((taken) => `const ${taken} = process.getBuiltinModule("${name}");`)
          .join(" ");
      },
    ),
});

/**
 * webextension-polyfill hands on the browser's own API where that makes promises, and wraps it where it takes callbacks.
 * Firefox never needed the wrapper, and Chromium has needed none since manifest version 3: its 3 kB are left out.
 */
export const polyfillWithoutWrapper = (): Plugin => ({
  name: "polyfill-without-wrapper",
  enforce: "pre",
  load: (id) =>
    id.endsWith("/webextension-polyfill/dist/browser-polyfill.js")
      ? "export default globalThis.browser?.runtime?.id ? globalThis.browser : globalThis.chrome;"
      : null,
});
