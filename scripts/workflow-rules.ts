/** What GitHub would refuse in a workflow, or run in another way than it reads; told before it is pushed. */
import { parseDocument } from "yaml";
import * as z from "zod/mini";
import manifest from "../package.json" with { type: "json" };

const text = z.string();
const values = z.record(text, z.union([text, z.number(), z.boolean()]));

const common = {
  name: z.optional(text),
  env: z.optional(values),
  if: z.optional(text),
  id: z.optional(text),
};

/** Of another's code a version is named, never a branch. */
const Uses = z.strictObject({
  ...common,
  uses: text.check(z.regex(/^[\w.-]+\/[\w./-]+@(v\d+(\.\d+){0,2}|[0-9a-f]{40})$/)),
  with: z.optional(values),
});

/** What somebody else can choose, such as a tag's name, comes in by a variable: in the script's text it would be run. */
const Run = z.strictObject({
  ...common,
  run: text.check(z.refine((script) => !script.includes("${{"), "an expression in a script")),
  shell: z.optional(text),
  "working-directory": z.optional(text),
});

const Permissions = z.record(text, z.enum(["read", "write", "none"]));

const Job = z.strictObject({
  name: z.optional(text),
  "runs-on": text,
  container: z.optional(z.strictObject({ image: text, options: z.optional(text) })),
  needs: z.optional(z.union([text, z.array(text)])),
  "timeout-minutes": z.number(),
  permissions: z.optional(Permissions),
  env: z.optional(values),
  steps: z.array(z.union([Uses, Run])).check(z.minLength(1)),
});

const Events = z.strictObject({
  push: z.optional(z.strictObject({ tags: z.optional(z.array(text)), branches: z.optional(z.array(text)) })),
  pull_request: z.optional(z.nullable(z.strictObject({ branches: z.optional(z.array(text)) }))),
  workflow_dispatch: z.optional(z.nullable(z.strictObject({}))),
});

const Workflow = z.strictObject({
  name: text,
  on: Events,
  // Said, so that a forge's default of more gives nothing.
  permissions: Permissions,
  jobs: z.record(text.check(z.regex(/^[A-Za-z_][\w-]*$/)), Job),
});

/** @returns what is wrong, one line each; none where all is well */
export function faultsOf(source: string): string[] {
  const document = parseDocument(source, { strict: true, uniqueKeys: true });
  if (document.errors.length > 0) return document.errors.map(({ message }) => message);
  const read = Workflow.safeParse(document.toJS());
  if (!read.success) return read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  return Object.values(read.data.jobs).flatMap(({ steps }) => steps.flatMap(unknownScripts));
}

function unknownScripts(step: z.infer<typeof Uses> | z.infer<typeof Run>): string[] {
  if (!("run" in step)) return [];
  const named = Array.from(step.run.matchAll(/npm run (?:-s |--silent )?([\w:]+)/g), ([, name]) => name!);
  return named.filter((name) => !Object.hasOwn(manifest.scripts, name)).map((name) => `no script ${name}`);
}
