/** What the way of a picked file rests on: the editors in the browser, and what each of the browser's calls does to a file. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CONFIG_REFUSED,
  CONFIG_REMOVED,
  CONFIG_SET,
  DOTENV_ADDED,
  DOTENV_REMOVED,
  DOTENV_REPLACED,
} from "../helpers/config-cases.ts";
import { KEY_TEXT } from "../helpers/keys.ts";
import { makeWorld, type World } from "./world.ts";

let world: World;
let page: Page;

beforeAll(async () => {
  world = await makeWorld({ config: "{ mine: 1 }" });
  page = await world.browser.open("picked");
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

describe("The editors' chunk, in the browser,", () => {
  /** What the built chunk makes of these texts. */
  const edited = (kind: "config" | "dotenv", verb: "set" | "remove", texts: readonly string[]) => {
    const chunk = readdirSync(path.join(world.extension, "chunks")).find((name) =>
      name.startsWith("formats-"),
    );
    // As text: Vitest would put its own import in the place of the browser's.
    return page.evaluate(`(async () => {
      const { formatOf } = await import("/chunks/${chunk}");
      const format = await formatOf("${kind}");
      return ${JSON.stringify(texts)}.map((text) => format.${verb}(text${verb === "set" ? `, "${KEY_TEXT}"` : ""}));
    })()`);
  };

  it.each([
    ["sets a key in openclaw.json", "config", "set", CONFIG_SET],
    ["takes a key out of openclaw.json", "config", "remove", CONFIG_REMOVED],
    ["adds a key to .env", "dotenv", "set", DOTENV_ADDED],
    ["replaces a key in .env", "dotenv", "set", DOTENV_REPLACED],
    ["takes a key out of .env", "dotenv", "remove", DOTENV_REMOVED],
  ] as const)("%s as it does in Node", async (_, kind, verb, cases) => {
    const answers = await edited(
      kind,
      verb,
      cases.map(([before]) => before),
    );
    expect(answers).toMatchObject(cases.map(([before, after]) => ({ ok: true, text: after ?? before })));
  });

  it("refuses what it refuses in Node, and says why", async () => {
    const answers = await edited(
      "config",
      "set",
      CONFIG_REFUSED.map(([text]) => text),
    );
    expect(answers).toEqual(
      CONFIG_REFUSED.map(([, code, detail]) => (detail ? { ok: false, code, detail } : { ok: false, code })),
    );
  });
});

describe("No call empties the file:", () => {
  const stateOf = (file: string) => {
    const { ino, mtimeNs, mode } = statSync(file, { bigint: true });
    return { text: readFileSync(file, "utf8"), ino, mtimeNs, mode };
  };

  it("each of those that are made leaves it alone until close() has put the whole new one in its place", async () => {
    const { config } = world.home;
    const folder = path.dirname(config);
    const before = stateOf(config);
    await page.evaluate(() => {
      type Handle = FileSystemFileHandle & { requestPermission(of: object): Promise<string> };
      const add = (id: string, work: () => Promise<unknown>) => {
        const button = Object.assign(document.createElement("button"), { id, textContent: id });
        button.onclick = async () => {
          button.dataset["done"] = String(await work());
        };
        document.body.prepend(button);
      };
      const picker = globalThis as unknown as { showOpenFilePicker(): Promise<[Handle]>; handle: Handle };
      add("test-pick", async () => {
        [picker.handle] = await picker.showOpenFilePicker();
        return picker.handle.name;
      });
      add("test-ask", () => picker.handle.requestPermission({ mode: "readwrite" }));
    });
    const done = async (id: string) => {
      const button = await page.waitForSelector(`#${id}[data-done]`);
      return button!.evaluate((one) => one.getAttribute("data-done"));
    };
    const call = (script: string) => page.evaluate(`(async () => String(await (${script})))()`);

    await world.pickFile(page, "#test-pick", config);
    expect(await done("test-pick")).toBe("openclaw.json");
    expect(stateOf(config)).toEqual(before);
    expect(await call("handle.getFile().then((file) => file.text())")).toBe(before.text);
    expect(stateOf(config)).toEqual(before);
    await world.answerAboutFile(page, {
      button: "#test-ask",
      answer: "accept",
      done: "#test-ask[data-done]",
    });
    expect(await done("test-ask")).toBe("granted");
    expect(stateOf(config)).toEqual(before);

    const open = "handle.createWritable({ keepExistingData: false, mode: 'exclusive' })";
    const beside = path.join(folder, "openclaw.json.crswap");
    for (const end of ["beside.abort()", "beside.close()"]) {
      await call(`${open}.then((opened) => (globalThis.beside = opened))`);
      expect(stateOf(config)).toEqual(before);
      // Nobody else gets at it meanwhile, and nobody else may read what is about to be written.
      expect(await call(`${open}.catch(({ name }) => name)`)).toBe("NoModificationAllowedError");
      expect(statSync(beside).mode & 0o777).toBe(0o600);
      await call("beside.write(new TextEncoder().encode('{ ours: 1 }'))");
      expect(stateOf(config)).toEqual(before);
      expect(readFileSync(beside, "utf8")).toBe("{ ours: 1 }");
      await call(end);
      expect(readdirSync(folder)).toEqual(["openclaw.json"]);
      if (end === "beside.abort()") expect(stateOf(config)).toEqual(before);
    }
    const after = stateOf(config);
    expect(after).toMatchObject({ text: "{ ours: 1 }", mode: before.mode });
    expect(after.ino).not.toBe(before.ino);
  });

  it("the dialog for saving, which does, is called by nothing that is shipped", () => {
    const found = (word: string) => {
      const files = execFileSync("grep", ["-rlE", word, world.extension], { encoding: "utf8" });
      return files.trim().split("\n").length;
    };
    expect(() => found("showSaveFilePicker|createSyncAccessHandle|truncate\\(")).toThrow();
    expect(found("showOpenFilePicker")).toBe(1);
  });
});
