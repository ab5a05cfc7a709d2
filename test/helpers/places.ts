/** What people have in the place of the key, and what it is: the same in both of OpenClaw's files. */
import type { Foreign } from "../../src/core/messages/messages.ts";
import { WRONG_SECRETS } from "./keys.ts";

/** Texts that neither file has to escape. */
export const FOREIGN_TEXTS: readonly [text: string, is: Foreign][] = [
  ["op://Private/claude/sessionKey", "reference"],
  ["vault:secret/data/claude", "reference"],
  ["arn:aws:secretsmanager:eu-central-1:1:secret:claude", "reference"],
  ["https://vault.example/claude", "reference"],
  ["secretref-env:CLAUDE_KEY", "reference"],
  ["${CLAUDE_KEY}", "reference"],
  ["sk-${CLAUDE_KEY}", "reference"],
  ["$CLAUDE_KEY", "reference"],
  ["$(pass show claude)", "reference"],
  ["%CLAUDE_KEY%", "reference"],
  ["{{ op://Private/claude/sessionKey }}", "reference"],
  ["__OPENCLAW_REDACTED__", "placeholder"],
  ["<your session key>", "text"],
  ["changeme", "text"],
  ["ask Ada for it", "text"],
  ["sk-ant-...", "text"],
  ["sk-ant-sid01-cut", "text"],
  ["none", "text"],
  ["null", "text"],
  ...WRONG_SECRETS.map(([, text, code]): [string, Foreign] => [
    text,
    code === "key_malformed" ? "text" : "secret",
  ]),
];

/** Only a config can hold these. */
export const FOREIGN_JSON: readonly [json: string, is: Foreign][] = [
  ["{ source: 'env', id: 'CLAUDE_KEY' }", "object"],
  ["{}", "object"],
  ["['a']", "object"],
  ["7", "text"],
  ["false", "text"],
];
