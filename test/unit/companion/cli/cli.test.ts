/** The four verbs about one OpenClaw, as a terminal and as a program see them. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import catalogue from "../../../../locales/en.json" with { type: "json" };
import { setLines } from "../../../../src/companion/cli/report.ts";
import { phrase } from "../../../../src/companion/cli/words.ts";
import type { StatusReply } from "../../../../src/core/messages/messages.ts";
import packageJson from "../../../../package.json" with { type: "json" };
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../../../src/core/config/precedence.ts";
import { fakeProgram } from "../../../helpers/fake-program.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, WRONG_SECRETS } from "../../../helpers/keys.ts";
import { FOREIGN_TEXTS } from "../../../helpers/places.ts";
import { fileWith, homeWith, openClawHome } from "../../../helpers/openclaw-home.ts";
import { reportingOpenClaw } from "../../../helpers/reporting-openclaw.ts";
import { run, runJson, textInput } from "../../../helpers/terminal.ts";

describe("clawkey set", () => {
  it.each([
    [[], "config", `\n    "vars": {\n      "${VARIABLE}": "${KEY_TEXT}"`],
    [["--target", "config"], "config", `"${VARIABLE}": "${KEY_TEXT}"`],
    [["--target=dotenv"], "dotenv", `${VARIABLE}=${KEY_TEXT}\n`],
  ] as const)("writes the key from standard input, with %j to %s", async (options, kind, text) => {
    const home = openClawHome();
    const stdin = textInput(`${KEY_TEXT}\n`);
    const { json } = await runJson(["set", ...options], { ...home, stdin });
    expect(json).toEqual({
      ok: true,
      path: home.paths[kind],
      changed: true,
      tightened: false,
      effect: { effective: true },
      gateway: kind === "config" ? "follows" : "restart",
    });
    expect(home.read(kind)).toContain(text);
  });

  it("says what it did, and what happens next", async () => {
    const home = openClawHome();
    const { config, dotenv } = home.paths;
    mkdirSync(path.dirname(config));
    writeFileSync(config, "{}", { mode: 0o644 });
    const setKey = async (...options: string[]) =>
      (await run(["set", ...options], { ...home, stdin: textInput(KEY_TEXT) })).out.join("\n");
    await expect(setKey()).resolves.toMatch(
      `Saved to ${config}.\nOthers could read the file before; now only you can.\nA running OpenClaw gateway picks`,
    );
    await expect(setKey()).resolves.toBe(`${config} already holds this key, so nothing was written.`);
    await expect(setKey("--target", "dotenv")).resolves.toMatch(
      new RegExp(`^Saved to ${dotenv}.\n.*openclaw gateway restart`),
    );
  });

  it("says what becomes of it in a gateway that keeps what it has, or is elsewhere", async () => {
    const { env } = reportingOpenClaw({ version: "echo OpenClaw 2026.8.2" });
    const home = homeWith({ config: fileWith.config(OTHER_KEY_TEXT) }, env);
    const set = async () => (await run(["set"], { ...home, stdin: textInput(KEY_TEXT) })).out[0];
    expect(await set()).toMatch(
      /keeps what it has until you stop it and start it again.*openclaw gateway restart$/,
    );
    home.write("config", "{ gateway: { mode: 'remote' } }");
    expect(await set()).toMatch(/gateway is on another machine.*over SSH/);
  });

  it.each([
    ["process", { [VARIABLE]: OTHER_KEY_TEXT }, /process environment first.*Unset that variable/],
    ["globalDotenv", {}, /OpenClaw's global \.env first \(.*\/\.env\)/],
  ])("is done, but says what hides the key: %s", async (source, env, words) => {
    const home = openClawHome(env);
    if (source !== "process") home.write("dotenv", `${VARIABLE}=${OTHER_KEY_TEXT}\n`);
    const { json } = await runJson(["set"], { ...home, stdin: textInput(KEY_TEXT) });
    expect(json).toMatchObject({ ok: true, changed: true, effect: { effective: false, source } });
    const { out } = await run(["set"], { ...home, stdin: textInput(KEY_TEXT) });
    expect(out[0]).toMatch(words);
    expect(out[0]).not.toContain("gateway");
  });

  it.each(WRONG_SECRETS)("refuses %s, and does not repeat it", async (_, secret, code) => {
    const home = openClawHome();
    const before = fileTree(home.folder);
    const { json } = await runJson(["set"], { ...home, stdin: textInput(secret) });
    expect(json).toEqual({ ok: false, code, message: expect.any(String) });
    const asText = await run(["set"], { ...home, stdin: textInput(secret) });
    expect(asText).toEqual({ exit: 1, out: [], errors: [json["message"]] });
    expect(json["message"]).not.toContain(secret);
    expect(fileTree(home.folder)).toEqual(before);
  });

  it("refuses what is larger than any key, and does not read it to its end", async () => {
    let produced = 0;
    const endless = Readable.from(
      (function* () {
        for (; ; produced++) yield Buffer.alloc(16 * 1024, "x");
      })(),
    );
    const { json } = await runJson(["set"], { ...openClawHome(), stdin: endless });
    expect(json).toMatchObject({ ok: false, code: "key_malformed" });
    expect(produced).toBeLessThan(100);
    expect(endless.destroyed).toBe(true);
  });

  it("ends the OpenClaw that it asks for its version where the user ends it", async () => {
    const program = fakeProgram(`echo $$ > "$NOTES/pid"; exec sleep 60`);
    const home = homeWith({ config: fileWith.config(OTHER_KEY_TEXT) }, program.env);
    const controller = new AbortController();
    const stdin = textInput(KEY_TEXT);
    const done = run(["set"], { ...home, stdin, interrupted: controller.signal });
    await vi.waitFor(() => expect(program.note("pid")).not.toBeNull());
    const aborted = performance.now();
    controller.abort();
    expect(await done).toMatchObject({ exit: 0 });
    expect(performance.now() - aborted).toBeLessThan(2_000);
    expect(() => process.kill(Number(program.note("pid")), 0)).toThrow("ESRCH");
  });

  it("promises nothing of a gateway from before 2026.9.3 that may have had another key", async () => {
    const { out } = await run(["set"], { ...homeWith({ config: "{}" }), stdin: textInput(KEY_TEXT) });
    expect(out[0]).toContain("Before version 2026.9.3");
  });

  it("reads no key from a terminal, where it would stay on the screen", async () => {
    const stdin = Object.assign(textInput(KEY_TEXT), { isTTY: true });
    const { exit, json } = await runJson(["set"], { ...openClawHome(), stdin });
    expect({ exit, code: json["code"] }).toEqual({ exit: 2, code: "usage_key_expected" });
    expect(stdin.readableDidRead).toBe(false);
  });

  it("overwrites what is no session key only with --replace", async () => {
    const home = openClawHome();
    home.write("dotenv", `${VARIABLE}="op://Private/claude"\n`);
    const set = (...options: string[]) =>
      runJson(["set", "--target", "dotenv", ...options], { ...home, stdin: textInput(KEY_TEXT) });
    const { exit, json } = await set();
    const holds = `${home.paths.dotenv} holds a reference to a vault or a variable, not a session key. `;
    const detail = { path: home.paths.dotenv, holds: "reference" };
    expect({ exit, json }).toMatchObject({ exit: 1, json: { code: "key_place_taken", detail } });
    expect(json["message"]).toMatch(new RegExp(`^${holds}.*--replace`));
    expect(home.read("dotenv")).toBe(`${VARIABLE}="op://Private/claude"\n`);
    expect((await set("--replace")).json).toMatchObject({ ok: true, changed: true });
    expect(home.read("dotenv")).toBe(`${VARIABLE}="${KEY_TEXT}"\n`);
  });

  it("says how to pass the key where standard input can't be read", async () => {
    const stdin = textInput(KEY_TEXT);
    stdin.destroy(Object.assign(new Error("read"), { code: "EBADF" }));
    const { exit, json } = await runJson(["set"], { ...openClawHome(), stdin });
    expect({ exit, code: json["code"] }).toEqual({ exit: 2, code: "usage_key_expected" });
  });

  it("hands on why a file was refused, with its details", async () => {
    const home = openClawHome();
    home.write("config", "{ a: ");
    const { json } = await runJson(["set"], { ...home, stdin: textInput(KEY_TEXT) });
    expect(json).toMatchObject({
      code: "config_unparsable",
      detail: { path: home.paths.config, line: 1, column: 6 },
      message: expect.stringContaining(`${home.paths.config} is broken at line 1, column 6. `),
    });
  });

  it("writes to the profile's own folder with --profile", async () => {
    const home = openClawHome();
    const { json } = await runJson(["set", "--profile", "work"], { ...home, stdin: textInput(KEY_TEXT) });
    expect(json).toMatchObject({ path: path.join(home.folder, ".openclaw-work", "openclaw.json") });
  });
});

it("clawkey remove removes the key, and names the backups that still hold one", async () => {
  const home = openClawHome();
  home.write("config", "{ a: 1 } // mine\n");
  await run(["set"], { ...home, stdin: textInput(KEY_TEXT) });
  const backup = `${home.paths.config}.bak`;
  writeFileSync(backup, home.read("config")!);
  const { json } = await runJson(["remove"], home);
  const { config, dotenv } = home.paths;
  expect(json).toEqual({
    ok: true,
    files: {
      config: { ok: true, path: config, changed: true, backups: [backup] },
      dotenv: { ok: true, path: dotenv, changed: false, backups: [backup] },
    },
    effective: null,
  });
  expect(home.read("config")).toBe("{ a: 1 } // mine\n");

  const { out } = await run(["remove"], home);
  expect(out[0]!.split("\n")).toEqual([
    `${config} holds no key from Clawkey. Nothing was changed.`,
    `${dotenv} holds no key from Clawkey. Nothing was changed.`,
    expect.stringMatching(/still hold a session key:$/),
    `  ${backup}`,
  ]);
});

it("clawkey remove leaves what is no session key, and says what it is", async () => {
  const home = openClawHome();
  home.write("config", `{ env: { vars: { ${VARIABLE}: "__OPENCLAW_REDACTED__" } } }`);
  const { out } = await run(["remove", "--target", "config"], home);
  expect(out[0]!.split("\n")).toEqual([
    `${home.paths.config} holds no key from Clawkey. Nothing was changed.`,
    "What stands there is OpenClaw's placeholder for a hidden value, not a session key. Clawkey leaves it alone.",
  ]);
});

it("clawkey set says that the system did not confirm the write, only then", () => {
  const saved = {
    ok: true,
    path: "/x",
    changed: true,
    tightened: false,
    effect: { effective: true },
  } as const;
  expect(setLines({ ...saved, durable: false })).toContain(phrase("not_durable"));
  expect(setLines(saved)).not.toContain(phrase("not_durable"));
});

describe("clawkey remove", () => {
  const BOTH = { config: fileWith.config(KEY_TEXT), dotenv: fileWith.dotenv(OTHER_KEY_TEXT) };

  it.each([
    ["both files, where none is named", [], []],
    ["the config alone", ["--target", "config"], ["dotenv"]],
    [".env alone", ["--target", "dotenv"], ["config"]],
  ] as const)("clears %s", async (_, options, left) => {
    const home = homeWith(BOTH);
    const { exit, json } = await runJson(["remove", ...options], home);
    expect(exit).toBe(0);
    const holding = (["config", "dotenv"] as const).filter((kind) => home.read(kind)!.includes("sk-ant-"));
    expect(holding).toEqual(left);
    // What was left is told.
    const [kind] = left;
    expect(json["effective"]).toEqual(kind ? expect.objectContaining({ path: home.paths[kind] }) : null);
  });

  it.each([
    ["config", "dotenv"],
    ["dotenv", "config"],
  ] as const)("clears the other file where the %s can't be, names it, and fails", async (broken, other) => {
    const home = homeWith(BOTH);
    chmodSync(home.paths[broken], 0o400);
    const { exit, json } = await runJson(["remove"], home);
    expect(exit).toBe(1);
    expect(json).toMatchObject({
      code: "file_read_only",
      message: expect.stringContaining(home.paths[broken]),
      files: { [broken]: { ok: false, code: "file_read_only" }, [other]: { ok: true, changed: true } },
    });
    expect(home.read(other)).not.toContain("sk-ant-");
    expect(home.read(broken)).toBe(BOTH[broken]);
    const { errors } = await run(["remove"], home);
    expect(errors[0]).toContain(`${home.paths[other]} holds no key`);
    expect(errors[0]).toContain(home.paths[broken]);
  });

  it.each([
    ["gatewayDotenv", {}, /^But OpenClaw still reads a session key from .+ \(.+gateway\.env\)\./],
    [
      "process",
      { [VARIABLE]: KEY_TEXT },
      /^But OpenClaw still reads a session key from the environment of the process\./,
    ],
  ])("says where a key is left that OpenClaw reads: %s", async (source, env, words) => {
    const home = homeWith(BOTH, env);
    if (source === "gatewayDotenv") home.write(source, fileWith.dotenv(KEY_TEXT));
    const { exit, out } = await run(["remove"], home);
    expect(exit).toBe(0);
    expect(out[0]!.split("\n").at(-1)).toMatch(words);
    expect((await runJson(["remove"], home)).json).toMatchObject({ effective: { source } });
  });
});

describe("clawkey status", () => {
  it.each(FOREIGN_TEXTS)("says in one breath what stands in the key's place: %s, %s", async (text, holds) => {
    const home = openClawHome();
    home.write("config", `{ env: { vars: { ${VARIABLE}: "${text}" } } }`);
    const { out } = await run(["status"], home);
    const name = catalogue.holds[holds];
    const [, config, , effective] = out[0]!.split("\n");
    expect(config).toMatch(`${home.paths.config} holds ${name}, not a session key. `);
    expect(effective).toBe(
      text.includes("${")
        ? "OpenClaw finds no key."
        : `OpenClaw reads env.vars in openclaw.json, but what stands there is ${name}, not a session key.`,
    );
  });

  it("reports both files and the source that counts", async () => {
    const home = openClawHome();
    home.write("config", `{ env: { vars: { ${VARIABLE}: "${KEY_TEXT}" } } }`);
    const { json } = await runJson(["status"], home);
    expect(json).toMatchObject({
      version: packageJson.version,
      files: { config: { path: home.paths.config, exists: true }, dotenv: { exists: false } },
      effective: { source: "configVars", path: home.paths.config },
    });
    const { out } = await run(["status"], home);
    expect(out[0]!.split("\n")).toEqual([
      `clawkey ${packageJson.version}`,
      `${home.paths.config}: holds a session key`,
      `${home.paths.dotenv}: does not exist`,
      "OpenClaw reads the key from env.vars in openclaw.json.",
    ]);
  });

  it("gives no fingerprint that could be compared with another", async () => {
    const home = homeWith({ dotenv: fileWith.dotenv(KEY_TEXT) });
    const { effective: first } = (await runJson(["status"], home)).json as unknown as StatusReply;
    const { effective: second } = (await runJson(["status"], home)).json as unknown as StatusReply;
    expect(first!.fingerprint).toMatch(/^[0-9a-f]{32}$/);
    expect(second!.fingerprint).not.toBe(first!.fingerprint);
  });

  it("says what stands in the way of a write, and is done all the same", async () => {
    const home = openClawHome();
    home.write("config", "[]");
    home.write("dotenv", "A=1\n");
    const { exit, out } = await run(["status"], home);
    expect(exit).toBe(0);
    expect(out[0]!.split("\n").slice(1)).toEqual([
      `${home.paths.config}: can't be edited`,
      expect.stringContaining(`  ${home.paths.config} does not hold an object.`),
      `${home.paths.dotenv}: no session key`,
      "OpenClaw finds no key.",
    ]);
  });
});
