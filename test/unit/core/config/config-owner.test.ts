import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holdersIn, isReadable, ownerOf, valuesIn } from "../../../../src/core/config/config-owner.ts";
import { removeFromConfig, setInConfig, type ConfigEdits } from "../../../../src/core/config/json5.ts";
import { applyEdits } from "../../../../src/core/config/edit.ts";
import type { ConfigFile } from "../../../../src/core/config/include-graph.ts";
import { CONFIG, graphOf, merged, splitConfig, type Files } from "./split-config.ts";

const KEY = `sk-ant-sid01-${"k".repeat(100)}`;
const HELD = `CLAUDE_AI_SESSION_KEY: "old"`;
const RUNS = Number(process.env["CLAWKEY_RUNS"] ?? 10_000) / 10;

/** The owner's path, or the line and column that the refusal names. */
async function ownerIn(files: Files): Promise<string> {
  const owner = ownerOf(await graphOf(files));
  if (owner.ok) return owner.file.path;
  const { path, line, column } = owner.place;
  return `refused: ${path}:${line}:${column}`;
}

describe("The owner of the key is", () => {
  it.each<[string, Files, string]>([
    ["the config, where it includes nothing", { [CONFIG]: "{ env: {} }" }, CONFIG],
    ["the file that is env", { [CONFIG]: "{ env: { $include: 'env' } }", env: "{}" }, "env"],
    ["the file that is vars", { [CONFIG]: "{ env: { vars: { $include: 'vars' } } }", vars: "{}" }, "vars"],
    [
      "the file at the end, where one includes the next",
      { [CONFIG]: "{ env: { $include: 'env' } }", env: "{ vars: { $include: 'vars' } }", vars: "{}" },
      "vars",
    ],
    [
      "the file at the end, where one is nothing but the next",
      { [CONFIG]: "{ env: { $include: 'a' } }", a: "{ $include: 'b' }", b: "{}" },
      "b",
    ],
    [
      "the config, where vars stands in it beside an include",
      { [CONFIG]: "{ env: { $include: 'env', vars: {} } }", env: "{ vars: {} }" },
      CONFIG,
    ],
    [
      "the file that has the key, though vars stands in the config",
      { [CONFIG]: "{ env: { $include: 'env', vars: {} } }", env: `{ vars: { ${HELD} } }` },
      "env",
    ],
    [
      "the config, where it has the key above another",
      { [CONFIG]: `{ env: { $include: 'env', vars: { ${HELD} } } }`, env: `{ vars: { ${HELD} } }` },
      CONFIG,
    ],
    [
      "the file in which white space around its name keeps it from being edited",
      {
        [CONFIG]: "{ env: { $include: 'env', vars: {} } }",
        env: "{ vars: { ' CLAUDE_AI_SESSION_KEY': 'old' } }",
      },
      "env",
    ],
    [
      "the innermost of two files that have it",
      {
        [CONFIG]: "{ env: { $include: 'env', vars: { $include: 'vars' } } }",
        env: `{ vars: { ${HELD} } }`,
        vars: `{ ${HELD} }`,
      },
      "vars",
    ],
    ["the config, where the whole of it is included", { [CONFIG]: "{ $include: 'all' }", all: "{}" }, CONFIG],
    [
      "the config, where an env without the key is included with all the rest",
      { [CONFIG]: "{ $include: 'all' }", all: "{ env: { vars: {} } }" },
      CONFIG,
    ],
    [
      "the file that has the key, where the whole config is included",
      { [CONFIG]: "{ $include: 'all' }", all: `{ env: { vars: { ${HELD} } } }` },
      "all",
    ],
    [
      "the last of several merged ones that have it",
      {
        [CONFIG]: "{ env: { $include: ['a', 'b', 'c'] } }",
        a: `{ vars: { ${HELD} } }`,
        b: `{ vars: { ${HELD} } }`,
        c: "{}",
      },
      "b",
    ],
    [
      "the config, where something else than an object hides what is included",
      { [CONFIG]: "{ env: { $include: 'env', vars: null } }", env: `{ vars: { ${HELD} } }` },
      CONFIG,
    ],
    ["the file that is broken", { [CONFIG]: "{ env: { $include: 'env' } }", env: "{ vars: " }, "env"],
    ["the file that is no object", { [CONFIG]: "{ env: { $include: 'env' } }", env: "[]" }, "env"],
    [
      "found whatever quotes and escapes the include is written in",
      { [CONFIG]: String.raw`{ env: { "\u0024include": 'e\u006ev' } }`, env: "{}" },
      "env",
    ],
    ["the config, where it is broken itself", { [CONFIG]: "{ env: { $include: 'env' }" }, CONFIG],
  ])("%s", async (_, files, owner) => {
    expect(await ownerIn(files)).toBe(owner);
  });
});

