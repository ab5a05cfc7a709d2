/** A config in several files: the one that owns the key is shown, confirmed and written, and no other. */
import {
  chmodSync,
  existsSync,
  linkSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { fileId } from "../../../../src/openclaw/files/key-files.ts";
import { remove, set, status } from "../../../../src/openclaw/openclaw.ts";
import { RemoveReply, SetReply } from "../../../../src/core/messages/messages.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import { fileTree, modeOf } from "../../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";
import { ask } from "../../../helpers/native-host.ts";
import { liveProcess } from "../../../helpers/processes.ts";
import { removeRequest, setRequest } from "../../../helpers/requests.ts";
import { splitHome, type SplitHome } from "../../../helpers/split-home.ts";

const CONFIG = "openclaw.json";
const SALT = "0123456789abcdef0123456789abcdef";
const KEY = sessionKey(KEY_TEXT);
const HELD = `CLAUDE_AI_SESSION_KEY: "${OTHER_KEY_TEXT}"`;

const ENV = {
  [CONFIG]: "// mine\n{ env: { $include: './env.json5' } }\n",
  "env.json5": "{ vars: { TZ: 'UTC' } }\n",
};

const included = async (home: SplitHome) => (await status(home.browser, SALT)).files.config;

describe("A key is set in the file that owns it, and removed again", () => {
  it.each<[string, Record<string, string>, string]>([
    ["the file that is env", ENV, "env.json5"],
    [
      "the file that is vars",
      { [CONFIG]: "{ env: { vars: { $include: 'parts/vars.json5' } } }", "parts/vars.json5": "// v\n{}\n" },
      "parts/vars.json5",
    ],
    [
      "the file at the end, each relative to the one before it",
      {
        [CONFIG]: "{ env: { $include: './parts/env.json5' } }",
        "parts/env.json5": "{ vars: { $include: './vars.json5' } }",
        "parts/vars.json5": "{ A: '1', }",
      },
      "parts/vars.json5",
    ],
    [
      "the config, where its own vars wins",
      { [CONFIG]: "{ env: { $include: './env.json5', vars: {} } }", "env.json5": "{ vars: { A: '1' } }" },
      CONFIG,
    ],
  ])("%s", async (_, files, owner) => {
    const home = splitHome(files);
    const others = Object.keys(files).filter((name) => name !== owner);
    const before = others.map((name) => home.state(name));

    const done = SetReply.parse(await set(home.browser, "config", KEY));
    expect(done).toMatchObject({ path: home.at(owner), changed: true, effect: { effective: true } });
    expect(home.text(owner)).toContain(KEY_TEXT);
    expect(modeOf(home.at(owner))).toBe("600");
    await expect(set(home.browser, "config", KEY)).resolves.toMatchObject({ changed: false });

    const gone = RemoveReply.parse(await remove(home.browser, "config"));
    expect(gone).toEqual({ ok: true, path: home.at(owner), changed: true, copies: [] });
    expect(home.text(owner)).toBe(files[owner]);
    expect(
      others.map((name) => home.state(name)),
      "not even their times",
    ).toEqual(before);
    expect(
      Object.keys(fileTree(path.dirname(home.paths.config))).filter((name) => /lock|tmp/.test(name)),
    ).toEqual([]);
  });

  it("which is the one that has it", async () => {
    const home = splitHome({
      [CONFIG]: "{ env: { $include: ['a', 'b'] } }",
      a: `{ vars: { ${HELD} } }`,
      b: "{}",
    });
    await expect(set(home.browser, "config", KEY)).resolves.toMatchObject({ path: home.at("a") });
    expect(home.text("a")).toBe(`{ vars: { ${HELD.replace(OTHER_KEY_TEXT, KEY_TEXT)} } }`);
  });

  it("from every file that has it, the hidden ones too", async () => {
    const home = splitHome({
      [CONFIG]: `{ env: { $include: ['a', 'b'], vars: { ${HELD} } } }`,
      a: `{ vars: { ${HELD}, A: '1' } }`,
      b: `{ vars: { ${HELD} } }`,
    });
    await expect(remove(home.browser, "config")).resolves.toMatchObject({
      changed: true,
      path: home.at("a"),
    });
    expect([home.text(CONFIG), home.text("a"), home.text("b")].join()).not.toContain("CLAUDE_AI_SESSION_KEY");
    await expect(status(home.browser, SALT)).resolves.toMatchObject({ effective: null });
  });

  it("from a config that OpenClaw can't read, too", async () => {
    const home = splitHome({ [CONFIG]: `{ env: { $include: './gone', vars: { A: '1', ${HELD} } } }` });
    await expect(remove(home.browser, "config")).resolves.toMatchObject({ ok: true, changed: true });
    expect(home.text(CONFIG)).not.toContain("CLAUDE_AI_SESSION_KEY");
  });

  it("and nothing is done where no file has it, though none could be chosen to hold it", async () => {
    const home = splitHome({ [CONFIG]: "{ env: { $include: ['a', 'b'] } }", a: "{}", b: "{}" });
    const before = fileTree(home.folder);
    await expect(remove(home.browser, "config")).resolves.toMatchObject({ ok: true, changed: false });
    expect(fileTree(home.folder)).toEqual(before);
  });

  it("and OpenClaw's copies of an included file are named", async () => {
    const home = splitHome(ENV);
    home.put("env.json5.bak", `{ vars: { ${HELD} } }`);
    home.put("env.json5.bak.1", "{}");
    home.put("other.json5.bak", `{ vars: { ${HELD} } }`);
    await expect(remove(home.browser, "config")).resolves.toMatchObject({
      copies: [home.at("env.json5.bak")],
    });
    await expect(remove(home.browser, "dotenv")).resolves.toMatchObject({
      copies: [home.at("env.json5.bak")],
    });
  });

  it("and a looser mode of the included file is tightened, and said", async () => {
    const home = splitHome(ENV);
    chmodSync(home.at("env.json5"), 0o644);
    await expect(set(home.browser, "config", KEY)).resolves.toMatchObject({ tightened: true });
    expect(modeOf(home.at("env.json5"))).toBe("600");
  });
});

describe("status shows", () => {
  it("the file that will be written, its id and its key", async () => {
    const home = splitHome(ENV);
    const file = home.at("env.json5");
    expect(await included(home)).toEqual({
      id: fileId(file),
      path: file,
      exists: true,
      fingerprint: null,
      problem: null,
    });
    await set(home.browser, "config", KEY);
    const fingerprint = await KEY.fingerprint(SALT);
    await expect(status(home.browser, SALT)).resolves.toMatchObject({
      files: { config: { path: file, fingerprint } },
      effective: { source: "configVars", path: file, fingerprint },
    });
  });

  it.each([
    ["configVars", `{ vars: { ${HELD} } }`],
    ["configFlat", `{ ${HELD} }`],
  ] as const)(
    "what OpenClaw reads out of several merged files, the last one first: %s",
    async (source, text) => {
      const home = splitHome({
        [CONFIG]: "{ env: { $include: ['a', 'b', 'c'] } }",
        a: text.replace(OTHER_KEY_TEXT, KEY_TEXT),
        b: text,
        c: "{}",
      });
      const fingerprint = await sessionKey(OTHER_KEY_TEXT).fingerprint(SALT);
      const { effective } = await status(home.browser, SALT);
      expect(effective).toEqual({ source, path: home.at("b"), fingerprint });
    },
  );

  it("no key at all where OpenClaw can't read one of the files", async () => {
    const home = splitHome({ [CONFIG]: `{ env: { $include: './gone', vars: { ${HELD} } } }` });
    await expect(status(home.browser, SALT)).resolves.toMatchObject({ effective: null });
  });

  it("a key in a folder of OPENCLAW_INCLUDE_ROOTS, which OpenClaw reads and does not write", async () => {
    const text = `{ vars: { ${HELD} } }`;
    const files = { [CONFIG]: "{ env: { $include: '../shared/env.json5' } }", "../shared/env.json5": text };
    const home = splitHome(files, { OPENCLAW_INCLUDE_ROOTS: " ~/nowhere : ~/shared " });
    const place = { path: home.paths.config, line: 1, column: 10 };
    const reply = await status(home.browser, SALT);
    expect(reply.effective).toMatchObject({
      source: "configVars",
      path: path.join(home.folder, "shared/env.json5"),
    });
    expectFailure({ ok: false, ...reply.files.config.problem! }, "config_included", place);
    expectFailure(await set(home.browser, "config", KEY), "config_included", place);
    expectFailure(await remove(home.browser, "config"), "config_included", place);
    expect(home.text("../shared/env.json5")).toBe(text);
    await expect(status(splitHome(files).browser, SALT)).resolves.toMatchObject({ effective: null });
  });
});

describe("With OPENCLAW_INCLUDE_ROOTS, a file is passed over, as by OpenClaw,", () => {
  const files = {
    [CONFIG]: "{ env: { $include: '../shared/env.json5' } }",
    "../real/env.json5": `{ vars: { ${HELD} } }`,
  };

  it("where it lies in one of the folders and is a link out of all of them", async () => {
    const home = splitHome(
      { ...files, "../shared/other.json5": "{}" },
      { OPENCLAW_INCLUDE_ROOTS: "~/shared" },
    );
    symlinkSync("../real/env.json5", home.at("../shared/env.json5"));
    await expect(status(home.browser, SALT)).resolves.toMatchObject({ effective: null });
  });

  it("where it lies in none of them and is a link into one", async () => {
    const home = splitHome(files, { OPENCLAW_INCLUDE_ROOTS: "~/real" });
    symlinkSync("real", home.at("../shared"));
    await expect(status(home.browser, SALT)).resolves.toMatchObject({ effective: null });
  });
});

/** At line 2, column 10 of the config stands the include; this makes what it names. */
const REFUSED: [what: string, target: string, make: (home: SplitHome) => void][] = [
  ["several files", "['a', 'b']", (home) => ["a", "b"].forEach((name) => home.put(name, "{}"))],
  ["a file above the folder", "'../env.json5'", (home) => home.put("../env.json5", "{}")],
  ["a file elsewhere", "'/etc/hostname'", () => {}],
  [
    "a link that leads out of the folder",
    "'env.json5'",
    (home) => {
      home.put("../outside.json5", "{}");
      symlinkSync("../outside.json5", home.at("env.json5"));
    },
  ],
  [
    "a folder that is a link out of the folder",
    "'parts/env.json5'",
    (home) => {
      home.put("../outside/env.json5", "{}");
      symlinkSync("../outside", home.at("parts"));
    },
  ],
  ["a missing file", "'env.json5'", () => {}],
  ["a folder", "'.'", () => {}],
  [
    "a file of over 2 MiB",
    "'env.json5'",
    (home) => {
      home.put("env.json5", "{}");
      truncateSync(home.at("env.json5"), 2 * 1024 * 1024 + 1);
    },
  ],
  [
    "a file with a second name",
    "'env.json5'",
    (home) => {
      home.put("env.json5", "{}");
      linkSync(home.at("env.json5"), home.at("second"));
    },
  ],
  ["the config itself", `'${CONFIG}'`, () => {}],
  ["a path with a NUL", "'env\\0.json5'", () => {}],
  ["a path that is too long", `'${"x/../".repeat(1000)}env.json5'`, (home) => home.put("env.json5", "{}")],
];

describe("The place of an $include is named, and nothing is touched, where it leads to", () => {
  it.each(REFUSED)("%s", async (_, target, make) => {
    const home = splitHome({ [CONFIG]: `{ a: 1,\n  env: { $include: ${target} } }` });
    make(home);
    const before = fileTree(home.folder);
    const place = { path: home.paths.config, line: 2, column: 10 };
    expectFailure({ ok: false, ...(await included(home)).problem! }, "config_included", place);
    expectFailure(await set(home.browser, "config", KEY), "config_included", place);
    expect(fileTree(home.folder)).toEqual(before);
  });

  it("a file that names the missing one: the place in that file", async () => {
    const home = splitHome({ ...ENV, "env.json5": "{\n vars: { $include: 'gone' } }" });
    const place = { path: home.at("env.json5"), line: 2, column: 10 };
    expectFailure(await set(home.browser, "config", KEY), "config_included", place);
  });
});

describe("An included file is refused in its own name where it", () => {
  it.each([
    ["is broken", "{ vars: ", "config_unparsable", { line: 1, column: 9 }],
    ["is no object", "[]", "config_root_not_object", {}],
    ["holds no object as vars", "{ vars: 'A=1' }", "config_vars_not_object", {}],
    ["can't be edited safely", "{ vars: { a: +.5 } }", "config_unsupported", {}],
  ] as const)("%s: %j", async (_, text, code, place) => {
    const home = splitHome({ ...ENV, "env.json5": text });
    const detail = { path: home.at("env.json5"), ...place };
    expectFailure({ ok: false, ...(await included(home)).problem! }, code, detail);
    expectFailure(await set(home.browser, "config", KEY), code, detail);
    expect(home.text("env.json5")).toBe(text);
  });

  it("is a link within the folder: OpenClaw follows it, a write would replace it", async () => {
    const home = splitHome({
      [CONFIG]: "{ env: { $include: 'env.json5' } }",
      "real.json5": `{ vars: { ${HELD} } }`,
    });
    symlinkSync("real.json5", home.at("env.json5"));
    const before = fileTree(home.folder);
    expectFailure(await set(home.browser, "config", KEY), "file_symlink", { path: home.at("env.json5") });
    await expect(status(home.browser, SALT)).resolves.toMatchObject({
      effective: { path: home.at("env.json5") },
    });
    expect(fileTree(home.folder)).toEqual(before);
  });

  it("is read-only", async () => {
    const home = splitHome(ENV);
    chmodSync(home.at("env.json5"), 0o444);
    expectFailure(await set(home.browser, "config", KEY), "file_read_only", { path: home.at("env.json5") });
  });

  it.each([["OPENCLAW_CONFIG_READONLY"], ["OPENCLAW_NIX_MODE"]])(
    "belongs to a config under %s",
    async (name) => {
      const home = splitHome(ENV, { [name]: "1" });
      expectFailure(await set(home.browser, "config", KEY), "openclaw_read_only", {
        path: home.paths.config,
      });
      expectFailure(await remove(home.browser, "config"), "openclaw_read_only", { path: home.paths.config });
      expect(home.text("env.json5")).toBe(ENV["env.json5"]);
    },
  );
});

describe("A confirmed file", () => {
  it("is the included one, and a request for openclaw.json is refused", async () => {
    const home = splitHome(ENV);
    const request = { ...setRequest(home, "config"), fileId: fileId(home.at("env.json5")) };
    await expect(ask(setRequest(home, "config"), home.browser)).resolves.toEqual({
      ok: false,
      code: "file_changed_place",
    });
    await expect(ask(request, home.browser)).resolves.toMatchObject({ ok: true, path: home.at("env.json5") });
    await expect(ask(removeRequest(home, "config"), home.browser)).resolves.toEqual({
      ok: false,
      code: "file_changed_place",
    });
  });

  it("is no longer confirmed when the config is split, or put together again", async () => {
    const home = splitHome({ [CONFIG]: "{}" });
    const { id } = await included(home);
    await expect(set(home.browser, "config", KEY, id)).resolves.toMatchObject({ ok: true, changed: true });
    for (const [name, text] of Object.entries(ENV)) home.put(name, text);
    const before = fileTree(home.folder);
    expectFailure(await set(home.browser, "config", KEY, id), "file_changed_place");
    expectFailure(await remove(home.browser, "config", id), "file_changed_place");
    expect(fileTree(home.folder)).toEqual(before);

    const { id: ofSplit } = await included(home);
    home.put(CONFIG, "{}");
    expectFailure(await set(home.browser, "config", KEY, ofSplit), "file_changed_place");
    expect(home.text(CONFIG)).toBe("{}");
  });

  it("is refused for its reason, where openclaw.json was confirmed and leads to no file", async () => {
    const home = splitHome({ [CONFIG]: "{ env: { $include: 'gone' } }" });
    const { id } = await included(home);
    const place = { path: home.paths.config, line: 1, column: 10 };
    expectFailure(await set(home.browser, "config", KEY, id), "config_included", place);
  });
});

describe("While an included file is written", () => {
  const lockOf = (home: SplitHome, name: string) => `${home.at(name)}.lock`;
  const lockedByAnother = (home: SplitHome, name: string) => {
    const lock = lockOf(home, name);
    writeFileSync(lock, JSON.stringify({ pid: liveProcess(), createdAt: new Date().toISOString() }));
    return () => rmSync(lock);
  };
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  it("openclaw.json's lock is held too, and was taken first", async () => {
    const home = splitHome(ENV);
    const release = lockedByAnother(home, "env.json5");
    const done = set(home.browser, "config", KEY);
    await vi.waitFor(() => expect(existsSync(lockOf(home, CONFIG))).toBe(true), {
      timeout: 5_000,
      interval: 5,
    });
    expect(JSON.parse(readFileSync(lockOf(home, CONFIG), "utf8"))).toMatchObject({ pid: process.pid });
    await pause(100);
    expect(home.text("env.json5")).toBe(ENV["env.json5"]);
    release();
    await expect(done).resolves.toMatchObject({ ok: true, changed: true });
    expect([CONFIG, "env.json5"].map((name) => existsSync(lockOf(home, name)))).toEqual([false, false]);
  });

  it("nothing is locked or written as long as another writer holds openclaw.json's", async () => {
    const home = splitHome(ENV);
    const release = lockedByAnother(home, CONFIG);
    const done = set(home.browser, "config", KEY);
    await pause(200);
    expect(existsSync(lockOf(home, "env.json5"))).toBe(false);
    expect(home.text("env.json5")).toBe(ENV["env.json5"]);
    release();
    await expect(done).resolves.toMatchObject({ ok: true, changed: true });
  });

  it.each([
    ["is split meanwhile", { [CONFIG]: "{}" }, ENV],
    ["is put together meanwhile", ENV, { [CONFIG]: "{ env: { vars: {} } }" }],
  ])("a config that %s is written in neither place", async (_, files, changed) => {
    const home = splitHome(files);
    const release = lockedByAnother(home, CONFIG);
    const done = set(home.browser, "config", KEY);
    await pause(200);
    for (const [name, text] of Object.entries(changed)) home.put(name, text);
    const [config, env] = [home.text(CONFIG), home.text("env.json5")];
    release();
    expect(await done).toMatchObject({ ok: false, code: "file_changed_meanwhile" });
    expect([home.text(CONFIG), home.text("env.json5")]).toEqual([config, env]);
  });
});
