/** One message and its answer, whatever carries the two. */
import { describe, expect, it, vi } from "vitest";
import { answer as answerWith, type Instance } from "../../../src/openclaw/openclaw.ts";
import { RemoveReply, SetReply, StatusReply } from "../../../src/core/messages/messages.ts";
import { expectFailure } from "../../helpers/expect-failure.ts";
import { fileId } from "../../../src/openclaw/files/key-files.ts";
import { fakeAnswers } from "../../helpers/fake-answers.ts";
import { fileTree } from "../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey, WRONG_SECRETS } from "../../helpers/keys.ts";
import { openClawHome } from "../../helpers/openclaw-home.ts";
import { removeRequest, setRequest, statusRequest } from "../../helpers/requests.ts";

const SALT = "0123456789abcdef0123456789abcdef";

const answer = (message: unknown, instance: Instance | null) =>
  answerWith(message, instance, () => fakeAnswers());

describe("answer", () => {
  it.each(["config", "dotenv"] as const)("sets, reports and removes the key in %s", async (kind) => {
    const home = openClawHome();
    const path = home.paths[kind];
    const set = SetReply.parse(await answer(setRequest(home, kind), home.browser));
    expect(set).toMatchObject({ path, changed: true, effect: { effective: true } });

    const status = StatusReply.parse(await answer(statusRequest(SALT), home.browser));
    const fingerprint = await sessionKey(KEY_TEXT).fingerprint(SALT);
    expect(status.files[kind]).toMatchObject({ id: fileId(path), path, fingerprint });
    expect(status.effective).toMatchObject({ path, fingerprint });

    const other = { salt: SALT, fingerprint: await sessionKey(OTHER_KEY_TEXT).fingerprint(SALT) };
    const kept = await answer({ ...removeRequest(home, kind), only: other }, home.browser);
    expect(RemoveReply.parse(kept)).toMatchObject({ changed: false, kept: true });
    const removed = await answer(
      { ...removeRequest(home, kind), only: { salt: SALT, fingerprint } },
      home.browser,
    );
    expect(RemoveReply.parse(removed)).toMatchObject({ path, changed: true });
    expect(home.read(kind)).not.toContain(KEY_TEXT);
  });

  it.each([
    ["sets", setRequest],
    ["removes", removeRequest],
  ] as const)("%s nothing in a file that was not confirmed", async (_, request) => {
    const home = openClawHome();
    home.write("config", `{ env: { vars: { CLAUDE_AI_SESSION_KEY: "${KEY_TEXT}" } } }`);
    const before = fileTree(home.folder);
    for (const other of [fileId(home.paths.dotenv), fileId(`${home.paths.config}x`), "0".repeat(32)])
      expectFailure(
        await answer({ ...request(home, "config"), fileId: other }, home.browser),
        "file_changed_place",
      );
    expect(fileTree(home.folder)).toEqual(before);
  });

  it.each(WRONG_SECRETS)("refuses %s, and does not write it", async (_, secret, code) => {
    const home = openClawHome();
    const before = fileTree(home.folder);
    expectFailure(await answer(setRequest(home, "config", secret), home.browser), code);
    expect(fileTree(home.folder)).toEqual(before);
  });

  it.each([[0], [2], [1.5], [-1]])(
    "says which protocol it speaks to one that speaks %d",
    async (protocol) => {
      const home = openClawHome();
      const reply = await answer({ ...setRequest(home, "config"), protocol, new: "field" }, home.browser);
      expect(reply).toEqual({ ok: false, code: "protocol_unsupported", detail: { protocol: 1 } });
      expect(home.read("config")).toBeNull();
    },
  );

  it.each([
    ["nothing", null],
    ["a text", "set"],
    ["an unknown verb", { protocol: 1, verb: "toString" }],
    ["a field too many", { ...statusRequest(SALT), path: "/etc/passwd" }],
  ])("takes %s for no request", async (_, message) => {
    expectFailure(await answer(message, openClawHome().browser), "request_invalid");
  });

  it("does nothing where the installation's notes can't be read", async () => {
    expectFailure(await answer(statusRequest(SALT), null), "installation_broken");
  });

  it("keeps a bug of its own out of the reply", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const home = openClawHome();
    const broken: Instance = {
      ...home.browser,
      get paths(): Instance["paths"] {
        throw new Error("where are they");
      },
    };
    expectFailure(await answer(setRequest(home, "config"), broken), "internal_error");
    expect(String(logged.mock.calls)).toMatch("where are they");
    expect(String(logged.mock.calls)).not.toContain(KEY_TEXT);
    logged.mockRestore();
  });
});
