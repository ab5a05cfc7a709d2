import { afterEach, describe, expect, it } from "vitest";
import english from "../../../../locales/en.json" with { type: "json" };
import { failure } from "../../../../src/core/messages/failures.ts";
import { failureText, sourceName } from "../../../../src/openclaw/words/failure-text.ts";
import type { Languages } from "../../../../src/openclaw/words/languages.ts";
import {
  dateAndTime,
  inOneLine,
  list,
  put,
  putCounted,
  shownOn,
  speakAsWanted,
  speakEnglish,
  words,
} from "../../../../src/openclaw/words/words.ts";

afterEach(speakEnglish);

const speak = (LANG: string, languages: Languages) =>
  speakAsWanted({ env: { LANG }, platform: "linux" }, languages);

const file = (content: unknown): Languages => ({ de: async () => ({ default: content }) });

const GERMAN = {
  source: { process: "die Umgebung" },
  failure: { file_busy: { title: "Belegt", next: "Warte" } },
};

/** Midday, wherever the test runs. */
const NOON = new Date(2026, 10, 27, 12, 30).getTime();

describe("A terminal's words", () => {
  it("are those of the wanted language, with its dates and those of its region", async () => {
    await speak("de_AT.UTF-8", file(GERMAN));
    expect(sourceName("process")).toBe("die Umgebung");
    expect(failureText(failure("file_busy"))).toBe("Belegt. Warte");
    expect(dateAndTime(NOON)).toBe(new Date(NOON).toLocaleString("de-AT"));
    expect(put("{share} %", { share: 1234.5 })).toBe("1234,5 %");
    await speak("en_GB.UTF-8", file(GERMAN));
    expect(sourceName("process")).toBe(english.source.process);
    expect(dateAndTime(NOON)).toBe("27/11/2026, 12:30:00");
  });

  it("count, list and join as the language does", async () => {
    const found = () => [0, 1, 3, 5, 21].map((count) => putCounted(words().terminal.doctor_problems, count));
    await speakAsWanted({ env: { LANG: "ru_RU.UTF-8" }, platform: "linux" });
    expect(found()).toEqual([
      "Найдено 0 проблем.",
      "Найдена 1 проблема.",
      "Найдено 3 проблемы.",
      "Найдено 5 проблем.",
      "Найдена 21 проблема.",
    ]);
    expect(list(["a", "b", "c"])).toBe("a, b и c");
    await speakAsWanted({ env: { LANG: "ja_JP.UTF-8" }, platform: "linux" });
    expect(list(["a", "b", "c"])).toBe("a、b、c");
    expect(inOneLine(["一。", "二。", "三。"])).toBe("一。二。三。");
    speakEnglish();
    expect(list(["a", "b", "c"])).toBe("a, b, and c");
    expect(inOneLine(["One.", "Two."])).toBe("One. Two.");
  });

  it("that depend on a count are English where the file has no such text, in whatever plural", async () => {
    const broken = { terminal: { doctor_problems: { few: "x" } } };
    await speak("ru_RU.UTF-8", { ru: async () => ({ default: broken }) });
    expect(putCounted(words().terminal.doctor_problems, 3)).toBe("3 problems found.");
  });

  it.each(["C", "nl_NL.UTF-8"])("are English where %s is wanted, dates included", async (name) => {
    await speak("de_AT.UTF-8", file(GERMAN));
    await speak(name, file(GERMAN));
    expect(words()).toEqual(english);
    expect(dateAndTime(NOON)).toBe("11/27/2026, 12:30:00 PM");
  });

  it("of a language that nobody wants are not read", async () => {
    const read: string[] = [];
    const note = (name: string) => async () => ({ default: read.push(name) });
    const languages = { de: note("de"), fr: note("fr"), ja: note("ja") };
    await speak("C", languages);
    await speak("en_US.UTF-8", languages);
    expect(read).toEqual([]);
    await speak("fr_CA.UTF-8", languages);
    expect(read).toEqual(["fr"]);
  });

  it.each([
    ["is missing", { de: () => Promise.reject(new Error("not found")) }],
    ["is no catalogue", file("Guten Tag")],
    ["is null", file(null)],
    ["is empty", file({})],
    ["has other shapes", file({ source: "Quelle", failure: { file_busy: ["a"] }, terminal: 7 })],
    ["has empty texts", file({ source: { process: "" } })],
  ])("are English where the file %s", async (_, languages) => {
    await speak("de_DE.UTF-8", languages);
    expect(words()).toEqual(english);
  });

  it("are English one by one where a text is missing", async () => {
    await speak("de_DE.UTF-8", file(GERMAN));
    expect(words().source).toEqual({ ...english.source, process: "die Umgebung" });
    expect(words().terminal).toEqual(english.terminal);
  });
});

describe("Marks that keep the order of signs", () => {
  const arabic = { ar: async () => ({ default: { language: { tag: "ar", direction: "rtl" } } }) };
  const text = "ملف ~/.openclaw";

  it("go to a screen alone, and only in a language from right to left", async () => {
    expect(shownOn({ isTTY: true })(text)).toBe(text);
    await speak("ar_EG.UTF-8", arabic);
    expect(shownOn({ isTTY: true })(text)).toBe("ملف \u200E~/.openclaw");
    expect(shownOn({})(text)).toBe(text);
  });
});
