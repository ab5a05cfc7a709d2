/** The documents say what the code says: a page that falls behind fails here. */
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import words from "../../locales/en.json" with { type: "json" };
import manifest from "../../package.json" with { type: "json" };
import { MAX_REQUEST_BYTES } from "../../src/companion/native-host/framing.ts";
import policySchema from "../../assets/policy.json" with { type: "json" };
import { CHROME_EXTENSION_ID, FIREFOX_EXTENSION_ID, HOST_NAME } from "../../src/core/messages/identity.ts";
import {
  Detail,
  Effect,
  PROTOCOL_VERSION,
  ReceivedFailure,
  RemoveReply,
  SetReply,
  SourceName,
  StatusReply,
  VerifyProgress,
  VerifyReply,
  VerifyStep,
} from "../../src/core/messages/messages.ts";
import {
  RemoveRequest,
  Request,
  SetRequest,
  StatusRequest,
  VerifyRequest,
} from "../../src/core/messages/requests.ts";
import { policyOf } from "../../src/extension/browser/policy.ts";
import { Records } from "../../src/extension/browser/records.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const PAGES = globSync("{*,docs/*}.md", { cwd: ROOT });

const read = (page: string) => readFileSync(path.join(ROOT, page), "utf8");
const exists = (file: string) => existsSync(path.join(ROOT, file));
const sorted = (names: Iterable<string>) => Array.from(new Set(names)).toSorted();

/** The text below a heading, up to the next one. */
function section(page: string, heading: string): string {
  const found = read(page)
    .split(/^#+ /m)
    .find((part) => part.startsWith(`${heading}\n`));
  if (found === undefined) throw new Error(`${page} has no heading "${heading}"`);
  return found;
}

/** The first table of a text: its cells row by row, without the head. */
function table(text: string): string[][] {
  const [found = ""] = /(?:^\|.*\n)+/m.exec(text) ?? [];
  const cells = (line: string) => line.split(/(?<!\\)\|/).slice(1, -1);
  return found
    .trim()
    .split("\n")
    .slice(2)
    .map((line) => cells(line).map((cell) => cell.trim()));
}

/** What stands `so` in a text. */
const code = (text = "") => Array.from(text.matchAll(/`([^`]+)`/g), ([, word]) => word!);

/** Of each point of a list, the names before its colon. */
const listed = (text: string) =>
  Array.from(text.matchAll(/^- (.*?`): /gm), ([, names]) => code(names)).flat();

describe("The page about native messaging", () => {
  const PAGE = "docs/native-messaging.md";

  it("states the host's name, the version and the largest request", () => {
    const values = table(section(PAGE, "Frames")).flatMap(([, value]) => code(value));
    expect(values).toEqual([HOST_NAME, String(PROTOCOL_VERSION), String(MAX_REQUEST_BYTES)]);
  });

  const REQUESTS: Record<string, z.ZodMiniType> = {
    "`status`": StatusRequest,
    "`set`": SetRequest,
    "`remove`": RemoveRequest,
    "`verify`": VerifyRequest,
  };
  const REPLIES: Record<string, z.ZodMiniType> = {
    "`status`": StatusReply,
    "file report": StatusReply.shape.files.shape.config,
    "`set`": SetReply,
    effect: Effect,
    "`remove`": RemoveReply,
    "`verify` progress": VerifyProgress,
    "`verify`": VerifyReply,
    failure: ReceivedFailure,
    "`detail`": Detail,
  };
  const requests = table(section(PAGE, "Requests"));
  const replies = table(section(PAGE, "Replies"));

  it("has a row for each request and each part of a reply", () => {
    expect(Object.values(REQUESTS)).toEqual(Request.def.options);
    expect(requests.map(([verb]) => verb)).toEqual(Object.keys(REQUESTS));
    expect(replies.map(([part]) => part)).toEqual(Object.keys(REPLIES));
  });

  it.each(requests)("names every field of the request %s", (verb, _, fields) => {
    expect(sorted(["protocol", "verb", ...code(fields)])).toEqual(sorted(fieldsOf(REQUESTS[verb]!)));
  });

  it.each(replies)("names every field of the reply: %s", (part, fields) => {
    // The page says once that each has an `ok`.
    expect(sorted(["ok", ...code(fields)])).toEqual(sorted(["ok", ...fieldsOf(REPLIES[part]!)]));
  });

  /** Dotted names, down into whatever has no row of its own. */
  function fieldsOf(schema: z.core.$ZodType): string[] {
    if (schema instanceof z.ZodMiniUnion) return schema.def.options.flatMap(fieldsOf);
    if (schema instanceof z.ZodMiniOptional || schema instanceof z.ZodMiniNullable)
      return fieldsBelow(schema.def.innerType);
    if (schema instanceof z.ZodMiniArray) return fieldsBelow(schema.def.element);
    if (!(schema instanceof z.ZodMiniObject)) return [];
    return Object.entries<z.core.$ZodType>(schema.shape).flatMap(([name, field]) =>
      [name].concat(fieldsBelow(field).map((below) => `${name}.${below}`)),
    );
  }

  function fieldsBelow(schema: z.core.$ZodType): string[] {
    return Object.values<z.core.$ZodType>(REPLIES).includes(schema) ? [] : fieldsOf(schema);
  }
});

describe("The page about how OpenClaw reads the key", () => {
  const firstCells = (heading: string) =>
    table(section("docs/how-openclaw-reads-the-key.md", heading)).flatMap(([cell]) => code(cell));

  it("lists every source, the highest first", () => {
    expect(firstCells("Which source wins")).toEqual(SourceName.options);
  });

  it("lists the steps of verify in their order", () => {
    expect(firstCells("What verify asks")).toEqual(VerifyStep.options);
  });
});

