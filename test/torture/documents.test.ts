/**
 * Whatever stands in a file, an edit changes the variable and nothing else, or does not happen: judged by json5 and
 * dotenv, which OpenClaw reads with, and by nothing of ours. CLAWKEY_SEED finds a document again.
 */
import { isDeepStrictEqual } from "node:util";
import { parse as parseDotenv } from "dotenv";
import JSON5 from "json5";
import { expect, it, vi } from "vitest";
import { removeFromDotenv, setInDotenv } from "../../src/core/config/dotenv.ts";
import { removeFromConfig, setInConfig } from "../../src/core/config/json5.ts";
import { SESSION_KEY_VARIABLE as NAME } from "../../src/core/config/precedence.ts";
import { KEY_TEXT as KEY } from "../helpers/keys.ts";
import { mutant, randomFrom, type Kind } from "./mutants.ts";
import { count, NO_HURRY } from "./variables.ts";

const DOCUMENTS = count("CLAWKEY_DOCUMENTS", 10_000);
const FIRST = count("CLAWKEY_SEED", 1);
const SLOW_MS = 2_000;

type Parsed = Record<string, unknown>;

interface Judge {
  set: (text: string, value: string) => ReturnType<typeof setInConfig>;
  remove: (text: string) => ReturnType<typeof removeFromConfig>;
  /** Null where OpenClaw could not read it. */
  parse: (text: string) => Parsed | null;
  /** Where OpenClaw reads the variable. */
  places: readonly (readonly string[])[];
  /** None may be lost, and their order stays. */
  comments: (text: string) => string[];
}

const JUDGES: Record<Kind, Judge> = {
  config: {
    set: setInConfig,
    remove: removeFromConfig,
    parse: parseConfig,
    places: [
      ["env", "vars", NAME],
      ["env", NAME],
    ],
    comments: commentsInConfig,
  },
  dotenv: {
    set: setInDotenv,
    remove: removeFromDotenv,
    parse: parseDotenv,
    places: [[NAME]],
    // Only dotenv knows what is one.
    comments: () => [],
  },
};

