/** The licenses of the packages that are bundled into what users get: a copy goes into each zip and into the npm package. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export const NOTICES_FILE = "NOTICES.txt";

/** All whose code is in the extension, the companion or the plugin. A test compares it with what was built. */
export const BUNDLED: readonly string[] = [
  "@openclaw/fs-safe",
  "@wxt-dev/browser",
  "@wxt-dev/i18n",
  "@wxt-dev/webextension-polyfill",
  "agent-base",
  "debug",
  "dotenv",
  "https-proxy-agent",
  "ip-address",
  "json5",
  "ms",
  "smart-buffer",
  "socks",
  "socks-proxy-agent",
  "webextension-polyfill",
  "wxt",
  "zod",
];

const MODULES = path.resolve(import.meta.dirname, "../node_modules");
const RULE = `\n${"-".repeat(78)}\n\n`;

export const notices = (): string =>
  ["Clawkey contains code of these packages.\n", ...BUNDLED.map(noticeOf)].join(RULE);

function noticeOf(name: string): string {
  const folder = path.join(MODULES, name);
  const { version, license, author } = JSON.parse(
    readFileSync(path.join(folder, "package.json"), "utf8"),
  ) as { version: string; license: string; author?: string | { name: string } };
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.md|\.txt)?$/i.test(entry));
  const holder = typeof author === "object" ? author.name : (author ?? `the authors of ${name}`);
  // Some packages leave their license's text out.
  const text = file === undefined ? textOf(license, holder) : readFileSync(path.join(folder, file), "utf8");
  return `${name} ${version}, ${license}\n\n${text.trim()}\n`;
}

function textOf(license: string, holder: string): string {
  if (license !== "MIT") throw new Error(`No text for the license ${license}`);
  return readFileSync(path.resolve(MODULES, "../LICENSE"), "utf8").replace(
    /^Copyright.*$/m,
    `Copyright (c) ${holder}`,
  );
}
