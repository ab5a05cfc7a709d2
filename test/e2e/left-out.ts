import type { BrowserName } from "../helpers/world/browser-driver.ts";

const SHARED_RULE = "A rule of src/ in which no browser takes part, and a start of Firefox takes seconds";

/** Told by the companion, whoever asks. */
const REFUSAL = "The companion's refusal, the same in any browser";

/**
 * The scenarios that one of the browsers does not have, each with its reason. All others run in every browser:
 * what is not in this table is not left out. A reason beside a file's name is that of all its scenarios; of a
 * title that stands for several, the places are left open as in the test.
 */
export const LEFT_OUT: Record<BrowserName, Record<string, string | Record<string, string>>> = {
  chromium: {
    "containers.test.ts": "Has neither containers nor first-party isolation",
    "auto-sync.test.ts": {
      "catches up when it is switched on again after the cookie changed":
        "Its list of extensions is out of a test's reach; the rule is one line for both browsers",
    },
    "auto-sync-failures.test.ts": {
      "a data consent that was withdrawn: says so, tries again, and mends by itself": "Knows no such consent",
    },
    "consent.test.ts": {
      "ends where the consent to hand data on is taken away alone, says so, and can be given again":
        "Knows no such consent",
    },
  },
  firefox: {
    "auto-sync.test.ts": {
      "puts back what OpenClaw has put aside, asks where somebody has taken it out, and a click decides":
        SHARED_RULE,
      "leaves the key of another profile alone, and offers to put its own in its place": SHARED_RULE,
      "holds the fourth change within the window back, shows it, and lets a click through at once":
        SHARED_RULE,
      "rests while it is paused, and catches up when it goes on": SHARED_RULE,
    },
    "consent.test.ts": {
      "keeps the choice of sync as the user made it: off until chosen": SHARED_RULE,
      "stays withdrawn on a second options page, which changes what is stored now and not what it once read":
        SHARED_RULE,
      "notes the file before it is written, so that closing the popup at any moment loses nothing":
        SHARED_RULE,
    },
    "auto-sync-worker.test.ts":
      "Ten stops and an idle hour for rules that both browsers share take minutes. That a suspended event page wakes, and writes each key, is in auto-sync.test.ts",
    "auto-sync-failures.test.ts": {
      "a full disk: says so, tries again, and mends by itself": REFUSAL,
    },
    "copy.test.ts": {
      "puts the key into the clipboard as %s, and remembers the format":
        "The text of each is made by src/extension/export; that Firefox's clipboard gets it is in those that paste it after 30 seconds",
    },
    "boundary.test.ts":
      "Looks into requests and workers by Chromium's own protocol. The policy that both manifests hold is in packages.test.ts",
    "announced.test.ts":
      "Runs no script of the driver's before those of an extension's page, and the words are the same in any browser",
    "policies.test.ts": "Firefox has no policy about native messaging",
    "packages.test.ts": "Reads the packages of both browsers, and starts neither",
    "picked.test.ts": "Has no dialog by which an extension may keep a file",
    "picked-calls.test.ts": "Has none of these calls",
    "npm-package.test.ts": "Installs the companion from its package, and starts no browser",
    "gateway-pages.test.ts": {
      "takes the line away when its time is over, and makes a new one by a click":
        "Runs no script of the driver's before those of an extension's page",
    },
    "pages.test.ts": {
      "takes a click at once, as the welcome page does":
        "Runs no script of the driver's before those of an extension's page",
    },
    "proof.test.ts": { "names the broken step: %s": REFUSAL },
    "usage.test.ts": {
      "by its answer: %s": SHARED_RULE,
      "because there is no way to it": "The driver can't take the network from one of Firefox's own pages",
    },
    "popup-states.test.ts": {
      "refuses a %s config with the reason, and leaves its bytes alone": REFUSAL,
      "refuses a wrong kind of secret in the cookie: %s": "The shape of a key, the same in any browser",
    },
  },
};

export const wholeFilesLeftOut = (browser: BrowserName): string[] =>
  Object.entries(LEFT_OUT[browser])
    .filter(([, reason]) => typeof reason === "string")
    .map(([file]) => file);

/** Why a scenario does not run in this browser; undefined where it does. */
export function reasonToLeaveOut(browser: BrowserName, file: string, title: string): string | undefined {
  const reasons = LEFT_OUT[browser][file] ?? {};
  if (typeof reasons === "string") return reasons;
  return Object.entries(reasons).find(([template]) => isOneOf(title, template))?.[1];
}

function isOneOf(title: string, template: string): boolean {
  const [start = "", end] = template.split("%s");
  return end === undefined ? title === template : title.startsWith(start) && title.endsWith(end);
}
