import { lstatSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { setKey } from "../../../src/openclaw/openclaw.ts";
import type { FileKind } from "../../../src/core/messages/messages.ts";
import { expectFailure } from "../../helpers/expect-failure.ts";
import { fileTree, modeOf } from "../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { openClawHome } from "../../helpers/openclaw-home.ts";
import { REFUSED_FILES, SYMBOLIC_LINK } from "../../helpers/refused-files.ts";

const KEY = sessionKey(KEY_TEXT);
const VARIABLE = "CLAUDE_AI_SESSION_KEY";
const KINDS = ["config", "dotenv"] as const satisfies readonly FileKind[];

describe("setKey", () => {
  it.each([
    [
      "config",
      `// mine\r\n{\r\n\tgateway: { mode: 'local' }, // keep\r\n\tenv: { vars: { A: 'b' } },\r\n}\r\n`,
      `// mine\r\n{\r\n\tgateway: { mode: 'local' }, // keep\r\n\tenv: { vars: { A: 'b', ${VARIABLE}: '${KEY_TEXT}' } },\r\n}\r\n`,
    ],
    [
      "config",
      `{ env: { vars: { ${VARIABLE}: "${OTHER_KEY_TEXT}" } } } // no newline`,
      `{ env: { vars: { ${VARIABLE}: "${KEY_TEXT}" } } } // no newline`,
    ],
    ["dotenv", `# mine\r\nA='b' # keep\r\n`, `# mine\r\nA='b' # keep\r\n${VARIABLE}=${KEY_TEXT}\r\n`],
    ["dotenv", `export ${VARIABLE}="${OTHER_KEY_TEXT}"\nB=c`, `export ${VARIABLE}="${KEY_TEXT}"\nB=c`],
  ] as const)("changes one value of %s and not a byte besides: %j", async (kind, before, after) => {
    const home = openClawHome();
    home.write(kind, before);
    await expect(setKey(home.browser, kind, KEY)).resolves.toEqual({
      ok: true,
      path: home.paths[kind],
      changed: true,
      tightened: false,
      effect: { effective: true },
    });
    expect(home.read(kind)).toBe(after);
  });

  it.each([
    ["config", `{\n  "env": {\n    "vars": {\n      "${VARIABLE}": "${KEY_TEXT}"\n    }\n  }\n}\n`],
    ["dotenv", `${VARIABLE}=${KEY_TEXT}\n`],
  ] as const)("makes %s and its folder where there are none, for the user alone", async (kind, text) => {
    const home = openClawHome();
    await expect(setKey(home.browser, kind, KEY)).resolves.toMatchObject({ ok: true, changed: true });
    expect(home.read(kind)).toBe(text);
    expect(modeOf(home.paths[kind])).toBe("600");
    expect(modeOf(path.dirname(home.paths[kind]))).toBe("700");
  });

  it.each(KINDS)("writes nothing the second time: %s", async (kind) => {
    const home = openClawHome();
    await setKey(home.browser, kind, KEY);
    const before = lstatSync(home.paths[kind], { bigint: true });
    await expect(setKey(home.browser, kind, KEY)).resolves.toMatchObject({ ok: true, changed: false });
    const after = lstatSync(home.paths[kind], { bigint: true });
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
  });

  it("says that others could read the file before", async () => {
    const home = openClawHome();
    mkdirSync(path.dirname(home.paths.config));
    writeFileSync(home.paths.config, "{}", { mode: 0o644 });
    await expect(setKey(home.browser, "config", KEY)).resolves.toMatchObject({ tightened: true });
    expect(modeOf(home.paths.config)).toBe("600");
  });

  it("writes a linked .env at the link's end, and names that path", async () => {
    const home = openClawHome();
    home.write("config", "{}");
    const end = path.join(home.folder, "dotfiles-env");
    writeFileSync(end, "A=1\n", { mode: 0o600 });
    symlinkSync(end, home.paths.dotenv);
    await expect(setKey(home.browser, "dotenv", KEY)).resolves.toMatchObject({ ok: true, path: end });
    expect(home.read("dotenv")).toBe(`A=1\n${VARIABLE}=${KEY_TEXT}\n`);
    expect(lstatSync(home.paths.dotenv).isSymbolicLink()).toBe(true);
  });
});

describe("setKey refuses, and touches nothing, where", () => {
  it.each([
    ["{ a: ", "config_unparsable", { line: 1, column: 6 }],
    ["", "config_unparsable", { line: 1, column: 1 }],
    ["[1]", "config_root_not_object", {}],
    ["{ env: 'text' }", "config_env_not_object", {}],
    ["{ env: { vars: [] } }", "config_vars_not_object", {}],
    ["{ env: { $include: './env.json5' } }", "config_included", { line: 1, column: 10 }],
    ["{ a: +.5 }", "config_unsupported", {}],
  ] as const)("the config holds %j: %s", async (text, code, place) => {
    const home = openClawHome();
    home.write("config", text);
    const before = fileTree(home.folder);
    expectFailure(await setKey(home.browser, "config", KEY), code, { path: home.paths.config, ...place });
    expect(fileTree(home.folder)).toEqual(before);
  });

  describe.each(KINDS)("at the place of %s", (kind) => {
    it.each(kind === "config" ? [...REFUSED_FILES, SYMBOLIC_LINK] : REFUSED_FILES)(
      "stands $what: $code",
      async ({ make, code }) => {
        const home = openClawHome();
        mkdirSync(path.dirname(home.paths[kind]));
        make(home.paths[kind]);
        const before = fileTree(home.folder);
        expectFailure(await setKey(home.browser, kind, KEY), code, { path: home.paths[kind] });
        expect(fileTree(home.folder)).toEqual(before);
      },
    );
  });

  it("a .env is larger than OpenClaw reads", async () => {
    const home = openClawHome();
    home.write("dotenv", `A=${"x".repeat(1024 * 1024)}\n`);
    expectFailure(await setKey(home.browser, "dotenv", KEY), "file_too_large", { path: home.paths.dotenv });
  });

  it.each([["OPENCLAW_CONFIG_READONLY"], ["OPENCLAW_NIX_MODE"]])(
    "%s forbids the config, which does not forbid the .env",
    async (variable) => {
      const home = openClawHome({ [variable]: "1" });
      expectFailure(await setKey(home.browser, "config", KEY), "openclaw_read_only", {
        path: home.paths.config,
      });
      expect(home.read("config")).toBeNull();
      await expect(setKey(home.browser, "dotenv", KEY)).resolves.toMatchObject({ ok: true, changed: true });
    },
  );
});
