import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { applyChanges } from "../../../../src/companion/install/changes.ts";
import { uninstall } from "../../../../src/companion/install/uninstall.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import { run } from "../../../helpers/terminal.ts";
import {
  buildExtension,
  installed,
  stateOf,
  userAccount,
  type UserAccount,
} from "../../../helpers/user-account.ts";

const unpackedIn = ({ context }: UserAccount, family = "chromium") =>
  path.join(context.companionFolder, "extension", family);

const filesIn = (folder: string) => readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();

describe("The unpacked extension", () => {
  it("is the build of each family that has a browser here, byte by byte", async () => {
    const account = userAccount("linux", ["chrome", "brave", "firefox"]);
    const { extensions } = await installed(account);
    expect(extensions).toMatchObject([
      { family: "chromium", state: "new", version: "0.1.0", browsers: ["chrome", "brave"] },
      { family: "firefox", state: "new", version: "0.1.0", browsers: ["firefox"] },
    ]);
    for (const { family, folder } of extensions) {
      const built = path.join(path.dirname(account.context.bundle), "extension");
      expect(filesIn(folder)).toEqual(
        [...filesIn(path.join(built, family)), ...filesIn(path.join(built, "both"))].toSorted(),
      );
      // What is alike in both families lies beside them, once.
      for (const [where, name] of [
        [family, "manifest.json"],
        ["both", "icon/16.png"],
      ] as const) {
        const original = readFileSync(path.join(built, where, name));
        expect(readFileSync(path.join(folder, name)).equals(original)).toBe(true);
      }
    }
  });

  it("is left out for a family that no browser here is of, and where none came with the companion", async () => {
    const account = userAccount("linux", ["chrome"]);
    await installed(account);
    expect(existsSync(unpackedIn(account, "firefox"))).toBe(false);
    const bare = userAccount("linux", ["chrome"]);
    const { extensions } = await installed({
      ...bare,
      context: { ...bare.context, bundle: path.join(unpackedIn(account), "popup.html") },
    });
    expect(extensions).toEqual([]);
  });

  const NEXT = { version: "0.2.0", part: "other" };

  it("is updated in its folder, in which nothing of the older one stays, and says so", async () => {
    const account = userAccount("linux", ["chrome"]);
    await installed(account);
    buildExtension(account.context.bundle, "chromium", NEXT);
    const { out } = await run(["install"], { system: openClawHome().system, installation: account.context });
    expect(out[0]).toContain(`The extension in ${unpackedIn(account)} is now version 0.2.0.`);
    expect(out[0]).not.toContain("Load unpacked");
    expect(filesIn(unpackedIn(account))).toEqual(
      ["chunks", "chunks/other.js", "icon", "icon/16.png", "manifest.json", "popup.html"].toSorted(),
    );
    expect((await installed(account)).extensions).toMatchObject([{ state: "same", version: "0.2.0" }]);
  });

  it("has at every moment of an update a page whose parts are there, and names the new version last", async () => {
    const account = userAccount("linux", ["chrome"]);
    await installed(account);
    buildExtension(account.context.bundle, "chromium", NEXT);
    const { changes } = await installed(account, { dryRun: true });
    expect(changes.length).toBe(4);
    for (const [done, change] of changes.entries()) {
      await applyChanges([change], account.registry.tool);
      const text = (name: string) => readFileSync(path.join(unpackedIn(account), name), "utf8");
      const [, part = ""] = /src="\/(.*?)"/.exec(text("popup.html")) ?? [];
      expect(existsSync(path.join(unpackedIn(account), part)), part).toBe(true);
      expect(text("manifest.json").includes("0.2.0")).toBe(done === changes.length - 1);
    }
  });

  it("goes with uninstall, which says that the browser has it still", async () => {
    const account = userAccount("linux", ["chrome"]);
    const before = stateOf(account);
    await installed(account);
    const machine = { system: openClawHome().system, installation: account.context };
    const { out } = await run(["uninstall"], machine);
    expect(out[0]).toMatch(/Remove the extension from your browser too/);
    expect(stateOf(account)).toEqual(before);
    await expect(uninstall(account.context)).resolves.toMatchObject({ extension: false });
  });
});
