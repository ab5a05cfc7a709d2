/** The windows on the page: a bar for each, read out once with its name and number. */
import { make } from "../../src/extension/ui/dom.ts";
import { message, percent, say } from "../../src/extension/ui/words.ts";
import type { UsageView, WindowView } from "./usage.ts";

export const windowItems = ({ large, slim }: Pick<UsageView, "large" | "slim">): HTMLElement[] => [
  ...large.map(largeItem),
  ...slim.map(slimItem),
];

function largeItem(window: WindowView): HTMLElement {
  const share = make("b", {}, percent(window.percent));
  const used = make(
    "span",
    { className: "used", ariaHidden: "true" },
    share,
    ` ${say(message("usage.used_word"))}`,
  );
  const below = make(
    "span",
    { className: "below" },
    make("span", {}, window.resets ? say(window.resets) : ""),
  );
  if (window.nearlyFull)
    below.append(
      make("span", { className: "verdict", ariaHidden: "true" }, say(message("usage.nearly_full"))),
    );
  return item("window", window, nameOf(window), used, bar(window), below);
}

const slimItem = (window: WindowView): HTMLElement =>
  item(
    "window slim",
    window,
    nameOf(window),
    bar(window),
    make("span", { className: "used", ariaHidden: "true" }, make("b", {}, percent(window.percent))),
  );

function item(className: string, { nearlyFull }: WindowView, ...children: HTMLElement[]): HTMLElement {
  const made = make("li", { className }, ...children);
  if (nearlyFull) made.dataset["tone"] = "bad";
  return made;
}

const wordsOf = ({ name }: WindowView): string => (typeof name === "string" ? name : say(name));

function nameOf(window: WindowView): HTMLElement {
  const name = wordsOf(window);
  return make("bdi", { className: "name", ariaHidden: "true", title: name }, name);
}

function bar(window: WindowView): HTMLElement {
  const fill = make("span", { className: "fill" });
  fill.style.setProperty("--used", String(window.percent));
  const used = say(message("usage.used", { percent: percent(window.percent) }));
  const full = say(message("usage.nearly_full"));
  const meter = {
    className: "meter",
    role: "meter",
    ariaLabel: wordsOf(window),
    ariaValueMin: "0",
    ariaValueMax: "100",
    ariaValueNow: String(window.percent),
    ariaValueText: window.nearlyFull ? `${used}, ${full}` : used,
  };
  return make("span", meter, fill);
}
