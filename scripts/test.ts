/**
 * Runs the tests, one suite after the other, the quick one first, and ends with the sum of all.
 *
 *   node scripts/test.ts                    what a change could break: within ten minutes on two cores
 *   node scripts/test.ts --all [SUITE ...]  everything, or everything of these suites
 *   node scripts/test.ts --rest             what the first leaves out, but for the long torture
 *     --openclaw VERSION                    asks this one in place of the newest that is tested; `latest` is one, too
 *     --minutes N                           starts no suite any more when so many minutes have passed
 *
 * A suite that can't run for want of a tool, a network or root is named with what is missing, and counts as failed.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { installOpenClaw, knownVersion, VERSIONS } from "../test/real-openclaw/install.ts";
import { afterFreshRun, filesWithFailures, notedRunEnds, noteRunEnd, report, type RunEnd } from "./counts.ts";
import { AROUND_A_BROWSER, howToGet, missingOf, prepare, type ToolName } from "./machine.ts";

const OLDEST = VERSIONS[0]!;
const NEWEST = VERSIONS.at(-1)!;

/** The projects of vitest.config.ts. */
const SUITES = ["unit", "torture", "chromium", "firefox", "openclaw"] as const;

interface Run {
  suite: (typeof SUITES)[number];
  /** Parts of the names of its files; all of them by default. */
  only?: readonly string[];
  without?: readonly string[];
  /** The version for the suite `openclaw`. */
  openclaw?: string;
  /** For the suite `openclaw`, in place of Chromium. */
  browser?: "firefox";
  /** More rounds of the same: some minutes for each promise. */
  long?: true;
}

const IN_CHROMIUM = ["main-job", "consent", "secrecy", "packages"];
const IN_FIREFOX = ["main-job", "consent"];

const mainJobWith = (...versions: string[]): Run[] =>
  versions.map((openclaw) => ({ suite: "openclaw", only: ["main-job"], openclaw }));

/** The plugin inside OpenClaw: no browser, and one version at a time. */
const pluginWith = (...versions: string[]): Run[] =>
  versions.map((openclaw) => ({ suite: "openclaw", only: ["plugin."], openclaw }));

/** The gateway's way from the page to the windows, in a browser. */
const oneLineWith = (versions: readonly string[], browser?: "firefox"): Run[] =>
  versions.map((openclaw) => ({
    suite: "openclaw",
    only: ["one-line"],
    openclaw,
    ...(browser && { browser }),
  }));

/** What a chat shows after one click. */
const chatWith = (openclaw: string): Run => ({ suite: "openclaw", only: ["one-click"], openclaw });
/** Of the older ones, this one as well. */
const OLDER = "2026.7.35";

const EVERYDAY: Run[] = [
  { suite: "unit" },
  { suite: "torture" },
  { suite: "chromium", only: IN_CHROMIUM },
  { suite: "firefox", only: IN_FIREFOX },
  ...mainJobWith(NEWEST, OLDEST),
];

const REST: Run[] = [
  chatWith(NEWEST),
  ...pluginWith(NEWEST, OLDEST),
  { suite: "chromium", without: IN_CHROMIUM },
  { suite: "firefox", without: IN_FIREFOX },
  chatWith(OLDER),
  { suite: "openclaw", without: ["main-job", "plugin", "precedence", "one-line", "one-click"] },
  // Last what is lost with the least harm where time runs out.
  ...mainJobWith(...VERSIONS.slice(1, -1)),
  ...oneLineWith([NEWEST]),
  ...pluginWith(...VERSIONS.slice(1, -1)),
  { suite: "openclaw", only: ["precedence"] },
];

const ALL: Run[] = [
  { suite: "unit" },
  { suite: "chromium", long: true },
  { suite: "firefox", long: true },
  { suite: "openclaw", long: true },
  ...mainJobWith(...VERSIONS.slice(0, -1)),
  ...pluginWith(...VERSIONS.slice(0, -1)),
  ...oneLineWith(VERSIONS.slice(0, -1)),
  ...oneLineWith(VERSIONS, "firefox"),
  chatWith(OLDER),
  { suite: "torture", long: true },
];