describe("The page for administrators", () => {
  const PAGE = "docs/policy.md";
  const POLICIES = [{ target: "gateway", allowAutoSync: false }, { allowKey: false }];
  const fields = Object.keys(policySchema.properties);

  it("lists every field of the schema that Chromium gets, and says nothing of another", () => {
    expect(table(read(PAGE)).flatMap(([field]) => code(field))).toEqual(fields);
    expect(policyOf(Object.fromEntries(fields.map((field) => [field, undefined]))).ignored).toEqual(fields);
    expect(Object.keys(policyOf({}))).toEqual([...fields, "ignored"]);
  });

  it("has examples for the extension's own ids that a browser can read", () => {
    const texts = Array.from(read(PAGE).matchAll(/```json\n([^]*?)```/g), ([, text]) => text!);
    expect(texts.map((text) => JSON.parse(text) as unknown)).toEqual([
      { "3rdparty": { extensions: { [CHROME_EXTENSION_ID]: POLICIES[0] } } },
      { policies: { "3rdparty": { Extensions: { [FIREFOX_EXTENSION_ID]: POLICIES[1] } } } },
    ]);
    for (const policy of POLICIES) expect(policyOf(policy).ignored).toEqual([]);
  });
});

describe("CONTRIBUTING.md", () => {
  const PAGE = "CONTRIBUTING.md";

  it("gives a reason for each dependency, and for none that is gone", () => {
    expect(sorted(listed(section(PAGE, "Dependencies")))).toEqual(
      sorted(Object.keys(manifest.devDependencies)),
    );
    expect(manifest).not.toHaveProperty("dependencies");
  });

  it("explains each script, and none that is gone", () => {
    expect(sorted(listed(section(PAGE, "Scripts")))).toEqual(sorted(Object.keys(manifest.scripts)));
  });

  it("draws the folders of src as they are", () => {
    const folders = globSync("src/{*,*/*}/", { cwd: ROOT }).map((folder) => folder.replace(/\/$/, ""));
    expect(
      sorted(foldersOf(section(PAGE, "Where things are"))).filter((name) => /^src\/./.test(name)),
    ).toEqual(sorted(folders));
  });

  it("names no file or folder that is not there", () => {
    const map = table(section(PAGE, "To change X, look at Y")).flatMap(([, places]) => code(places));
    const elsewhere = code(read(PAGE)).filter((word) =>
      /^(src|entrypoints|test|locales|assets)\//.test(word),
    );
    const drawn = foldersOf(section(PAGE, "Where things are"));
    expect(map.length).toBeGreaterThan(15);
    expect(map.concat(elsewhere, drawn).filter((file) => !exists(file))).toEqual([]);
  });

  /** The paths in a tree that is drawn by indentation, two spaces a level; several names may share a line. */
  function foldersOf(text: string): string[] {
    const [, tree = ""] = /```\n([^]*?)```/.exec(text) ?? [];
    const above: string[] = [];
    return tree.split("\n").flatMap((line) => {
      const [, indent = "", names = ""] = /^( *)((?:[\w-]+\/ *)+)/.exec(line) ?? [];
      const depth = indent.length / 2;
      const folders = names
        .split(/\/ */)
        .filter(Boolean)
        .map((name) => [...above.slice(0, depth), name].join("/"));
      above[depth] = path.basename(folders.at(-1) ?? "");
      return folders;
    });
  }
});

it("PRIVACY.md lists all that is stored, and nothing else", () => {
  const stored = table(section("PRIVACY.md", "What it stores")).flatMap(([item]) => code(item));
  expect(sorted(stored)).toEqual(sorted(Object.keys(Records.shape)));
});

describe("The documents", () => {
  it("have fewer than 12,950 words in all", () => {
    // Not the tables that `npm run bench` writes.
    const written = (page: string) => read(page).replace(/<!-- sizes -->.*<!-- end -->/s, "");
    const count = PAGES.flatMap((page) => written(page).split(/\s+/).filter(Boolean)).length;
    expect(count).toBeGreaterThan(5_000);
    expect(count).toBeLessThan(12_950);
  });

  it.each(PAGES)("%s: every link leads to a file that is there, and to a heading in it", (page) => {
    const links = Array.from(
      read(page).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g),
      (link) => link[1] ?? link[2]!,
    ).filter((link) => !/^[a-z]+:/.test(link));
    expect(links.filter((link) => !leadsSomewhere(page, link))).toEqual([]);
  });

  it.each(PAGES)("%s: what is set in italics stands so on our pages", (page) => {
    const text = read(page).replaceAll(/```[^]*?```|`[^`]*`/g, "");
    const labels = Array.from(text.matchAll(/(?<![*\w])\*([^*\n]+)\*(?!\*)/g), ([, label]) => label!);
    const known = new Set(Object.values(words).flatMap((group) => Object.values<unknown>(group)));
    expect(labels.filter((label) => !known.has(label))).toEqual([]);
  });

  function leadsSomewhere(page: string, link: string): boolean {
    const [file = "", heading] = link.split("#");
    const target = file === "" ? page : path.join(path.dirname(page), file);
    return exists(target) && (heading === undefined || headingsOf(target).includes(heading));
  }

  /** As GitHub names them in addresses. */
  const headingsOf = (page: string) =>
    Array.from(read(page).matchAll(/^#+ (.+)$/gm), ([, heading]) =>
      heading!
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, "")
        .replaceAll(" ", "-"),
    );
});
