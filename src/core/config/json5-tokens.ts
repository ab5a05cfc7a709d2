/**
 * The little of a JSON5 document's structure that placing an edit needs: the members of one object at a time. What
 * stands inside other values is passed over, so a large config costs little. It is made for texts that json5 has
 * accepted, which is what keeps it this small; in any other it ends at the first thing that it does not know.
 * Offsets are UTF-16, ends exclusive.
 */
import JSON5 from "json5";

export interface Token {
  start: number;
  end: number;
}

export interface Member {
  name: string;
  /** Of the name; empty where it stands bare. */
  quote: string;
  /** Of the name, quotes included. */
  start: number;
  nameEnd: number;
  valueStart: number;
  /** Of the value. */
  end: number;
  /** Behind its comma, where it has one. */
  comma: number | undefined;
}

export interface ObjectNode {
  members: Member[];
  start: number;
  end: number;
}

export interface ConfigTree {
  text: string;
  root: ObjectNode;
}

/** No config is as deep, or has as many parts: with more, json5 takes seconds and some hundred megabytes. */
const MAX_DEPTH = 500;
const MAX_TOKENS = 400_000;
/** json5 puts strings together character by character, and outside of Latin-1 each is a string of its own. */
const MAX_CHARACTERS = 1_200_000;

const SPACE = /\s*/y;
const PUNCTUATION = "{}[],:";
/** Comment, string, or all else. For JSON5 and for regular expressions the same ends a line, and is space. */
const TOKEN = /\/\/.*|\/\*[^]*?\*\/|"[^"\\]*(?:\\[^][^"\\]*)*"|'[^'\\]*(?:\\[^][^'\\]*)*'|[^\s{}[\],:"'/]+/y;

/** The next one; `undefined` at the end, or where none begins. */
export function tokenAt(text: string, from: number): Token | undefined {
  // Most are one character, and cost no search.
  if (PUNCTUATION.includes(text[from] ?? " ")) return { start: from, end: from + 1 };
  SPACE.lastIndex = from;
  SPACE.test(text);
  const start = (TOKEN.lastIndex = SPACE.lastIndex);
  if (PUNCTUATION.includes(text[start] ?? " ")) return { start, end: start + 1 };
  return TOKEN.test(text) ? { start, end: TOKEN.lastIndex } : undefined;
}

/** Asked of any text, before json5 reads it. */
export function isTooDense(text: string): boolean {
  const weight = /[^\0-\xff]/.test(text) ? 2 : 1;
  let [depth, tokens, characters] = [0, 0, 0];
  for (let token = tokenAt(text, 0); token; token = tokenAt(text, token.end)) {
    depth += step(text, token);
    tokens++;
    if (!isComment(text, token)) characters += weight * (token.end - token.start);
    if (depth > MAX_DEPTH || tokens > MAX_TOKENS || characters > MAX_CHARACTERS) return true;
  }
  return false;
}

/** `undefined` where the text is no object. */
export function parseTree(text: string): ConfigTree | undefined {
  const first = significantAt(text, 0);
  const root = first && readObject(text, first.start);
  return root && { text, root };
}

/** The last member of that name: the one that json5, and so OpenClaw, takes. */
export function findMember(object: ObjectNode, name: string): Member | undefined {
  return object.members.findLast((member) => member.name === name);
}

/** The objects that these names lead to, from the root inwards and as far as they stand in the text, the root first. */
export function objectsAlong({ text, root }: ConfigTree, names: readonly string[]): ObjectNode[] {
  const objects = [root];
  for (const name of names) {
    const member = findMember(objects.at(-1)!, name);
    const object = member && readObject(text, member.valueStart);
    if (!object) break;
    objects.push(object);
  }
  return objects;
}

/** Every object that stands at the end of these names, those included that json5 passes over for a later one. */
export function everyObjectAt({ text, root }: ConfigTree, names: readonly string[]): ObjectNode[] {
  let objects = [root];
  for (const name of names) {
    const members = objects.flatMap((object) => object.members).filter((member) => member.name === name);
    objects = members.flatMap(({ valueStart }) => readObject(text, valueStart) ?? []);
  }
  return objects;
}

/** The object in a text from which its last member was taken out: nothing before that is read again. */
export function withoutLast(text: string, { members, start, end }: ObjectNode): ObjectNode {
  const before = members.at(-2);
  if (!before) return { members: [], start, end: significantAt(text, start + 1)?.end ?? end };
  const last = { ...before, comma: commaBehind(text, before.end) };
  return { members: [...members.slice(0, -2), last], start, end };
}

const isComment = (text: string, { start }: Token): boolean => text[start] === "/";

/** The comments that follow, up to the first thing that is none. */
export function commentsFrom(text: string, from: number): Token[] {
  const comments: Token[] = [];
  for (let token = tokenAt(text, from); token && isComment(text, token); token = tokenAt(text, token.end))
    comments.push(token);
  return comments;
}

/** Those between a member's name, its value and its comma. */
export const commentsWithin = (text: string, { nameEnd, valueStart, end, comma }: Member): Token[] => [
  ...commentsFrom(text, nameEnd),
  ...commentsFrom(text, significantAt(text, nameEnd)!.end).filter((comment) => comment.end <= valueStart),
  ...(comma === undefined ? [] : commentsFrom(text, end)),
];

/** Reads one level; `undefined` at the first token that does not belong there. */
function readObject(text: string, start: number): ObjectNode | undefined {
  if (text[start] !== "{") return undefined;
  const members: Member[] = [];
  let at = start + 1;
  for (;;) {
    const label = significantAt(text, at);
    if (label && text[label.start] === "}") return { members, start, end: label.end };
    const member = label && readMember(text, label);
    if (!member) return undefined;
    members.push(member);
    at = member.comma ?? member.end;
  }
}

function readMember(text: string, label: Token): Member | undefined {
  const colon = significantAt(text, label.end);
  const first = colon && text[colon.start] === ":" ? significantAt(text, colon.end) : undefined;
  const end = first && endOfValue(text, first);
  const name = nameOf(text.slice(label.start, label.end));
  if (end === undefined || name === undefined) return undefined;
  const { start, end: nameEnd } = label;
  const quote = "'\"".includes(text[start]!) ? text[start]! : "";
  return { name, quote, start, nameEnd, valueStart: first!.start, end, comma: commaBehind(text, end) };
}

function commaBehind(text: string, end: number): number | undefined {
  const next = significantAt(text, end);
  return next && text[next.start] === "," ? next.end : undefined;
}

function significantAt(text: string, from: number): Token | undefined {
  let token = tokenAt(text, from);
  while (token && isComment(text, token)) token = tokenAt(text, token.end);
  return token;
}

/** Of one token, or behind the bracket that closes it. */
function endOfValue(text: string, first: Token): number | undefined {
  let depth = 0;
  for (let token: Token | undefined = first; token; token = tokenAt(text, token.end)) {
    depth += step(text, token);
    if (depth <= 0) return token.end;
  }
  return undefined;
}

/** By how much the depth changes. */
function step(text: string, { start }: Token): number {
  const first = text[start]!;
  return "{[".includes(first) ? 1 : "}]".includes(first) ? -1 : 0;
}

function nameOf(label: string): string | undefined {
  if (!label.includes("\\")) return /^['"]/.test(label) ? label.slice(1, -1) : label;
  try {
    return Object.keys(JSON5.parse<object>(`{${label}:0}`))[0];
  } catch {
    return undefined;
  }
}