const LONG = {
  CLAWKEY_DOCUMENTS: "1000000",
  CLAWKEY_KILLS: "2000",
  CLAWKEY_ROUNDS: "100",
  CLAWKEY_FRAMES: "100000",
  CLAWKEY_BODIES: "100000",
  CLAWKEY_GATEWAY_KILLS: "200",
  CLAWKEY_RACES: "30",
  CLAWKEY_ROTATIONS: "20",
  /** In more browsers that speak another language, and each state in every language. */
  CLAWKEY_LANGUAGES: "all",
};

const TOOLS: Record<Run["suite"], readonly ToolName[]> = {
  unit: ["openssl"],
  torture: ["openssl", "strace"],
  chromium: ["chromium", ...AROUND_A_BROWSER],
  firefox: ["firefox", ...AROUND_A_BROWSER],
  openclaw: ["chromium", ...AROUND_A_BROWSER, "ip", "ssh", "sshd"],
};

const BUILDS = ["build:companion", "build:plugin", "zip", "zip:stores", "build:quick", "build:pseudo"];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: "boolean" },
    rest: { type: "boolean" },
    openclaw: { type: "string" },
    minutes: { type: "string" },
  },
});
const started = Date.now();
const minutes = Number(options.minutes ?? Infinity);
const own = mkdtempSync(path.join(tmpdir(), "clawkey-"));
// .ci/run gathers the ends of two such runs in a file of its own.
const ends = process.env["CLAWKEY_COUNTS"] ?? path.join(own, "ends");
writeFileSync(ends, "", { flag: "a" });
let isGreen = true;
let isPrepared = false;

const runs = await wantedRuns();
const needed = [...new Set(runs.flatMap(toolsOf))];
const isRoot = process.getuid?.() === 0;
// Said at once where it can't be helped, so that nobody waits for it.
if (!isRoot) lookForTools();
for (const run of runs) {
  if (Date.now() - started > minutes * 60_000) {
    const reason = `The ${minutes} minutes are over.`;
    console.error(`Not run: ${nameOf(run)}. ${reason}`);
    noteRunEnd(ends, { leftOut: [{ suite: run.suite, reason, titles: [nameOf(run)] }] });
    continue;
  }
  if (run.suite !== "unit" && !isPrepared) {
    prepare(needed);
    lookForTools();
    build();
    isPrepared = true;
  }
  const missing = await missingFor(run);
  if (missing === null) test(run);
  else countAsFailed(run, `Not run. Missing: ${missing}`);
}
if (!isRoot && runs.some(({ suite }) => suite === "unit" || suite === "torture"))
  fail("Missing: root, for the tests that mount a full disk. With it: sudo npm test");

report(notedRunEnds(ends));
rmSync(own, { recursive: true });
process.exitCode = isGreen ? 0 : 1;

async function wantedRuns(): Promise<Run[]> {
  const unknown = positionals.filter((suite) => !SUITES.some((known) => known === suite));
  const version = options.openclaw;
  if (unknown.length > 0) throw new Error(`No such suite: ${unknown.join(", ")} (${SUITES.join(", ")})`);
  if (version !== undefined)
    return [{ suite: "openclaw", openclaw: await knownVersion(version), long: true }];
  const all = options.rest ? REST : options.all ? ALL : EVERYDAY;
  return all.filter(({ suite }) => positionals.length === 0 || positionals.includes(suite));
}

function toolsOf({ suite, only, browser }: Run): readonly ToolName[] {
  if (browser) return TOOLS[browser];
  // These need the stand-in for the internet, and no browser.
  const isBare =
    suite === "openclaw" && only?.every((name) => ["main-job", "plugin.", "precedence"].includes(name));
  return isBare ? ["openssl"] : TOOLS[suite];
}

function lookForTools(): void {
  const missing = missingOf(needed);
  if (missing.length > 0) fail(`Missing: ${missing.join(", ")}. ${howToGet(missing)}`);
}

