/** However large a file is, and whatever stands in it, the program as it is shipped ends soon, and in little memory. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { SESSION_KEY_VARIABLE as NAME } from "../../src/core/config/precedence.ts";
import type { FileKind } from "../../src/core/messages/messages.ts";
import { READ_RULES } from "../../src/openclaw/files/read.ts";
import { KEY_TEXT, OTHER_KEY_TEXT as OLD } from "../helpers/keys.ts";
import { homeWith } from "../helpers/openclaw-home.ts";

const BUNDLE = path.join(import.meta.dirname, "../../dist/clawkey.mjs");

/** What it cost stands behind all that the program prints. */
const TELL_COST = `data:text/javascript,process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  console.error(JSON.stringify({ seconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 }));
})`;

/** In times of what `status` costs where there is nothing to read: about 2 s on two quiet cores, and as much more on slower ones. */
const MOST_TIMES = 30;

/** As often as there is room for it in the largest file that is read, less what stands around it. */
const many = (kind: FileKind, piece: string): string =>
  piece.repeat(Math.floor((READ_RULES[kind].maxBytes - 500) / Buffer.byteLength(piece)));

const configWith = (member: string): string => `{ ${member} env: { vars: { ${NAME}: "${OLD}" } } }`;
const inConfig = (piece: string): string => many("config", piece);
const inDotenv = (piece: string): string => many("dotenv", piece);
const numbered = (count: number, member: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => member(n)).join("");

const CONFIGS: readonly [what: string, text: string][] = [
  ["a string that ends behind a backslash", "{a:'\\"],
  ["a quote and a backslash", '"\\'],
  ["one long string", configWith(`a: "${inConfig("x")}",`)],
  ["one long string of escapes", configWith(`a: "${inConfig("\\x41")}",`)],
  ["separators of lines in a string", configWith(`a: "${inConfig("\u2028")}",`)],
  ["one long name", configWith(`${inConfig("a")}: 1,`)],
  ["a long comment", configWith(`/*${inConfig("x")}*/`)],
  ["many comments", configWith("/**/".repeat(400_000))],
  ["many comments within the member", `{ env: { vars: { ${NAME}: ${"//\n".repeat(400_000)} "${OLD}" } } }`],
  ["blank lines", configWith(inConfig("\n"))],
  ["many arrays", configWith(`a: [${inConfig("[],")}],`)],
  ["as many arrays as are read", configWith(`a: [${"[],".repeat(130_000)}],`)],
  ["as many objects as are read", configWith(`a: [${"{},".repeat(130_000)}],`)],
  ["as many members as are read", configWith(numbered(99_000, (n) => `a${n}:0,`))],
  [
    "as many variables as are read",
    `{ env: { vars: { ${numbered(99_000, (n) => `a${n}:'',`)} ${NAME}: "${OLD}" } } }`,
  ],
  ["5,000 nested arrays", configWith(`a: ${"[".repeat(5_000)}${"]".repeat(5_000)},`)],
  ["arrays without an end", inConfig("[")],
  ["comments without an end", inConfig("/*")],
  ["1,000 duplicates", `{ env: { vars: { ${`${NAME}: "${OLD}",`.repeat(1_000)} } } }`],
  ["duplicates", `{ env: { vars: { ${inConfig(`${NAME}: "${OLD}",`)} } } }`],
  ["duplicates of env", `{ ${`env: {${NAME}:'', vars: {${NAME}:''}},`.repeat(20_000)} }`],
  ["more than is read", configWith(inConfig("\n") + "\n".repeat(1_000))],
];

const DOTENVS: readonly [what: string, text: string][] = [
  ["many lines", inDotenv("A=1\n")],
  ["duplicates", inDotenv(`${NAME}=${OLD}\n`)],
  ["blank duplicates", inDotenv(`${NAME}=\n`)],
  ["assignments within a value", `A="\n${inDotenv(`${NAME}=x\n`)}"`],
  ["one long value", `${NAME}='${inDotenv("x")}'`],
  ["one long value of escapes", `${NAME}='${inDotenv("\\'")}'`],
  ["open quotes", inDotenv(`${NAME}="\\"x\n`)],
  ["blanks before the value", `${NAME}=${inDotenv(" ")}'x`],
  ["blank lines", inDotenv("\n")],
  ["as many blank lines as are read", `${"\n".repeat(4_900)}${NAME}=${OLD}\n`],
  ["groups of blank lines", inDotenv(`${"\n".repeat(99)}A`)],
  ["separators of lines", inDotenv("\u2028")],
];

function run(home: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", TELL_COST, BUNDLE, ...args, "--json"],
    { env: { HOME: home }, input: KEY_TEXT, encoding: "utf8", timeout: 60_000 },
  );
  const cost = JSON.parse(stderr.trimEnd().split("\n").at(-1)!) as { seconds: number; megabytes: number };
  return { status, reply: JSON.parse(stdout) as unknown, ...cost };
}

const NO_HOME = path.join(import.meta.dirname, "no-home");
const costs = Array.from({ length: 5 }, () => run(NO_HOME, ["status"]).seconds);
const least = costs.toSorted((a, b) => a - b)[2]!;

describe.each([
  ...CONFIGS.map(([what, text]) => ["config", what, text] as const),
  ...DOTENVS.map(([what, text]) => ["dotenv", what, text] as const),
])("A %s with %s", (kind, _, text) => {
  it.each(["status", "set", "remove"])("lets %s end soon, in 300 MB", (verb) => {
    const home = homeWith({ [kind]: text });
    const { status, reply, seconds, megabytes } = run(home.folder, [
      verb,
      ...(verb === "status" ? [] : ["--target", kind]),
    ]);
    expect([0, 1]).toContain(status);
    expect(reply).not.toMatchObject({ code: "internal_error" });
    expect(seconds / least).toBeLessThan(MOST_TIMES);
    expect(megabytes).toBeLessThan(300);
  });
});
