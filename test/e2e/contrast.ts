/** Words, edges and levels that are hard to see, measured on what they really stand on. */
import type { Page } from "puppeteer-core";

/** @returns one line for each word below 4.5:1, each edge of a control and each level of a bar below 3:1 */
export const faintParts = (page: Page): Promise<string[]> => page.evaluate(findFaint);

/** Runs in the page, and so holds all that it needs. */
function findFaint(): string[] {
  type Colour = readonly [red: number, green: number, blue: number, alpha: number];

  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
  const known = new Map<string, Colour>();

  /** Of any notation that the browser has: it paints one pixel. */
  function colour(css: string): Colour {
    const found = known.get(css);
    if (found) return found;
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = css;
    pixel.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = pixel.getImageData(0, 0, 1, 1).data;
    const read = [red, green, blue, alpha / 255] as const;
    known.set(css, read);
    return read;
  }

  const over = ([r, g, b, alpha]: Colour, [red, green, blue]: Colour): Colour => {
    const mix = (top: number, below: number) => top * alpha + below * (1 - alpha);
    return [mix(r, red), mix(g, green), mix(b, blue), 1];
  };

  function luminance([red, green, blue]: Colour): number {
    const [r, g, b] = [red, green, blue].map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  }

  function contrast(one: Colour, other: Colour): number {
    const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
    return (light! + 0.05) / (dark! + 0.05);
  }

  /** What is painted below the element's own content, from the top: where it can be pointed at, also what it only lies over. */
  function layersOf(element: Element): Element[] {
    const { left, top, width, height } = element.getBoundingClientRect();
    const pointed = document.elementsFromPoint(left + width / 2, top + height / 2);
    const at = pointed.indexOf(element);
    if (at >= 0) return pointed.slice(at);
    const parent = element.parentElement;
    return parent ? [element, ...layersOf(parent)] : [element];
  }

  function groundOf(element: Element | null): Colour {
    const white: Colour = [255, 255, 255, 1];
    if (!element) return white;
    const painted = layersOf(element).map((layer) => colour(getComputedStyle(layer).backgroundColor));
    const solid = painted.findIndex(([, , , alpha]) => alpha === 1);
    const seen = solid < 0 ? painted : painted.slice(0, solid + 1);
    return seen.reduceRight<Colour>((below, layer) => over(layer, below), white);
  }

  function opacityOf(element: Element | null): number {
    return element ? Number(getComputedStyle(element).opacity) * opacityOf(element.parentElement) : 1;
  }

  const isSeen = (element: Element): boolean => {
    const { width, height } = element.getBoundingClientRect();
    return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true });
  };
  const isOff = (element: Element): boolean => element.closest(":disabled, [aria-disabled=true]") !== null;

  const faults: string[] = [];
  function judge(what: string, element: Element, found: number, needed: number): void {
    if (found >= needed) return;
    const name = `${element.localName}${element.id && `#${element.id}`}${element.className && `.${element.className}`}`;
    faults.push(`${what} of ${name}: ${found.toFixed(2)}:1, not ${needed}:1`);
  }

  function judgeWords(element: Element): void {
    const ground = groundOf(element);
    const [red, green, blue, alpha] = colour(getComputedStyle(element).color);
    // Words that can't be seen at all are told by another element: a select of which only the chevron shows.
    if (alpha === 0) return;
    const words = over([red, green, blue, alpha * opacityOf(element)], ground);
    judge(
      `the words "${(element.textContent ?? "").trim().slice(0, 30)}"`,
      element,
      contrast(words, ground),
      4.5,
    );
  }

  /** A control is told from its surroundings by its border or by what fills it; one that has neither is words alone. */
  function judgeEdge(control: Element): void {
    const style = getComputedStyle(control);
    if (control.matches("[type=checkbox], [type=radio]") && style.appearance !== "none") return;
    const around = groundOf(control.parentElement);
    const borders = (["block-start", "block-end", "inline-start", "inline-end"] as const)
      .filter((side) => parseFloat(style.getPropertyValue(`border-${side}-width`)) > 0)
      .map((side) => colour(style.getPropertyValue(`border-${side}-color`)))
      .filter(([, , , alpha]) => alpha > 0)
      .map((border) => contrast(over(border, around), around));
    const filling = colour(style.backgroundColor);
    const filled = filling[3] > 0 ? [contrast(over(filling, around), around)] : [];
    if (borders.length + filled.length === 0) return;
    const border = borders.length > 0 ? Math.min(...borders) : 1;
    judge("the edge", control, Math.max(border, ...filled), 3);
  }

  /** How full a bar is, on the part that is not. */
  function judgeLevel(meter: Element): void {
    const level = meter.firstElementChild;
    if (level && isSeen(level)) judge("the level", meter, contrast(groundOf(level), groundOf(meter)), 3);
  }

  for (const element of document.body.querySelectorAll("*")) {
    if (!isSeen(element) || isOff(element)) continue;
    const hasWords = Array.from(element.childNodes).some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== "",
    );
    if ((hasWords && !element.matches("option, script, style")) || element.matches("select"))
      judgeWords(element);
    if (element.matches("button, select, input, textarea")) judgeEdge(element);
    if (element.matches("[role=meter]")) judgeLevel(element);
  }
  return faults;
}