/**
 * What this run can't do without, in words; null where all is there. Units and torture run whatever is missing: a tool
 * is needed by some of their tests.
 */
async function missingFor(run: Run): Promise<string | null> {
  if (!isOfRealParts(run)) return null;
  const tools = missingOf(toolsOf(run));
  if (tools.length > 0) return tools.join(", ");
  return run.suite === "openclaw" ? missingOpenClaw(run) : null;
}

/** Browsers and gateways, which start slowly and share the machine. */
function isOfRealParts({ suite }: Run): boolean {
  return suite !== "unit" && suite !== "torture";
}

/** Vitest's own `--exclude` is no word to its projects. */
function filesOf({ suite, only = [], without }: Run): string[] {
  if (!without) return only.map((name) => `/${name}`);
  const all = readdirSync(suite === "openclaw" ? "test/real-openclaw" : "test/e2e");
  // Of `plugin.numbers.test.ts` as well: all that is about the plugin.
  const isLeft = (file: string) => file.endsWith(".test.ts") && !without.includes(file.split(".")[0]!);
  return all.filter(isLeft).map((name) => `/${name}`);
}

function test(run: Run): void {
  console.error(`\n${nameOf(run)}`);
  let told = endsOf(run, filesOf(run));
  const failing = filesWithFailures(told);
  if (isOfRealParts(run) && failing.length > 0 && failing.every(Boolean)) {
    console.error(`\n${nameOf(run)}, in a fresh world: ${failing.join(", ")}`);
    told = afterFreshRun(told, endsOf(run, [...failing, "--no-file-parallelism"]));
  }
  for (const end of told) noteRunEnd(ends, end);
  if (filesWithFailures(told).length > 0) isGreen = false;
}

/** What Vitest tells of these files. A test that failed in a world that an earlier one left behind may pass in its own. */
function endsOf(run: Run, args: readonly string[]): RunEnd[] {
  const { suite, openclaw, browser, long } = run;
  const file = path.join(own, "run-ends");
  writeFileSync(file, "");
  const { status, signal } = spawnSync("vitest", ["run", "--project", suite, ...args], {
    stdio: "inherit",
    env: {
      ...process.env,
      ...(long ? LONG : {}),
      ...(openclaw === undefined ? {} : { CLAWKEY_OPENCLAW: openclaw }),
      ...(browser === undefined ? {} : { CLAWKEY_BROWSER: browser }),
      CLAWKEY_COUNTS: file,
    },
  });
  const told = notedRunEnds(file);
  const isTold = status === 0 || filesWithFailures(told).length > 0;
  return isTold ? told : [...told, failedWhole(run, `Vitest ended with ${status ?? signal}`)];
}

async function missingOpenClaw({ openclaw = NEWEST }: Run): Promise<string | null> {
  try {
    await installOpenClaw(openclaw);
    return null;
  } catch (error) {
    return `OpenClaw ${openclaw}. It comes from the npm registry, once, by a network: ${String(error)}`;
  }
}

function build(): void {
  for (const script of BUILDS) {
    const { status } = spawnSync("npm", ["run", "--silent", script], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    if (status !== 0) fail(`npm run ${script} failed`);
  }
}

function fail(reason: string): void {
  isGreen = false;
  console.error(reason);
  noteRunEnd(ends, { missing: [reason] });
}

function countAsFailed(run: Run, error: string): void {
  isGreen = false;
  console.error(`${nameOf(run)}: ${error}`);
  noteRunEnd(ends, failedWhole(run, error));
}

function failedWhole(run: Run, error: string): RunEnd {
  const { suite } = run;
  return {
    counts: [{ suite, passed: 0, failed: 1, skipped: 0 }],
    failed: [{ suite, file: "", title: nameOf(run), error }],
  };
}

function nameOf({ suite, only = [], openclaw, browser, long }: Run): string {
  return [suite, openclaw, browser, long && "(long)", ...only].filter(Boolean).join(" ");
}