describe("No owner is named, but the place of the include,", () => {
  const chain = (length: number): Files => ({
    [CONFIG]: "{ env: { $include: '1' } }",
    ...Object.fromEntries(
      Array.from({ length }, (_, i) => [`${i + 1}`, i + 1 < length ? `{ $include: '${i + 2}' }` : "{}"]),
    ),
  });

  it.each<[string, Files, string]>([
    [
      "for several files",
      { [CONFIG]: "{\n  env: { a: 1, $include: ['a', 'b'] },\n}", a: "{}", b: "{}" },
      `${CONFIG}:2:16`,
    ],
    ["for a list of one", { [CONFIG]: "{ env: { $include: ['a'] } }", a: "{}" }, `${CONFIG}:1:10`],
    ["for an empty list", { [CONFIG]: "{ env: { $include: [] } }" }, `${CONFIG}:1:10`],
    ["for a file outside", { [CONFIG]: "{ env: { $include: '/a' } }", "/a": "{}" }, `${CONFIG}:1:10`],
    [
      "for a key in a file outside",
      { [CONFIG]: "{ env: { $include: '/a', vars: {} } }", "/a": `{ vars: { ${HELD} } }` },
      `${CONFIG}:1:10`,
    ],
    ["for a missing file", { [CONFIG]: "{ env: { $include: 'a' } }" }, `${CONFIG}:1:10`],
    [
      "for a missing file beside a key, because OpenClaw reads nothing then",
      { [CONFIG]: `{ env: { $include: 'a', vars: { ${HELD} } } }` },
      `${CONFIG}:1:10`,
    ],
    ["for a number", { [CONFIG]: "{ env: { $include: 5 } }" }, `${CONFIG}:1:10`],
    [
      "for a list with a number in it",
      { [CONFIG]: "{ env: { $include: ['a', 5] } }", a: "{}" },
      `${CONFIG}:1:10`,
    ],
    [
      "for a file that includes itself",
      { [CONFIG]: "{ env: { $include: 'a' } }", a: "{\n\n$include: 'a' }" },
      "a:3:1",
    ],
    [
      "for two that include each other",
      { [CONFIG]: "{ env: { $include: 'a' } }", a: "{ vars: { $include: 'b' } }", b: "{ $include: 'a' }" },
      "b:1:3",
    ],
    [
      "for a file that includes the config",
      { [CONFIG]: `{ env: { $include: '${CONFIG}' } }` },
      `${CONFIG}:1:10`,
    ],
    ["for the eleventh file within another", chain(11), "10:1:3"],
  ])("%s", async (_, files, place) => {
    expect(await ownerIn(files)).toBe(`refused: ${place}`);
  });

  it("but ten files within each other are followed", async () => {
    expect(await ownerIn(chain(10))).toBe("10");
  });
});

describe("valuesIn", () => {
  it("finds what counts under env.vars and directly under env, each with its file", async () => {
    const files = {
      [CONFIG]: "{ env: { $include: ['a', 'b'], vars: { $include: 'vars' } } }",
      a: "{ CLAUDE_AI_SESSION_KEY: 'flat a', vars: { CLAUDE_AI_SESSION_KEY: 'vars a' } }",
      b: "{ CLAUDE_AI_SESSION_KEY: 'flat b' }",
      vars: "{ CLAUDE_AI_SESSION_KEY: 'vars' }",
    };
    expect(valuesIn(await graphOf(files))).toEqual({
      vars: { value: "vars", path: "vars" },
      flat: { value: "flat b", path: "b" },
    });
  });

  it.each([
    ["a file is missing", { [CONFIG]: `{ env: { $include: 'a', vars: { ${HELD} } } }` }],
    ["a file is broken", { [CONFIG]: `{ env: { $include: 'a', vars: { ${HELD} } } }`, a: "{" }],
    ["the config is broken", { [CONFIG]: `{ env: { vars: { ${HELD} }` }],
  ])("finds nothing where %s, as OpenClaw does", async (_, files) => {
    expect(valuesIn(await graphOf(files))).toEqual({});
  });
});

describe(`${RUNS.toLocaleString("en")} generated configs in several files`, () => {
  it("have what was set in their owner as the value that counts, and all else as it was", async () => {
    const seen = { owned: 0, refused: 0, included: 0 };
    await fc.assert(
      fc.asyncProperty(splitConfig, async (files) => {
        const graph = await graphOf(files);
        expect(isReadable(graph)).toBe(true);
        expect(valuesIn(graph).vars?.value).toBe(keyIn(merged(files)));
        const owner = ownerOf(graph);
        if (!owner.ok) {
          expect(keyIn(merged(files))).toBeUndefined();
          expect(files[owner.place.path]).toContain("[");
          seen.refused++;
          return;
        }
        seen.owned++;
        if (owner.file.path !== CONFIG) seen.included++;
        const after = edit(files, owner.file, setInConfig(owner.file.text, KEY, owner.file.way));
        expect(keyIn(merged(after))).toBe(KEY);
        expect(withoutKey(merged(after))).toEqual(withoutKey(merged(files)));
        expect(ownerOf(await graphOf(after))).toMatchObject({ ok: true, file: { path: owner.file.path } });

        const gone = await removeAll(after);
        expect(keyIn(merged(gone))).toBeUndefined();
        if (holdersIn(graph).length === 0) expect(gone).toEqual(files);
      }),
      { numRuns: RUNS },
    );
    console.log("split configs:", seen);
    expect(seen.included).toBeGreaterThan(RUNS / 10);
  }, 300_000);
});

function edit(files: Files, file: ConfigFile, result: ConfigEdits): Files {
  if (!result.ok) throw new Error(`refused: ${result.code} for ${JSON.stringify(files)}`);
  return { ...files, [file.path]: applyEdits(file.text, result.edits) };
}

async function removeAll(files: Files): Promise<Files> {
  const [holder] = holdersIn(await graphOf(files));
  return holder ? removeAll(edit(files, holder, removeFromConfig(holder.text, holder.way))) : files;
}

type Config = { env?: { vars?: Record<string, unknown> } };

const keyIn = (config: unknown) => (config as Config).env?.vars?.["CLAUDE_AI_SESSION_KEY"];

function withoutKey(config: unknown): unknown {
  const { env: { vars: { CLAUDE_AI_SESSION_KEY: _, ...vars } = {}, ...env } = {}, ...rest } =
    config as Config;
  return { ...rest, env: { ...env, vars } };
}
