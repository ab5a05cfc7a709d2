/** Both of OpenClaw's files, with enough of the user's own in them to lose, and where the key belongs. */
import type { FileKind } from "../../src/core/messages/messages.ts";

const LINES = 60;
const numbers = Array.from({ length: LINES }, (_, i) => i);

/** Comments, single quotes, CRLF, a byte order mark and a trailing comma: what a careless writer drops. */
function config(key: string): string {
  const channels = numbers.map(
    (i) => `    'channel ${i}': { enabled: true, note: "ünï ${i}" }, // kept ${i}`,
  );
  const lines = [
    "\ufeff// The user's own words.",
    "{",
    '  gateway: { mode: "local" },',
    "  channels: {",
    ...channels,
    "  },",
    `  env: { vars: { OTHER: 'kept', CLAUDE_AI_SESSION_KEY: '${key}', } },`,
    "}",
  ];
  return `${lines.join("\r\n")}\r\n`;
}

function dotenv(key: string): string {
  const own = numbers.map((i) => `export OWN_${i}="kept ünï ${i}" # a comment`);
  return ["# The user's own words.", ...own, `CLAUDE_AI_SESSION_KEY=${key}`, "LAST=kept"].join("\n");
}

export const SEED_TEXT: Readonly<Record<FileKind, (key: string) => string>> = { config, dotenv };
