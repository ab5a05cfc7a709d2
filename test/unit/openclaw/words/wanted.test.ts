import { describe, expect, it } from "vitest";
import { closest, wantedLanguage } from "../../../../src/openclaw/words/wanted.ts";

const system = () => "ja-JP";

describe("The wanted language", () => {
  it.each([
    [{}, undefined],
    [{ LANG: "" }, undefined],
    [{ LANG: "C" }, undefined],
    [{ LANG: "C.UTF-8" }, undefined],
    [{ LANG: "POSIX" }, undefined],
    [{ LANG: "de_DE.UTF-8" }, "de-DE"],
    [{ LANG: "de_DE.utf8" }, "de-DE"],
    [{ LANG: "de" }, "de"],
    [{ LANG: "zh-Hant" }, "zh-Hant"],
    [{ LANG: "ca_ES.UTF-8@valencia" }, "ca-ES"],
    [{ LANG: "de_DE", LC_MESSAGES: "fr_FR" }, "fr-FR"],
    [{ LANG: "de_DE", LC_MESSAGES: "fr_FR", LC_ALL: "C" }, undefined],
    [{ LANG: "de_DE", LC_MESSAGES: "", LC_ALL: "" }, "de-DE"],
    [{ LANG: "ru_RU.KOI8-R" }, undefined],
    [{ LANG: "../../etc/passwd" }, undefined],
  ])("on Linux with %j: %s", (env, language) => {
    expect(wantedLanguage({ env, platform: "linux" }, system)).toBe(language);
  });

  it.each(["win32", "darwin"] as const)(
    "is on %s that of the system, unless a variable names one",
    (platform) => {
      expect(wantedLanguage({ env: {}, platform }, system)).toBe("ja-JP");
      expect(wantedLanguage({ env: { LC_ALL: "it_IT.UTF-8" }, platform }, system)).toBe("it-IT");
      expect(wantedLanguage({ env: { LC_ALL: "C" }, platform }, system)).toBe(undefined);
    },
  );
});

const LANGUAGES = ["en", "de", "fr", "es", "it", "pt-BR", "ru", "ar", "ja", "ko", "zh-CN", "zh-TW"];

it.each([
  ["de-AT", "de"],
  ["de", "de"],
  ["en-GB", "en"],
  ["es-419", "es"],
  ["pt-PT", "pt-BR"],
  ["ar-EG", "ar"],
  ["zh", "zh-CN"],
  ["zh-SG", "zh-CN"],
  ["zh-HK", "zh-TW"],
  ["zh-Hant", "zh-TW"],
  ["zh-Hans-HK", "zh-CN"],
  ["nl-NL", undefined],
  ["yue-HK", undefined],
  ["no tag", undefined],
])("closest to %s is %s", (wanted, language) => {
  expect(closest(wanted, LANGUAGES)).toBe(language);
});
