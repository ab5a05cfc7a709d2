import { lstatSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { setKey } from "../../../src/openclaw/openclaw.ts";
import type { FileKind } from "../../../src/core/messages/messages.ts";
import { modeOf } from "../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../helpers/keys.ts";
import { openClawHome } from "../../helpers/openclaw-home.ts";

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
