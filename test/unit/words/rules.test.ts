/** Each rule finds what it is for: else a whole table of languages would prove nothing. */
import { expect, it } from "vitest";
import { codeIn, rules, type Catalogue } from "../../helpers/word-rules.ts";

const ENGLISH: Catalogue = {
  language: { tag: "en", direction: "ltr" },
  popup: {
    saved: "Written to {path}.",
    run: "  Run: openclaw clawkey pair --show",
    next: "Run this:",
    times: { one: "once", other: "{count} times" },
  },
};

const GERMAN = {
  saved: "In {path} geschrieben.",
  run: "  Führe openclaw clawkey pair --show aus",
  next: "Führe dies aus:",
  times: { one: "einmal", other: "{count} Mal" },
};

const german = (changes: object): Catalogue => ({
  language: { tag: "de", direction: "ltr" },
  popup: Object.fromEntries(
    Object.entries({ ...GERMAN, ...changes }).filter(([, text]) => text !== undefined),
  ),
});

const RULES = rules({ de: ["popup.same"] });

const findings = (changes: object) => Object.values(RULES).flatMap((rule) => rule(german(changes), ENGLISH));

it("finds nothing where nothing is wrong", () => {
  expect(findings({})).toEqual([]);
});

it.each([
  [{ saved: undefined }, ["popup.saved: missing"]],
  [{ more: "Mehr" }, ["popup.more: not in English"]],
  [{ times: "{count} Mal" }, ["popup.times: missing"]],
  [
    { times: { ...GERMAN.times, few: "{count} Male" } },
    ["popup.times: few, one, other instead of one, other"],
  ],
  [{ times: { other: "{count} Mal" } }, ["popup.times: other instead of one, other"]],
  [{ saved: "Geschrieben." }, ["popup.saved: without {path}"]],
  [{ saved: "In {pfad} {path} geschrieben." }, ["popup.saved: {pfad} is not in English"]],
  [{ times: { one: "{zahl}-mal", other: "{count} Mal" } }, ["popup.times: {zahl} is not in English"]],
  [{ run: "  Führe openclaw clawkey paare aus" }, ["popup.run: without openclaw clawkey pair --show"]],
  [{ run: "Führe openclaw clawkey pair --show aus" }, ["popup.run: other spaces before it"]],
  [{ saved: "Written to {path}." }, ["popup.saved: Written to {path}."]],
  [{ saved: "Steht in the {path}." }, ["popup.saved: the"]],
  [{ saved: "In {path}  geschrieben." }, ["popup.saved: two spaces"]],
  [{ saved: "In {path} geschrieben. " }, ["popup.saved: spaces behind it"]],
  [{ saved: "In {path}\ngeschrieben." }, ["popup.saved: other lines"]],
  [{ saved: "In \u2068{path}\u2069 geschrieben." }, ["popup.saved: a sign without a shape"]],
  [{ next: "Führe dies aus." }, ["popup.next: no colon"]],
  [{ times: { ...GERMAN.times, other: "{count} % der Male" } }, ["popup.times:  %"]],
  [{ saved: 'In "{path}" geschrieben …' }, ['popup.saved: "', "popup.saved: …"]],
  [{ saved: "In Anna's {path} geschrieben." }, ["popup.saved: a's"]],
])("finds %j", (changes, found) => {
  expect(findings(changes)).toEqual(found);
});

it("knows what a program reads from what people do", () => {
  expect(
    codeIn("Put CLAUDE_AI_SESSION_KEY=1 into ~/.openclaw/.env, then run openclaw gateway restart."),
  ).toEqual(["openclaw gateway restart", "CLAUDE_AI_SESSION_KEY=1", "~/.openclaw/.env"]);
  expect(codeIn("Since 2026.9.3, openclaw.json (of claude.ai) takes --target dotenv; about 3.5 s")).toEqual([
    "2026.9.3",
    "openclaw.json",
    "claude.ai",
    "--target",
  ]);
});
