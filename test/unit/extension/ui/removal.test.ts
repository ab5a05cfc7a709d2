import { beforeAll, expect, it } from "vitest";
import { COMMANDS, failure } from "../../../../src/core/messages/failures.ts";
import { owedStatus, removalLines, withLeft } from "../../../../src/extension/ui/removal.ts";
import { notice, type Status } from "../../../../src/extension/ui/status.ts";
import { say } from "../../../../src/extension/ui/words.ts";
import { GATEWAY } from "../../../helpers/fake-gateway.ts";
import { CONFIG, PICKED } from "../../../helpers/fake-openclaw.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";

beforeAll(useEnglish);

const DONE: Status = { ...notice("options.withdrawn"), tone: "good", actions: ["open_welcome"] };

it.each([
  [["options.withdrawn_removed"], { paths: ["/a"] }],
  [["options.withdrawn_removed", "options.withdrawn_backups"], { paths: ["/a"], backups: ["/a.bak"] }],
  [["options.withdrawn_removed", "options.withdrawn_service"], { paths: ["/a"], serviceCopies: ["/env"] }],
  [["options.withdrawn_none"], {}],
  [[], { left: [{ place: { ...CONFIG, path: "/a" }, why: failure("file_busy") }] }],
])("of the keys that went out a page says %j", (keys, changes) => {
  const lines = removalLines({ paths: [], backups: [], serviceCopies: [], left: [], ...changes });
  expect(lines.map(({ key }) => key)).toEqual(keys);
});

it("no page says to delete a service's place: it holds all else that the service needs", () => {
  const [, line] = removalLines({ paths: ["/a"], backups: [], serviceCopies: ["/env"], left: [] });
  expect(line).toMatchObject({ values: { paths: ["/env"], command: COMMANDS.renew_service } });
  expect(say(line!)).toContain("not the file");
});

it("each file in which a key may be left is named, with the reason where there is one, and with what helps", () => {
  const why = failure("file_changed_place");
  expect(
    withLeft(DONE, [
      { place: { ...CONFIG, path: "/a" }, why },
      { place: { ...CONFIG, path: "/b" }, why: null },
    ]),
  ).toMatchObject({
    tone: "warning",
    text: [
      {
        key: "options.left_because",
        values: { path: "/a", why: { key: "failure.file_changed_place.title" } },
      },
      { key: "options.left", values: { path: "/b" } },
      { key: "options.left_next" },
    ],
    command: COMMANDS.remove,
    actions: ["copy_command", "open_welcome"],
  });
  expect(withLeft(DONE, [])).toBe(DONE);
});

it("of a picked file no command of the companion's is named: whoever picked it may have none", () => {
  const left = { place: PICKED, why: null };
  const status = withLeft(DONE, [left]);
  expect(status).toMatchObject({ tone: "warning", actions: ["open_welcome"] });
  expect(status.text.map(({ key }) => key)).toEqual(["options.left", "picked.left_text"]);
  expect(status.command).toBeUndefined();
  expect(withLeft(DONE, [left, { place: CONFIG, why: null }]).command).toBe(COMMANDS.remove);
});

it("of a gateway the plugin's command is named, beside the companion's where a file is left too", () => {
  const left = { place: GATEWAY, why: failure("gateway_not_listening", { address: GATEWAY.path }) };
  expect(withLeft(DONE, [left])).toMatchObject({
    text: [{ key: "options.left_because" }, { key: "gateway.left_next" }],
    command: COMMANDS.forget_browsers,
    actions: ["copy_command", "open_welcome"],
  });
  expect(withLeft(DONE, [left, { place: CONFIG, why: null }])).toMatchObject({
    text: [
      { key: "options.left_because" },
      { key: "options.left" },
      { key: "gateway.left_too", values: { command: COMMANDS.forget_browsers } },
      { key: "options.left_next" },
    ],
    command: COMMANDS.remove,
  });
});

it("a removal that is owed names the places, and says that it is tried again where no click is needed", () => {
  expect(owedStatus([CONFIG])).toMatchObject({
    tone: "warning",
    title: { key: "welcome.changed_left" },
    text: [{ key: "options.left_again" }, { key: "options.left" }, { key: "options.left_next" }],
    command: COMMANDS.remove,
  });
  expect(owedStatus([PICKED]).text.map(({ key }) => key)).toEqual(["options.left", "picked.left_text"]);
});
