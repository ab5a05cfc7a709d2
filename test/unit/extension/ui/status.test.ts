import { beforeAll, expect, it } from "vitest";
import { wordsOfPages } from "../../../../scripts/catalogue-parts.ts";
import catalogue from "../../../../locales/en.json" with { type: "json" };
import { COMMANDS, failure, FAILURES, type FailureCode } from "../../../../src/core/messages/failures.ts";
import { Foreign, type Detail } from "../../../../src/core/messages/messages.ts";
import type { CopyFormat, Saved } from "../../../../src/extension/browser/records.ts";
import { copiedStatus, savedStatus, statusOf, type Status } from "../../../../src/extension/ui/status.ts";
import { say } from "../../../../src/extension/ui/words.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";

const PATH = "/home/you/.openclaw/openclaw.json";
const SAVED: Saved = {
  ok: true,
  file: "config",
  path: PATH,
  changed: true,
  tightened: false,
  effect: { effective: true },
};
const CODES = Object.keys(FAILURES) as FailureCode[];
const lines = ({ text }: Status): string[] => text.map(say);

beforeAll(useEnglish);

it.each<[Partial<Saved>, more: string[]]>([
  [{}, []],
  [{ gateway: "follows" }, []],
  [{ gateway: "restart" }, ["A running gateway has the old key until you restart it."]],
  [{ gateway: "remote" }, ["OpenClaw's gateway is on another machine."]],
  [{ tightened: true }, ["Others could read the file before; now only you can."]],
  [
    { durable: false },
    ["The system did not confirm that it reached the disk. Check again after a power cut."],
  ],
])(
  "the status of an export says where the key is now, and what else there is to know: %j",
  (changes, more) => {
    const status = savedStatus({ ...SAVED, ...changes });
    expect(status).toMatchObject({ tone: "good", title: { key: "popup.saved" }, actions: [] });
    expect(lines(status)).toEqual([`Written to ${PATH}.`, ...more]);
  },
);

it("the status of an export does not speak of a write where there was none", () => {
  const status = savedStatus({ ...SAVED, changed: false });
  expect(status).toMatchObject({ tone: "good", title: { key: "popup.unchanged" } });
  const shut = savedStatus({ ...SAVED, changed: false, tightened: true });
  expect(lines(shut)).toEqual([
    `Nothing changed in ${PATH}.`,
    "Others could read the file before; now only you can.",
  ]);
});

it.each([true, false])(
  "the status of an export to a gateway names its address, changed (%s) or not",
  (changed) => {
    const { file: _, ...saved } = SAVED;
    const status = savedStatus({ ...saved, changed, path: "http://127.0.0.1:18789" });
    expect(status.title.key).toBe(changed ? "popup.saved" : "popup.unchanged");
    expect(lines(status)).toEqual(["The gateway at http://127.0.0.1:18789 has it."]);
  },
);

it("the status of an export says why OpenClaw's command line does not find a gateway's key", () => {
  const { file: _, ...saved } = SAVED;
  const status = savedStatus({ ...saved, commandLine: failure("disk_full", { path: "/x/.env" }) });
  expect(lines(status)).toContain("OpenClaw's command line does not find it: The disk is full.");
});

it.each<[changed: boolean, path: string | null, place: string]>([
  [true, "/x/.env", "OpenClaw's global .env (/x/.env)"],
  [false, "/x/.env", "OpenClaw's global .env (/x/.env)"],
  [true, null, "the environment of the process"],
])(
  "the status of an export warns where another source hides the key, written (%s) or not",
  (changed, path, place) => {
    const effect = { effective: false, source: path ? "globalDotenv" : "process", path } as const;
    const status = savedStatus({ ...SAVED, changed, effect });
    const title = { key: "failure.not_effective.title" };
    expect(status).toMatchObject({ tone: "warning", title, actions: ["confirm_file"] });
    expect(lines(status)).toEqual([`Another value comes first: ${place}. Change or remove it there.`]);
  },
);

it("the status of an export says how a service's own copy is renewed", () => {
  const effect = { effective: false, source: "serviceEnvironment", path: "/x/service-env/a.env" } as const;
  const status = savedStatus({ ...SAVED, effect });
  expect(status).toMatchObject({ command: "openclaw gateway install --force", actions: ["copy_command"] });
  expect(lines(status).join()).toContain("/x/service-env/a.env");
});

it("the status of an export warns where a service copies the .env", () => {
  const status = savedStatus({ ...SAVED, copiedByService: true });
  expect(lines(status).join()).toContain("openclaw gateway install --force");
});

