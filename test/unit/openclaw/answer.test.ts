/** One message and its answer, whatever carries the two. */
import { expect, it, onTestFinished, vi } from "vitest";
import { RemoveReply, SetReply, StatusReply } from "../../../src/core/messages/messages.ts";
import { fileId } from "../../../src/openclaw/files/key-files.ts";
import { answer as answerWith, type Instance } from "../../../src/openclaw/openclaw.ts";
import { expectFailure } from "../../helpers/expect-failure.ts";
import { fakeAnswers } from "../../helpers/fake-answers.ts";
import { fileTree } from "../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey, WRONG_SECRETS } from "../../helpers/keys.ts";
import { fileWith, homeWith, openClawHome } from "../../helpers/openclaw-home.ts";
import { removeRequest, setRequest, statusRequest } from "../../helpers/requests.ts";

const SALT = "0123456789abcdef0123456789abcdef";

const answer = (message: unknown, instance: Instance | null) =>
  answerWith(message, instance, () => async () => fakeAnswers());

it.each(["config", "dotenv"] as const)("Messages set, report and remove the key in %s", async (kind) => {
  const home = openClawHome();
  const path = home.paths[kind];
  const set = SetReply.parse(await answer(setRequest(home, kind), home.browser));
  expect(set).toMatchObject({ path, changed: true, effect: { effective: true } });

  const status = StatusReply.parse(await answer(statusRequest(SALT), home.browser));
  const fingerprint = await sessionKey(KEY_TEXT).fingerprint(SALT);
  expect(status.files[kind]).toMatchObject({ id: fileId(path), path, fingerprint });
  expect(status.effective).toMatchObject({ path, fingerprint });

  const remove = async (only: string) =>
    RemoveReply.parse(
      await answer({ ...removeRequest(home, kind), only: { salt: SALT, fingerprint: only } }, home.browser),
    );
  const other = await sessionKey(OTHER_KEY_TEXT).fingerprint(SALT);
  expect(await remove(other)).toMatchObject({ changed: false, kept: true });
  expect(await remove(fingerprint)).toMatchObject({ path, changed: true });
  expect(home.read(kind)).not.toContain(KEY_TEXT);
});

it.each([
  ["set", setRequest],
  ["removed", removeRequest],
] as const)("Nothing is %s in a file that was not confirmed", async (_, request) => {
  const home = homeWith({ config: fileWith.config(KEY_TEXT) });
  const before = fileTree(home.folder);
  for (const other of [fileId(home.paths.dotenv), fileId(`${home.paths.config}x`), "0".repeat(32)]) {
    const reply = await answer({ ...request(home, "config"), fileId: other }, home.browser);
    expectFailure(reply, "file_changed_place");
  }
  expect(fileTree(home.folder)).toEqual(before);
});

it.each(WRONG_SECRETS)("%s is refused, and not written", async (_, secret, code) => {
  const home = openClawHome();
  const before = fileTree(home.folder);
  expectFailure(await answer(setRequest(home, "config", secret), home.browser), code);
  expect(fileTree(home.folder)).toEqual(before);
});

it.each([0, 2, 1.5, -1])("One that speaks protocol %d is told which is spoken here", async (protocol) => {
  const home = openClawHome();
  const reply = await answer({ ...setRequest(home, "config"), protocol, new: "field" }, home.browser);
  expectFailure(reply, "protocol_unsupported", { protocol: 1 });
  expect(home.read("config")).toBeNull();
});

it.each([
  ["nothing", null],
  ["a text", "set"],
  ["an unknown verb", { protocol: 1, verb: "toString" }],
  ["a field too many", { ...statusRequest(SALT), path: "/etc/passwd" }],
])("%s is no request", async (_, message) => {
  expectFailure(await answer(message, openClawHome().browser), "request_invalid");
});

it("Nothing is done where the installation's notes can't be read", async () => {
  expectFailure(await answer(statusRequest(SALT), null), "installation_broken");
});

it("A bug of our own stays out of the reply, and its words out of the log", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => logged.mockRestore());
  const home = openClawHome();
  const broken: Instance = {
    ...home.browser,
    get paths(): Instance["paths"] {
      throw new Error(`no ${KEY_TEXT}\n${KEY_TEXT}`);
    },
  };
  expectFailure(await answer(setRequest(home, "config"), broken), "internal_error");
  expect(String(logged.mock.calls)).toMatch(/^internal_error\n {4}at .*answer\.test\.ts/);
  expect(String(logged.mock.calls)).not.toContain(KEY_TEXT);
});
