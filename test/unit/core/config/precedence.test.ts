import { describe, expect, it } from "vitest";
import { effectiveSource, hidingSource, type Source } from "../../../../src/core/config/precedence.ts";
import { failure } from "../../../../src/core/messages/failures.ts";
import type { SourceName } from "../../../../src/core/messages/messages.ts";

/** Highest first, as measured on OpenClaw 2026.9.6. */
const ENVIRONMENT: readonly SourceName[] = [
  "process",
  "serviceEnvironment",
  "workingFolderDotenv",
  "globalDotenv",
  "configFolderDotenv",
  "gatewayDotenv",
];
const CONFIG: readonly SourceName[] = ["configVars", "configFlat"];
const ORDER = [...ENVIRONMENT, ...CONFIG];
const why = failure("config_included");
const INCLUDED: Source = { source: "configVars", path: "/base", value: null, why };

/** Those that hold something, in the order in which they are read. */
const sources = (held: Partial<Record<SourceName, string>>): Source[] =>
  ORDER.flatMap((source) => {
    const value = held[source];
    return value === undefined ? [] : [{ source, path: `/${source}`, value }];
  });

const allOf = (names: readonly SourceName[], value: string) =>
  Object.fromEntries(names.map((name) => [name, value]));

const effective = (held: Partial<Record<SourceName, string>>) => effectiveSource(sources(held))?.source;

it.each(ORDER.map((source, index) => [source, index] as const))(
  "The source is %s before all that stand below it, with its value and path",
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
])("Where %s: %j, the source is %s", (_, held, source) => {
  expect(effective(held)).toBe(source);
});

describe.each(ENVIRONMENT.map((source, index) => [source, index] as const))("In %s", (source, index) => {
  it("a reference counts as it stands, since nothing there is expanded", () => {
    expect(effective({ [source]: "${OTHER}", configVars: "key" })).toBe(source);
  });

  it.each(["", " \t"])("a blank %j hides the .env files below it, and the config not", (blank) => {
    const hidden = { [source]: blank, ...allOf(ENVIRONMENT.slice(index + 1), "hidden") };
    expect(effective(hidden)).toBeUndefined();
    for (const config of CONFIG) expect(effective({ ...hidden, [config]: "key" })).toBe(config);
  });
});

const IN_ENV_VARS = sources({ configVars: "key" });
const IN_DOTENV = sources({ globalDotenv: "key" });

it.each<[string, Source[], Source]>([
  ["is unknown", [INCLUDED], INCLUDED],
  [
    "is unknown though env has a value, which env.vars would hide",
    [INCLUDED, ...sources({ configFlat: "key" })],
    INCLUDED,
  ],
  ["is unknown below a blank", [...sources({ globalDotenv: "" }), INCLUDED], INCLUDED],
  ["is the config's own value under env.vars", [...IN_ENV_VARS, INCLUDED], IN_ENV_VARS[0]!],
  ["is what stands above", [...IN_DOTENV, INCLUDED], IN_DOTENV[0]!],
])("Where the config includes other files, the source %s", (_, found, expected) => {
  expect(effectiveSource(found)).toEqual(expected);
});

it.each<[SourceName, string, Partial<Record<SourceName, string>>, SourceName | undefined, Source[]?]>([
  ["globalDotenv", "by nothing below it", { globalDotenv: "new", configVars: "old" }, undefined],
  ["globalDotenv", "by a higher value", { process: "old", globalDotenv: "new" }, "process"],
  ["globalDotenv", "not by the same value", { process: " new ", globalDotenv: "new" }, undefined],
  ["globalDotenv", "by a blank", { process: "", globalDotenv: "new" }, "process"],
  [
    "globalDotenv",
    "by the config, where a blank lets it through",
    { process: "", globalDotenv: "new", configVars: "old" },
    "configVars",
  ],
  [
    "globalDotenv",
    "by a blank, whatever is included",
    { process: "", globalDotenv: "new" },
    "process",
    [INCLUDED],
  ],
  ["configVars", "by a .env", { gatewayDotenv: "old", configVars: "new" }, "gatewayDotenv"],
  ["configVars", "not by a blank", { process: "", configVars: "new" }, undefined],
  ["configVars", "not by what is included", { configVars: "new" }, undefined, [INCLUDED]],
])("What was written in %s is hidden %s", (written, _, held, expected, included = []) => {
  expect(hidingSource([...sources(held), ...included], written)?.source).toBe(expected);
});
