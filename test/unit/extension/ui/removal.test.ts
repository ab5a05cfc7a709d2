import { expect, it } from "vitest";
import { COMMANDS, failure } from "../../../../src/core/messages/failures.ts";
import { removalLines, withLeft } from "../../../../src/extension/ui/removal.ts";
import { notice, type Status } from "../../../../src/extension/ui/status.ts";

const DONE: Status = { ...notice("options.withdrawn"), tone: "good", actions: ["open_welcome"] };

it.each([
  [["options.withdrawn_removed"], { paths: ["/a"] }],
  [["options.withdrawn_removed", "options.withdrawn_copies"], { paths: ["/a"], copies: ["/a.bak"] }],
  [["options.withdrawn_none"], {}],
  [[], { left: [{ path: "/a", why: failure("file_busy") }] }],
])("of the keys that went out a page says %j", (keys, changes) => {
  const lines = removalLines({ paths: [], copies: [], left: [], ...changes });
  expect(lines.map(({ key }) => key)).toEqual(keys);
});

it("each file in which a key may be left is named, with the reason where there is one, and with what helps", () => {
  const why = failure("file_changed_place");
  expect(
    withLeft(DONE, [
      { path: "/a", why },
      { path: "/b", why: null },
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