it("the status of an export names the file of a source that is not known yet", () => {
  const status = savedStatus({ ...SAVED, effect: { effective: false, source: "elsewhere", path: "/x/new" } });
  expect(lines(status)).toEqual(["Another value comes first: /x/new. Change or remove it there."]);
});

it.each<[CopyFormat, warnings: string[]]>([
  ["ssh", ["popup.copied_ssh", "popup.copied_shell"]],
  ["posix", ["popup.copied_shell"]],
  ["fish", ["popup.copied_shell"]],
  ["powershell", ["popup.copied_shell"]],
  ["dotenv", []],
  ["json5", []],
  ["raw", []],
])(
  "the status of a copy for %s warns of a shell's history, and of the host's name for ssh",
  (format, warnings) => {
    expect(copiedStatus(format).text.map(({ key }) => key)).toEqual([...warnings, "popup.copied_text"]);
  },
);

it("every failure has a title and a next step in whole words, and a command where they end in one", () => {
  const detail: Detail = {
    path: "C:\\Users\\you\\.openclaw\\openclaw.json",
    line: 3,
    column: 7,
    errno: "EIO",
    source: "configVars",
    name: "Team",
    address: "http://127.0.0.1:18789",
  };
  for (const code of CODES) {
    const status = statusOf(failure(code, detail));
    const words = [say(status.title), ...lines(status)];
    expect(words, code).toHaveLength(2);
    for (const text of words) expect(text, code).toMatch(/^\S.{8,}\S$/);
    expect(words.join(" "), code).not.toMatch(/\{\w+\}|undefined|\[object/);
    const command = catalogue.failure[code].next.endsWith(":");
    expect(status.actions.length, code).toBeLessThanOrEqual(1);
    expect("command" in status, code).toBe(command);
    expect(status.actions.includes("copy_command"), code).toBe(command);
  }
});

it.each<[FailureCode, Detail, words: string]>([
  [
    "config_unparsable",
    { path: "C:\\Users\\you\\openclaw.json", line: 3, column: 7 },
    "openclaw.json is broken at line 3, column 7",
  ],
  ["key_shadowed", { source: "globalDotenv" }, "OpenClaw's global .env"],
  ["organization_without_windows", { name: `\u202E${"T".repeat(1_000)}` }, `: ${"T".repeat(39)}….`],
])("the words of %s name what it is about, and no more of it than fits", (code, detail, words) => {
  const status = statusOf(failure(code, detail));
  expect([say(status.title), ...lines(status)].join(" ")).toContain(words);
});

it.each([
  ["companion_missing", COMMANDS.install],
  ["token_has_scope", COMMANDS.remove],
  ["companion_timeout", COMMANDS.status],
  ["gateway_restart_needed", "openclaw gateway restart"],
] as const)("the words of %s end in the command that helps", (code, command) => {
  expect(statusOf(failure(code)).command).toBe(command);
});

it.each(Foreign.options)("a button replaces %s, and nothing else, once it is named", (holds) => {
  const status = statusOf(failure("key_place_taken", { path: "/home/you/openclaw.json", holds }));
  expect(say(status.title)).toBe(`openclaw.json holds ${catalogue.holds[holds]}, not a session key`);
  expect(status).toMatchObject({ actions: ["replace_value"], replaces: holds });
});

it("no words name a package that anybody could publish, or a program that nobody has", () => {
  expect(JSON.stringify(wordsOfPages(catalogue))).not.toMatch(
    /npx|clawkey (install|set|remove|status|verify|doctor)\b/,
  );
  for (const command of Object.values(COMMANDS))
    expect(command).toMatch(/^(node dist\/clawkey\.mjs|openclaw) /);
});

it("failures are calm where nothing is wrong, warn where the key may be fine, and are red elsewhere", () => {
  const codesOf = (tone: string) => CODES.filter((code) => statusOf(failure(code)).tone === tone).toSorted();
  expect(codesOf("neutral")).toEqual([
    "claude_elsewhere",
    "consent_missing",
    "copy_forbidden",
    "numbers_only",
    "signed_out",
    "token_has_scope",
  ]);
  const warnings = [
    "account_unknown",
    "claude_rate_limited",
    "environment_taken",
    "gateway_restart_needed",
    "gateway_starting",
    "key_place_taken",
    "not_effective",
    "openclaw_missing",
    "picked_not_allowed",
    "token_limited_for_good",
    "token_rate_limited",
  ];
  expect(codesOf("warning")).toEqual(warnings);
  expect(codesOf("bad")).toHaveLength(CODES.length - 17);
});
