import { describe, expect, it } from "vitest";
import { effectiveSource, hidingSource, type Source } from "../../../../src/core/config/precedence.ts";
import { failure } from "../../../../src/core/messages/failures.ts";
import type { SourceName } from "../../../../src/core/messages/messages.ts";

/** Highest first, as measured on OpenClaw 2026.9.6. */
const ORDER = [
  "process",
  "workingFolderDotenv",
  "globalDotenv",
  "configFolderDotenv",
  "gatewayDotenv",
  "configVars",
  "configFlat",
] as const satisfies readonly SourceName[];

const ENVIRONMENT = ORDER.slice(0, 5);
const CONFIG = ORDER.slice(5);
const INCLUDED = {
  source: "configVars",
  path: "/base",
  value: null,
  why: failure("config_included"),
} as const;

/** Those that hold something, in the order in which they are read. */
const sources = (held: Partial<Record<SourceName, string>>): Source[] =>
  ORDER.flatMap((source) => {
    const value = held[source];
    return value === undefined ? [] : [{ source, path: `/${source}`, value }];
  });

const allOf = (names: readonly SourceName[], value: string) =>
  Object.fromEntries(names.map((name) => [name, value]));

const effective = (held: Partial<Record<SourceName, string>>) => effectiveSource(sources(held))?.source;

describe("The source that OpenClaw takes the key from", () => {
  it.each(ORDER.map((source, index) => [source, index] as const))(
    "is %s before all that stand below it, with its value and path",
    (source, index) => {
      const found = effectiveSource(sources(allOf(ORDER.slice(index), "key")));
      expect(found).toEqual({ source, path: `/${source}`, value: "key" });
    },
  );

  it.each<[string, Partial<Record<SourceName, string>>, SourceName | undefined]>([
    ["nothing is set", {}, undefined],
    ["a reference stands alone", { configVars: "${OTHER}" }, undefined],
    ["a reference stands inside a text", { configVars: "sk-${OTHER}-x" }, undefined],
    ["a reference stands under env", { configFlat: "${OTHER}", configVars: "key" }, "configVars"],
    ["a dollar is no reference", { configVars: "$OTHER" }, "configVars"],
    ["a reference is left open", { configVars: "${OTHER" }, "configVars"],
    ["a blank stands below a key", { process: "key", globalDotenv: "" }, "process"],
    ["env.vars is blank and env is not", { configVars: " ", configFlat: "key" }, "configFlat"],
    ["env.vars is blank", { configVars: "" }, undefined],
  ])("where %s: %j", (_, held, source) => {
    expect(effective(held)).toBe(source);
  });

  it.each(ENVIRONMENT)("is a reference in %s as it stands, since nothing there is expanded", (source) => {
    expect(effective({ [source]: "${OTHER}", configVars: "key" })).toBe(source);
  });

  describe.each(["", " \t"])("is, below a blank %j", (blank) => {
    it.each(ENVIRONMENT.map((source, index) => [source, index] as const))(
      "in %s, no other .env file, and the config all the same",
      (source, index) => {
        const hidden = { [source]: blank, ...allOf(ENVIRONMENT.slice(index + 1), "hidden") };
        expect(effective(hidden)).toBeUndefined();
        for (const config of CONFIG) expect(effective({ ...hidden, [config]: "key" })).toBe(config);
      },
    );
  });
});

describe("Where the config includes other files, the source", () => {
  it.each<[string, Source[], Source]>([
    ["is unknown", [INCLUDED], INCLUDED],
    [
      "is unknown though env has a value, which env.vars would hide",
      [INCLUDED, ...sources({ configFlat: "key" })],
      INCLUDED,
    ],
    ["is unknown below a blank", [...sources({ globalDotenv: "" }), INCLUDED], INCLUDED],
    [
      "is the config's own value under env.vars",
      [...sources({ configVars: "key" }), INCLUDED],
      sources({ configVars: "key" })[0]!,
    ],
    [
      "is what stands above",
      [...sources({ globalDotenv: "key" }), INCLUDED],
      sources({ globalDotenv: "key" })[0]!,
    ],
  ])("%s", (_, found, expected) => {
    expect(effectiveSource(found)).toEqual(expected);
  });
});

describe("What was written is hidden", () => {
  it.each<[SourceName, string, Source[], SourceName | undefined]>([
    ["globalDotenv", "by nothing below it", sources({ globalDotenv: "new", configVars: "old" }), undefined],
    ["globalDotenv", "by a higher value", sources({ process: "old", globalDotenv: "new" }), "process"],
    ["globalDotenv", "not by the same value", sources({ process: " new ", globalDotenv: "new" }), undefined],
    ["globalDotenv", "by a blank", sources({ process: "", globalDotenv: "new" }), "process"],
    [
      "globalDotenv",
      "by the config, where a blank lets it through",
      sources({ process: "", globalDotenv: "new", configVars: "old" }),
      "configVars",
    ],
    [
      "globalDotenv",
      "by a blank, whatever is included",
      [...sources({ process: "", globalDotenv: "new" }), INCLUDED],
      "process",
    ],
    ["configVars", "by a .env", sources({ gatewayDotenv: "old", configVars: "new" }), "gatewayDotenv"],
    ["configVars", "not by a blank", sources({ process: "", configVars: "new" }), undefined],
    ["configVars", "not by what is included", [...sources({ configVars: "new" }), INCLUDED], undefined],
  ])("in %s %s", (written, _, found, expected) => {
    expect(hidingSource(found, written)?.source).toBe(expected);
  });
});
