/** The documents say what the code says: a page that falls behind fails here. */
import { Failure, FailureCode } from "../../src/core/messages/failures.ts";
import { HOST_NAME } from "../../src/core/messages/identity.ts";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { MAX_REQUEST_BYTES } from "../../src/companion/native-host/framing.ts";
import manifest from "../../package.json" with { type: "json" };
import {
  Effect,
  Detail,
  PROTOCOL_VERSION,
  RemoveReply,
  RemoveRequest,
  Request,
  RestartReply,
  RestartRequest,
  VerifyStep,
  SetReply,
  SetRequest,
  SourceName,
  StatusReply,
  StatusRequest,
  VerifyProgress,
  VerifyReply,
  VerifyRequest,
} from "../../src/core/messages/messages.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");

/** The text below a heading, up to the next one. */
function section(text: string, heading: string): string {
  const found = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`));
  if (found === undefined) throw new Error(`There is no heading "${heading}"`);
  return found;
}

/** The first table of a text, row by row: the `code` words of each cell. */
function rows(text: string): string[][][] {
  const [table = ""] = /(?:^\|.*\n)+/m.exec(text) ?? [];
  const cells = (line: string) => line.split("|").slice(1, -1);
  const words = (cell: string) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, word]) => word!);
  // The head of a table and the line below it.
  return table
    .trim()
    .split("\n")
    .slice(2)
    .map((line) => cells(line).map(words));
}

const firstCells = (text: string) => rows(text).flatMap(([cell]) => cell!);
const sorted = (names: Iterable<string>) => Array.from(new Set(names)).toSorted();

describe("docs/native-messaging.md", () => {
  const page = read("docs/native-messaging.md");

  it("states the host's name, the version and the largest request", () => {
    const values = rows(section(page, "In short")).flatMap(([, value]) => value!);
    expect(values).toEqual([HOST_NAME, String(PROTOCOL_VERSION), String(MAX_REQUEST_BYTES)]);
  });

  it("lists every error code and every source, and none that is unknown", () => {
    expect(firstCells(section(page, "Error codes"))).toEqual(FailureCode.options);
    expect(firstCells(section(page, "Sources"))).toEqual(SourceName.options);
  });

  it("has a section for each verb", () => {
    const headings = Array.from(page.matchAll(/^### Request `(\w+)`$/gm), ([, verb]) => verb);
    const verbs = Request.def.options.map(({ shape }) => shape.verb.def.values[0]);
    expect(headings).toEqual(verbs);
  });

  const TABLES: Record<string, z.ZodMiniType> = {
    "Request `status`": StatusRequest,
    "Request `set`": SetRequest,
    "Request `remove`": RemoveRequest,
    "Request `restart`": RestartRequest,
    "Request `verify`": VerifyRequest,
    "Reply to `status`": StatusReply,
    "Reply to `set`": SetReply,
    "Reply to `remove`": RemoveReply,
    "Reply to `restart`": RestartReply,
    "Progress of `verify`": VerifyProgress,
    "Reply to `verify`": VerifyReply,
    "File report": StatusReply.shape.files.shape.config,
    Effect,
    Failure: Failure,
    "Error detail": Detail,
  };

  it.each(Object.entries(TABLES))("has every field of: %s", (heading, schema) => {
    expect(sorted(firstCells(section(page, heading)))).toEqual(sorted(fieldsOf(schema)));
  });

  /** Dotted names, down into whatever has no table of its own. */
  function fieldsOf(schema: z.core.$ZodType): string[] {
    if (schema instanceof z.ZodMiniDiscriminatedUnion) return schema.def.options.flatMap(fieldsOf);
    if (schema instanceof z.ZodMiniOptional || schema instanceof z.ZodMiniNullable)
      return fieldsBelow(schema.def.innerType);
    if (!(schema instanceof z.ZodMiniObject)) return [];
    return Object.entries<z.core.$ZodType>(schema.shape).flatMap(([name, field]) =>
      [name].concat(fieldsBelow(field).map((below) => `${name}.${below}`)),
    );
  }

  function fieldsBelow(schema: z.core.$ZodType): string[] {
    return Object.values<z.core.$ZodType>(TABLES).includes(schema) ? [] : fieldsOf(schema);
  }
});

describe("docs/how-openclaw-reads-the-key.md", () => {
  const steps = rows(section(read("docs/how-openclaw-reads-the-key.md"), "What verify asks"));

  it("lists the steps of verify in the order in which they are climbed", () => {
    expect(steps.flatMap(([step]) => step!)).toEqual(VerifyStep.options);
  });

  it("says of what verify may name where it is asked", () => {
    const named = steps.flatMap(([, , codes]) => codes!);
    expect(FailureCode.options).toEqual(expect.arrayContaining(named));
    const ofVerify = FailureCode.options.slice(FailureCode.options.indexOf("key_missing"));
    expect(named).toEqual(expect.arrayContaining(ofVerify));
  });
});

describe("CONTRIBUTING.md", () => {
  const page = read("CONTRIBUTING.md");

  it("gives a reason for each dependency, and for none that is gone", () => {
    expect(firstCells(section(page, "Dependencies"))).toEqual(Object.keys(manifest.devDependencies));
    expect(manifest).not.toHaveProperty("dependencies");
  });

  it("explains each script", () => {
    const scripts = firstCells(section(page, "Scripts")).map((command) => command.replace("npm run ", ""));
    expect(scripts).toEqual(Object.keys(manifest.scripts));
  });
});

describe("Every relative link leads somewhere:", () => {
  const skipped = ["node_modules", ".output", ".wxt", ".git", "dist", "artifacts"];
  const pages = globSync("**/*.md", { cwd: ROOT, exclude: (name) => skipped.includes(path.basename(name)) });

  it.each(pages.map((page) => [page]))("%s", (page) => {
    const links = Array.from(
      read(page).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g),
      (link) => link[1] ?? link[2]!,
    );
    const files = links
      .filter((link) => !/^([a-z]+:|#)/.test(link))
      .map((link) => path.join(path.dirname(page), link.replace(/#.*/, "")));
    expect(files.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });
});
