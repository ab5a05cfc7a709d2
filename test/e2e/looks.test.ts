/** What judges the pages' looks finds each fault that it is there for, in each browser. */
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { faintParts } from "./contrast.ts";
import { findingsOfAxe, movements, setMedia } from "./looks.ts";
import { wordsWithoutRoom } from "./room.ts";
import { makeWorld, type World } from "./world.ts";

let world: World;
let page: Page;

const show = (body: string) =>
  page.setContent(`<!doctype html><html lang="en"><title>A page</title><body>${body}</body></html>`);

beforeAll(async () => {
  world = await makeWorld();
  page = await world.browser.puppeteer.newPage();
  await page.setViewport({ width: 320, height: 600 });
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

it.each([
  ["words", '<p style="color:#888">grey</p>', /^the words "grey" of p: 3\.54:1, not 4\.5:1$/],
  ["words that are half there", '<p style="opacity:.5">half</p>', /^the words "half"/],
  [
    "words on what they only lie over",
    '<div style="background:#222;height:40px"></div><p style="position:absolute;top:15px;margin:0">over</p>',
    /^the words "over"/,
  ],
  [
    "words on layers that are not solid",
    '<div style="background:#000"><p style="background:rgb(255 255 255 / 30%);color:#777">layer</p></div>',
    /^the words "layer"/,
  ],
  [
    "a select's choice",
    '<select style="color:#999;border:1px solid #000;background:#fff"><option>a</option></select>',
    /of select: 2\.8/,
  ],
  [
    "an edge",
    '<button style="border:1px solid #ddd;background:#fff">a</button>',
    /^the edge of button: 1\.3/,
  ],
  [
    "what fills a control",
    '<button style="border:0;background:#eee">a</button>',
    /^the edge of button: 1\.1/,
  ],
  [
    "a level",
    '<div role="meter" style="background:#ccc;height:9px"><i style="display:block;height:9px;width:9px;background:#aaa"></i></div>',
    /^the level of div: 1\.4/,
  ],
])("finds %s too faint", async (_, body, fault) => {
  await show(body);
  expect(await faintParts(page)).toEqual([expect.stringMatching(fault)]);
});

it("finds nothing faint in what can be seen, is off, or is not there", async () => {
  await show(`<p style="color:#767676">words</p>
    <button style="border:1px solid #8c827a;background:#fff;color:#000">a</button>
    <button style="border:0;background:#c2452d;color:#fff">filled</button>
    <button style="border:0;background:none;color:#000">words alone</button>
    <button disabled style="color:#ccc">off</button>
    <button aria-disabled="true" style="color:#ccc;border:1px solid #eee">busy</button>
    <p style="color:#fff;display:none">hidden</p>`);
  expect(await faintParts(page)).toEqual([]);
});

const WORDS = "words that are far too long for it";
it.each([
  [
    "cut off",
    `<p style="width:50px;overflow:hidden;white-space:nowrap">${WORDS}</p>`,
    "p cuts off its words",
  ],
  ["cut off below", `<p style="width:50px;height:20px;overflow:hidden">${WORDS}</p>`, "p cuts off its words"],
  [
    "too wide for a button",
    `<button style="width:50px;white-space:nowrap">${WORDS}</button>`,
    "the words stick out of button",
  ],
  ["beyond the window", '<p style="width:400px">a</p>', /^the page is \d+ px wider than its window$/],
  ["beyond its start", '<p style="position:absolute;left:-30px">before</p>', '"before" leaves the window'],
])("finds words %s", async (_, body, fault) => {
  await show(body);
  expect(await wordsWithoutRoom(page)).toEqual([expect.stringMatching(fault)]);
});

it("finds nothing without room where a title has all of it, or nobody is to see it", async () => {
  await show(`<p title="${WORDS}" style="width:50px;overflow:hidden;white-space:nowrap">${WORDS}</p>
    <p style="position:absolute;width:1px;height:1px;overflow:hidden">${WORDS}</p>`);
  expect(await wordsWithoutRoom(page)).toEqual([]);
});

it("hears of what axe calls moderate", async () => {
  await show("<h1>One</h1><main><h3>Three</h3></main>");
  expect(await findingsOfAxe(page)).toContainEqual(expect.stringContaining("heading-order"));
});

it("sees what moves although the user wants no movement, and forced colours", async () => {
  await setMedia(page, "light");
  const turn = "@keyframes turn { to { rotate: 1turn } } p { animation: turn 1s infinite }";
  await show(`<style>${turn}</style><p class="wheel">a</p>`);
  expect(await page.evaluate(movements)).toEqual(["wheel"]);
  await show(
    `<style>${turn} @media (prefers-reduced-motion: reduce) { p { animation: none } }</style><p>a</p>`,
  );
  expect(await page.evaluate(movements)).toEqual([]);
  await show('<p style="color: rgb(1, 2, 3)">a</p>');
  const colour = () => page.$eval("p", (words) => getComputedStyle(words).color);
  expect(await colour()).toBe("rgb(1, 2, 3)");
  await setMedia(page, "forced");
  expect(await colour()).not.toBe("rgb(1, 2, 3)");
  await setMedia(page, "light");
});
