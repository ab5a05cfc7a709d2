import { describe, expect, it } from "vitest";
import type { FileKind } from "../../../../src/core/messages/messages.ts";
import { inspectPicked, picked } from "../../../../src/extension/export/picked.ts";
import { fakePicked, type FakePicked } from "../../../helpers/fake-picked.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

const SALT = "0".repeat(32);
const KEY = sessionKey(KEY_TEXT);

/** The calls of one write that goes through. */
const WRITE = ['createWritable {"keepExistingData":false,"mode":"exclusive"}', "write", "close"];

function destination(file: FakePicked, kind: FileKind = "config") {
  return picked({ kind, id: "id", path: file.handle.name, isPicked: true }, file.handle);
}

const textOf = ({ bytes }: FakePicked) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

/** Throws what the browser throws. */
const refuses = (name: string) => () => {
  throw new DOMException("no", name);
};

describe("a picked file", () => {
  it.each<[FileKind, before: string, after: string]>([
    ["config", "{ a: 1 }", `{ a: 1, env: {vars: {CLAUDE_AI_SESSION_KEY: "${KEY_TEXT}"}} }`],
    ["dotenv", "\ufeffA=1\r\n", `\ufeffA=1\r\nCLAUDE_AI_SESSION_KEY=${KEY_TEXT}\r\n`],
  ])(
    "gets the key as the companion would write it, loses it again, and is written once: %s",
    async (kind, before, after) => {
      const path = kind === "config" ? "openclaw.json" : ".env";
      const file = fakePicked(path, before);
      const saved = { ok: true, path, tightened: false, file: kind };
      expect(await destination(file, kind).set(KEY)).toEqual({ ...saved, changed: true });
      expect(textOf(file)).toBe(after);
      expect(file.calls).toEqual(WRITE);

      expect(await destination(file, kind).set(KEY)).toEqual({ ...saved, changed: false });
      expect(file.calls).toEqual(WRITE);

      const removed = { ok: true, path, changed: true, backups: [] };
      expect(await destination(file, kind).remove(null)).toEqual(removed);
      expect(textOf(file)).toBe(before);
      expect(file.calls).toEqual([...WRITE, ...WRITE]);
    },
  );

  it("loses the one key that is meant, and no other", async () => {
    const file = fakePicked(".env", `CLAUDE_AI_SESSION_KEY=${OTHER_KEY_TEXT}\n`);
    const only = async (text: string) => ({
      salt: SALT,
      fingerprint: await sessionKey(text).fingerprint(SALT),
    });
    expect(await destination(file, "dotenv").remove(await only(KEY_TEXT))).toMatchObject({
      changed: false,
      kept: true,
    });
    expect(file.calls).toEqual([]);
    expect(await destination(file, "dotenv").remove(await only(OTHER_KEY_TEXT))).toMatchObject({
      changed: true,
    });
    expect(textOf(file)).toBe("");
  });

  it("keeps what is no session key until the user says so", async () => {
    const file = fakePicked(".env", "CLAUDE_AI_SESSION_KEY=op://vault/item\n");
    const detail = { path: ".env", holds: "reference" };
    expect(await destination(file, "dotenv").set(KEY)).toEqual({
      ok: false,
      code: "key_place_taken",
      detail,
    });
    expect(file.calls).toEqual([]);
    expect(await destination(file, "dotenv").set(KEY, "reference")).toMatchObject({ changed: true });
  });

  it.each<[string, Partial<FakePicked["before"]>, calls: string[]]>([
    ["picked_not_found", { getFile: refuses("NotFoundError") }, []],
    ["picked_not_allowed", { getFile: refuses("NotAllowedError") }, []],
    ["write_denied", { getFile: refuses("NotReadableError") }, []],
    ["file_read_only", { createWritable: refuses("NoModificationAllowedError") }, WRITE.slice(0, 1)],
    ["disk_full", { write: refuses("QuotaExceededError") }, [...WRITE.slice(0, 2), "abort"]],
    ["write_failed", { close: refuses("AbortError") }, [...WRITE, "abort"]],
  ])("stays as it is where the browser refuses: %s", async (code, before, calls) => {
    const file = fakePicked("openclaw.json", "{}");
    Object.assign(file.before, before);
    expect(await destination(file).set(KEY)).toMatchObject({
      ok: false,
      code,
      detail: { path: "openclaw.json" },
    });
    expect([textOf(file), file.calls]).toEqual(["{}", calls]);
  });

  it("lets a bug be one", async () => {
    const file = fakePicked("openclaw.json", "{}");
    file.before.write = () => {
      throw new TypeError("ours");
    };
    await expect(destination(file).set(KEY)).rejects.toThrow("ours");
    expect(textOf(file)).toBe("{}");
  });

  it.each<[string, (file: FakePicked) => void]>([
    ["other bytes", (file) => void (file.bytes = new TextEncoder().encode("[]"))],
    ["the same bytes, written anew", (file) => void (file.lastModified += 1)],
    ["a longer file", (file) => void (file.bytes = new TextEncoder().encode("{ theirs: 1 }"))],
    ["none any more", (file) => void (file.before.getFile = refuses("NotFoundError"))],
  ])("is not overwritten where there are meanwhile %s", async (_, change) => {
    const file = fakePicked("openclaw.json", "{}");
    let theirs: Uint8Array | undefined;
    file.before.write = () => {
      change(file);
      theirs = file.bytes;
    };
    expect(await destination(file).set(KEY)).toMatchObject({ ok: false, code: "file_changed_meanwhile" });
    expect(file.calls).toEqual([...WRITE.slice(0, 2), "abort"]);
    expect(file.bytes).toBe(theirs);
  });

  it("is read back: what somebody writes over it at once is no export", async () => {
    const file = fakePicked("openclaw.json", "{}");
    file.before.close = () => {
      file.before.getFile = () => void (file.bytes = new TextEncoder().encode("{ theirs: 1 }"));
    };
    expect(await destination(file).set(KEY)).toMatchObject({ ok: false, code: "file_changed_meanwhile" });
  });

  const LARGEST = 1024 * 1024;
  it.each<[string, name: string, content: string | Uint8Array<ArrayBuffer>]>([
    ["picked_other_file", "package.json", "{}"],
    ["picked_other_file", "openclaw.json.bak", "{}"],
    ["config_unparsable", "openclaw.json", ""],
    ["config_root_not_object", "openclaw.json", "[]"],
    ["file_not_text", "openclaw.json", new Uint8Array([0x7b, 0xff, 0x7d])],
    ["file_not_text", ".env", "A=\0"],
    ["file_too_large", ".env", "#".repeat(LARGEST + 1)],
    ["dotenv_unsupported", ".env", "A:"],
    ["key_place_taken", ".env", "CLAUDE_AI_SESSION_KEY=$VAULT"],
  ])("is refused before anything is written: %s, %s", async (code, name, content) => {
    const file = fakePicked(name, content);
    expect(await inspectPicked(file.handle)).toMatchObject({ ok: false, code, detail: { path: name } });
    expect(file.calls).toEqual([]);
  });

  it("that would become too large is left alone", async () => {
    const file = fakePicked(".env", "#".repeat(LARGEST));
    expect(await inspectPicked(file.handle)).toEqual({ ok: true, kind: "dotenv" });
    expect(await destination(file, "dotenv").set(KEY)).toMatchObject({ ok: false, code: "file_too_large" });
    expect(file.calls).toEqual([]);
  });
});
