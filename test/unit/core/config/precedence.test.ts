import { describe, expect, it } from "vitest";
import { effectiveSource, type SourceName, type Sources } from "../../../../src/core/config/precedence.ts";

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

const DOTENV_FILES = ORDER.slice(1, 5);
const CONFIG = ORDER.slice(5);

describe("effectiveSource", () => {
  it.each(ORDER.map((source, index) => [source, index] as const))(
    "takes %s before all that stand below it",
    (source, index) => {
      const sources = Object.fromEntries(ORDER.slice(index).map((name) => [name, `from ${name}`]));
      expect(effectiveSource(sources)).toEqual({ source, value: `from ${source}` });
    },
  );

  it.each([[{}], [Object.fromEntries(ORDER.map((name) => [name, undefined]))]])(
    "finds nothing where the variable stands nowhere: %j",
    (sources) => {
      expect(effectiveSource(sources)).toBeUndefined();
    },
  );

  describe.each([[""], [" \t"]])("with a blank value, %j,", (blank) => {
    it.each(ORDER.slice(0, 4).map((source, index) => [source, ORDER.slice(index + 1, 5)] as const))(
      "in %s hides the .env files below it: %j",
      (source, below) => {
        const sources = { [source]: blank, ...Object.fromEntries(below.map((name) => [name, "hidden"])) };
        expect(effectiveSource(sources)).toBeUndefined();
      },
    );

    it.each(ORDER.slice(0, 5).flatMap((blankIn) => CONFIG.map((config) => [blankIn, config] as const)))(
      "in %s does not hide %s",
      (blankIn, config) => {
        expect(effectiveSource({ [blankIn]: blank, [config]: "key" })).toEqual({
          source: config,
          value: "key",
        });
      },
    );

    it("in a lower source changes nothing for a higher one", () => {
      expect(effectiveSource({ process: "key", globalDotenv: blank })).toMatchObject({ source: "process" });
    });

    it("under env.vars lets the one under env count", () => {
      expect(effectiveSource({ configVars: blank, configFlat: "key" })).toMatchObject({
        source: "configFlat",
      });
    });

    it("under env.vars is passed over", () => {
      expect(effectiveSource({ configVars: blank })).toBeUndefined();
    });
  });

  it.each<[string, Sources, SourceName | undefined]>([
    ["a reference alone", { configVars: "${OTHER}" }, undefined],
    ["a reference inside a text", { configVars: "sk-${OTHER}-x" }, undefined],
    ["a reference under env", { configFlat: "${OTHER}", configVars: "key" }, "configVars"],
    ["a dollar that is no reference", { configVars: "$OTHER" }, "configVars"],
    ["a reference left open", { configVars: "${OTHER" }, "configVars"],
  ])("follows OpenClaw, which applies no references in its config: %s", (_, sources, source) => {
    expect(effectiveSource(sources)?.source).toBe(source);
  });

  it.each(["process", ...DOTENV_FILES] as const)(
    "takes a reference in %s as it stands, since nothing there is expanded",
    (source) => {
      expect(effectiveSource({ [source]: "${OTHER}", configVars: "key" })).toEqual({
        source,
        value: "${OTHER}",
      });
    },
  );
});
