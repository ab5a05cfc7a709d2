import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { VERDICTS } from "../../../../entrypoints/welcome/comparison.ts";
import { TERMINALS } from "../../../../entrypoints/welcome/terminals.ts";
import catalogue from "../../../../locales/en.json" with { type: "json" };
import { wordsOfPages } from "../../../../scripts/catalogue-parts.ts";
import { FAILURES } from "../../../../src/core/messages/failures.ts";
import { FileKind, Foreign, SourceName, VerifyStep } from "../../../../src/core/messages/messages.ts";
import {
  CopyFormat,
  Grade,
  HistoryEntry,
  Question,
  Settings,
} from "../../../../src/extension/browser/records.ts";
import type { SyncView } from "../../../../src/extension/sync/view.ts";
import { actionsWith } from "../../../../src/extension/ui/dom.ts";

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const read = (folder: string, ending: RegExp): string =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => ending.test(file))
    .map((file) => readFileSync(path.join(ROOT, folder, file), "utf8"))
    .join("\n");

const pages = read("entrypoints", /\.html$/);
const code =
  read("entrypoints", /\.ts$/) +
  read("src", /\.ts$/) +
  readFileSync(path.join(ROOT, "wxt.config.ts"), "utf8");

/** Texts for each plural category count as one word. */
function keysOf(node: object, prefix = ""): string[] {
  return Object.entries(node).flatMap(([name, value]: [string, string | object]) =>
    typeof value === "string" || isCounted(value) ? [prefix + name] : keysOf(value, `${prefix}${name}.`),
  );
}

const isCounted = (node: object): boolean => "other" in node;

const keys = keysOf(wordsOfPages(catalogue));

it("has every word that the pages name", () => {
  const named = Array.from(pages.matchAll(/data-i18n="([^"]+)"/g), ([, key]) => key);
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((key) => !keys.includes(key!))).toEqual([]);
});

/** Every template by which a key is put together at run time, with all that may stand in its place. */
const COMPOSED: Record<string, readonly string[]> = {
  "action.*": Object.keys(actionsWith(() => {})),
  "failure.*.title": Object.keys(FAILURES),
  "failure.*.next": Object.keys(FAILURES),
  "format.*": CopyFormat.options,
  "gateway.in_*": TERMINALS,
  "gateway.tab_*": TERMINALS,
  "holds.*": Foreign.options,
  "history.*": HistoryEntry.shape.result.options.filter(
    (result) => result !== "failed" && result !== "held" && !(Question.options as string[]).includes(result),
  ),
  "history.by_*": HistoryEntry.shape.by.options,
  "options.sync_*_note": Settings.shape.onSignOut.def.innerType.options,
  "options.target_*": ["companion", "gateway", "clipboard", "picked", "none"],
  "popup.due_*": ["none", "older", "other", "no_key"],
  "popup.openclaw_*": ["same", "none", "older", "other", "no_key", "unknown", "asked"],
  "options.grade_*": Grade.options,
  "proof.step_*": VerifyStep.options,
  "source.*": [...SourceName.options, "elsewhere"],
  "sync.*": [...Question.options, "signed_out", "expired"],
  "sync.*_text": Question.options,
  "sync.row_*": Object.keys({
    off: true,
    not_set_up: true,
    paused: true,
    signed_out: true,
    expired: true,
    numbers_wait: true,
    asks: true,
    expiring: true,
    gateway_behind: true,
  } satisfies Record<Exclude<SyncView["phase"], "trouble" | "held" | "in_step" | "numbers_ask">, true>),
  "welcome.file_*_note": FileKind.options,
  "welcome.now_*": ["sync_on", "sync_off", "picked", "copy"],
  "welcome.now_*_text": ["sync_on", "sync_off", "picked", "copy"],
  "welcome.paste_*": CopyFormat.options,
  "welcome.verdict_*": VERDICTS,
};

const composed = Object.entries(COMPOSED).flatMap(([template, values]) =>
  values.map((value) => template.replace("*", value)),
);

/** Those of these keys that nothing names and nothing puts together. */
const unusedAmong = (some: readonly string[]): string[] =>
  some.filter(
    (key) =>
      !composed.includes(key) &&
      !pages.includes(`"${key}"`) &&
      !code.includes(`"${key}"`) &&
      !code.includes(`__MSG_${key.replaceAll(".", "_")}__`),
  );

it("has every word that is put together at run time, by templates that are all known here", () => {
  const groups = Object.keys(wordsOfPages(catalogue)).join("|");
  const inCode = code.matchAll(new RegExp(`\`((?:${groups})\\.[^\`\n]*\\$\\{[^\`\n]*)\``, "g"));
  const templates = Array.from(inCode, ([, template]) => template!.replaceAll(/\$\{[^}]*\}/g, "*"));
  expect([...new Set(templates)].toSorted()).toEqual(Object.keys(COMPOSED).toSorted());
  expect(composed.filter((key) => !keys.includes(key))).toEqual([]);
});

it("has no word that nobody shows, whatever its name begins with", () => {
  expect(unusedAmong(keys)).toEqual([]);
  const never = Object.keys(COMPOSED).map((template) => template.replace("*", "never"));
  expect(unusedAmong(never)).toEqual(never);
});

it("leaves no word in the pages themselves", () => {
  const text = pages.replace(/<(title|script|style)[^]*?<\/\1>/g, "").replace(/<[^>]*>/g, "");
  expect(text.replace(/[\s✓–]/g, "")).toBe("");
});
