/** The popup's one place for what it knows: everything that comes in goes through `set`. */
import { expect, it, vi } from "vitest";
import { DEFAULT_SETTINGS } from "../../../../src/extension/browser/records.ts";
import { keepFacts, type Facts } from "../../../../entrypoints/popup/facts.ts";
import { viewOf } from "../../../../entrypoints/popup/view.ts";
import { popupFacts } from "./popup-facts.ts";

function kept() {
  const show = vi.fn<(facts: Facts) => void>();
  return { show, ...keepFacts(popupFacts(), show) };
}

const RUNNING = { kind: "export", result: "running" } as const;
const COPYING = { kind: "copy", format: "raw", result: "running" } as const;
const REFUSED = { kind: "export", result: { ok: false, code: "disk_full" } } as const;

it("shows the first facts, and every change of them", () => {
  const { show, set, current } = kept();
  expect(show).toHaveBeenCalledExactlyOnceWith(popupFacts());
  expect(set({ usage: "elsewhere" })).toBe(true);
  expect(show).toHaveBeenLastCalledWith({ ...popupFacts(), usage: "elsewhere" });
  expect(current().usage).toBe("elsewhere");
});

it("takes an answer to the last click", () => {
  const { set, begin, current } = kept();
  const id = begin(RUNNING);
  expect(set({ job: { ...REFUSED, id } }, id)).toBe(true);
  expect(current().job).toEqual({ ...REFUSED, id });
});

it("drops an answer to a click before the last, and shows nothing of it", () => {
  const { show, set, begin, current } = kept();
  const old = begin(RUNNING);
  const last = begin(COPYING);
  show.mockClear();
  expect(set({ job: { ...REFUSED, id: old } }, old)).toBe(false);
  expect(show).not.toHaveBeenCalled();
  expect(current().job).toMatchObject({ id: last, kind: "copy" });
});

it("shows a change in the storage as a whole, and leaves what the last click brought", () => {
  const { set, begin, current } = kept();
  const settings = { ...DEFAULT_SETTINGS, target: "clipboard" } as const;
  const view = () => viewOf(current(), new Date());
  expect(view().status.title.key).toBe("popup.asked");
  set({ records: { ...current().records, settings: DEFAULT_SETTINGS } });
  expect(view()).toMatchObject({
    main: { does: "open_welcome" },
    status: { title: { key: "popup.setup_title" } },
  });
  const id = begin(RUNNING);
  set({ job: { ...REFUSED, id } }, id);
  set({ records: { ...current().records, settings } });
  expect(view()).toMatchObject({
    main: { does: "choose_target" },
    status: { title: { key: "failure.disk_full.title" } },
  });
});