it.each(["config", "dotenv"] as const)(
  `${DOCUMENTS.toLocaleString("en")} mutated documents, each edited right or not at all: %s`,
  { timeout: NO_HURRY },
  (kind) => {
    // json5 warns of each U+2028 in a string.
    vi.stubGlobal("console", { ...console, warn: () => {} });
    const judge = JUDGES[kind];
    const outcomes: Record<string, number> = {};
    let slowestMs = 0;
    for (let seed = FIRST; seed < FIRST + DOCUMENTS; seed++) {
      const text = mutant(kind, randomFrom(seed), (whole) => judge.parse(whole) !== null);
      const began = process.threadCpuUsage();
      const [set, removed] = [judge.set(text, KEY), judge.remove(text)];
      const { user, system } = process.threadCpuUsage(began);
      slowestMs = Math.max(slowestMs, (user + system) / 1000);
      const wrong = faultOf(judge, text, set, removed);
      if (wrong) throw new Error(`CLAWKEY_SEED=${seed}: ${wrong}\n${JSON.stringify(text.slice(0, 2_000))}`);
      const outcome = !set.ok ? set.code : judge.remove(set.text).ok ? "edited" : "edited for good";
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    vi.unstubAllGlobals();
    console.log(`documents, ${kind}`, { outcomes, slowestMs: Math.round(slowestMs) });
    expect(slowestMs).toBeLessThan(SLOW_MS);
    // A line that keeps two others apart, in a file that is broken in several places.
    expect(outcomes["edited for good"] ?? 0).toBeLessThan(DOCUMENTS / 1_000);
    // Else it would prove nothing.
    expect(outcomes["edited"]).toBeGreaterThan(DOCUMENTS / 2);
    expect(outcomes["key_place_taken"]).toBeGreaterThan(DOCUMENTS / 100);
  },
);

/** What is wrong; undefined where all is right. */
function faultOf(
  judge: Judge,
  text: string,
  set: ReturnType<Judge["set"]>,
  removed: ReturnType<Judge["remove"]>,
): string | undefined {
  const { parse, places, comments } = judge;
  const before = parse(text);
  if (before === null) return set.ok || removed.ok ? "edited, though nobody can read it" : undefined;
  if (set.ok) {
    if (places.some((names) => isForeign(at(before, names)))) return "set over what is no session key";
    const wanted = withKey(before, places);
    if (!isDeepStrictEqual(parse(set.text), wanted)) return "set changed something else";
    if (!isDeepStrictEqual(comments(set.text), comments(text))) return "set lost a comment";
    const again = judge.set(set.text, KEY);
    if (!again.ok || again.text !== set.text) return "set again changed something";
    const back = judge.remove(set.text);
    if (back.ok && back.text.includes(KEY)) return "the key is still there";
    if (back.ok && isUnheardOf(text) && back.text !== text) return "the bytes before did not come back";
  }
  if (!removed.ok) return undefined;
  const after = parse(removed.text);
  if (after === null) return "remove broke it";
  if (places.some((names) => isSessionKey(at(after, names)))) return "remove left a key";
  for (const names of places) {
    const [was, is] = [at(before, names), at(after, names)];
    if (isForeign(was) && !isDeepStrictEqual(was, is)) return "remove took what is no session key";
  }
  if (!isDeepStrictEqual(bare(after, places), bare(before, places))) return "remove changed something else";
  return isDeepStrictEqual(comments(removed.text), comments(text)) ? undefined : "remove lost a comment";
}

/** Nowhere in it, spelled with escapes neither. */
const isUnheardOf = (text: string): boolean => !text.includes(NAME) && !/\\[^'"]/.test(text);

function parseConfig(text: string): Parsed | null {
  try {
    const root: unknown = JSON5.parse(text);
    return isObject(root) ? root : null;
  } catch {
    return null;
  }
}

function commentsInConfig(text: string): string[] {
  const tokens = /"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|\/\/[^\r\n\u2028\u2029]*|\/\*[^]*?\*\//g;
  return (text.match(tokens) ?? []).filter((token) => token.startsWith("/"));
}

const isObject = (value: unknown): value is Parsed =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSessionKey = (value: unknown): boolean =>
  typeof value === "string" && /^sk-ant-(?!oat|api|admin)[\w-]{20,512}$/.test(value.trim());

function isForeign(value: unknown): boolean {
  if (value === undefined || value === null || isSessionKey(value)) return false;
  return typeof value !== "string" || value.trim() !== "";
}

function at(value: unknown, names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (inside, name) => (isObject(inside) && Object.hasOwn(inside, name) ? inside[name] : undefined),
    value,
  );
}

/** The key in the first place, and nothing in any other. */
function withKey(root: Parsed, places: Judge["places"]): Parsed {
  const rest = places.slice(1).reduce(takenOut, root);
  const names = [...places[0]!];
  let inside: unknown = KEY;
  while (names.length > 0) {
    const name = names.pop()!;
    const around = at(rest, names);
    inside = { ...(isObject(around) ? around : {}), [name]: inside };
  }
  return inside as Parsed;
}

function takenOut(root: Parsed, [name, ...inner]: readonly string[]): Parsed {
  if (name === undefined || !Object.hasOwn(root, name)) return root;
  const { [name]: inside, ...others } = root;
  return inner.length > 0 && isObject(inside) ? { ...others, [name]: takenOut(inside, inner) } : others;
}

/** Without the variable, and without what holds nothing else. */
function bare(root: Parsed, places: Judge["places"]): Parsed {
  const rest = places.reduce(takenOut, root);
  return [["env", "vars"], ["env"]].reduce((value, names) => {
    const inside = at(value, names);
    return isObject(inside) && Object.keys(inside).length === 0 ? takenOut(value, names) : value;
  }, rest);
}
