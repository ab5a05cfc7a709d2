import { readFileSync } from "node:fs";
import { generateChromeMessagesText, parseMessagesObject } from "@wxt-dev/i18n/build";
import { defineConfig } from "wxt";
import about from "./package.json" with { type: "json" };
import english from "./locales/en.json" with { type: "json" };
import { wordsOfPages } from "./scripts/catalogue-parts.ts";
import { sharedBy } from "./scripts/chunks.ts";
import { dotenvWithoutNode, polyfillWithoutWrapper } from "./scripts/left-out.ts";
import { notices, NOTICES_FILE } from "./scripts/notices.ts";
import { pseudoLanguage } from "./scripts/pseudo-language.ts";
import { CHROME_PUBLIC_KEY, FIREFOX_EXTENSION_ID } from "./src/core/messages/identity.ts";

/** Pages load their own files and nothing else; they may talk to claude.ai, and to a gateway on this computer or in a tailnet. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self' https://claude.ai http://127.0.0.1:* http://localhost:* https://*.ts.net",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** @param folder as browsers write a language's tag */
const wordsOf = (folder: string) =>
  JSON.parse(readFileSync(`locales/${folder.replace("_", "-")}.json`, "utf8")) as typeof english;

/** Once package.json has one: an address that is nobody's yet must stand in no manifest. */
const { homepage } = about as { homepage?: string };
const HOMEPAGE = homepage === undefined ? {} : { homepage_url: homepage };

/** The shape of what an administrator may fix: `src/extension/browser/policy.ts`. */
const POLICY_SCHEMA = "policy.json";

export default defineConfig({
  modules: ["@wxt-dev/webextension-polyfill", "@wxt-dev/i18n/module"],
  // A reader should see where every name comes from.
  imports: false,
  // WXT would build Firefox as MV2, which drops optional_host_permissions without a word.
  manifestVersion: 3,
  zip: {
    artifactTemplate: "{{name}}-{{packageVersion}}-{{browser}}.zip",
    // What Mozilla's reviewers need to build it, and no test's output or dependency.
    excludeSources: ["artifacts/**", "dist/**", "release/**", "test/real-openclaw/{versions,others}/**"],
  },
  hooks: {
    // Firefox lets no extension write to a picked file. Not by WXT's own `include` in the page, which would take it out
    // of the sources too: the other browser's package could not be built from them.
    "entrypoints:found": ({ config }, found) => {
      if (config.browser === "firefox")
        found.splice(
          found.findIndex(({ name }) => name === "picked"),
          1,
        );
    },
    "build:publicAssets": ({ config }, assets) => {
      assets.push({ relativeDest: NOTICES_FILE, contents: notices() });
      // Firefox takes what an administrator fixes as it is.
      if (config.browser !== "firefox")
        assets.push({
          relativeDest: POLICY_SCHEMA,
          contents: readFileSync(`assets/${POLICY_SCHEMA}`, "utf8"),
        });
      for (const asset of assets) {
        const [, folder] = /^_locales.(\w+)/.exec(asset.relativeDest) ?? [];
        if (folder === undefined) continue;
        const words = config.mode === "pseudo" ? pseudoLanguage(english) : wordsOf(folder);
        const contents = generateChromeMessagesText(parseMessagesObject(wordsOfPages(words)));
        Object.assign(asset, { contents });
      }
    },
  },
  vite: () => ({
    build: {
      modulePreload: { polyfill: false },
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              sharedBy("shared", ["popup", "background"]),
              sharedBy("pages", ["popup", "options"], ["popup", "welcome"]),
              sharedBy("gateways", ["background", "options"], ["background", "welcome"]),
            ],
          },
        },
      },
    },
    plugins: [dotenvWithoutNode(), polyfillWithoutWrapper()],
  }),
  manifest: ({ browser }) => ({
    name: "__MSG_extension_name__",
    description: "__MSG_extension_description__",
    default_locale: "en",
    permissions: ["cookies", "storage", "alarms"],
    optional_permissions: ["nativeMessaging", "notifications"],
    optional_host_permissions: ["https://claude.ai/*"],
    incognito: "not_allowed",
    ...HOMEPAGE,
    content_security_policy: { extension_pages: CONTENT_SECURITY_POLICY },
    action: { default_title: "__MSG_extension_name__" },
    commands: {
      _execute_action: { suggested_key: { default: "Alt+Shift+K" } },
    },
    ...(browser === "firefox"
      ? {
          browser_specific_settings: {
            gecko: {
              id: FIREFOX_EXTENSION_ID,
              strict_min_version: "142.0",
              data_collection_permissions: {
                required: ["none"],
                optional: ["authenticationInfo", "websiteContent"],
              },
            },
          },
        }
      : {
          // The stores of Chrome and Edge give each extension a key of its own, and take none.
          ...(browser.endsWith("-store") ? {} : { key: CHROME_PUBLIC_KEY }),
          minimum_chrome_version: "124",
          // Declared empty: no other extension and no web page may connect.
          externally_connectable: { ids: [] },
          storage: { managed_schema: POLICY_SCHEMA },
        }),
  }),
});
