/**
 * The little of a JSON5 document's structure that placing an edit needs: the members of one object at a time, by
 * the tokens of momoa. What stands inside other values is passed over, so a large config costs little.
 * Ranges are UTF-16 offsets, end exclusive.
 */
import { tokenize } from "@humanwhocodes/momoa";
import JSON5 from "json5";

type Range = readonly [start: number, end: number];

/** As momoa makes it, and kept as it is: a large config has hundreds of thousands. */
export interface Token {
  type: string;
  loc: { start: { offset: number }; end: { offset: number } };
}

interface Value {
  isObject: boolean;
  range: Range;
  /** Index of its first token. */
  token: number;
}

export interface Member {
  name: string;
  nameRange: Range;
  value: Value;
  range: Range;
}

export interface ObjectNode {
  members: Member[];
  range: Range;
}

export interface ConfigTree {
  text: string;
  root: ObjectNode;
  /** In order; comments included, white space not. */
  tokens: Token[];
}

/**
 * `undefined` where the text is no object, or where momoa can't read it: it rejects a little that json5 takes,
 * such as a number written `+.5`.
 */
export function parseTree(text: string): ConfigTree | undefined {
  const tokens = tokensOf(text);
  const first = tokens?.findIndex((token) => !isComment(token));
  const root = tokens && first !== undefined && first >= 0 ? readObject(text, tokens, first) : undefined;
  return tokens && root ? { text, root, tokens } : undefined;
}

/** The object that a value is; `undefined` where it is none. */
function objectOf({ text, tokens }: ConfigTree, { isObject, token }: Value): ObjectNode | undefined {
  return isObject ? readObject(text, tokens, token) : undefined;
}

/** The last member of that name: the one that json5, and so OpenClaw, takes. */
export function findMember(object: ObjectNode, name: string): Member | undefined {
  return object.members.findLast((member) => member.name === name);
}

/**
 * The objects that these names lead to, from the root inwards and as far as they stand in the text, the root first.
 * `obstacle`: the first name that leads to something else than an object.
 */
export function objectsAlong(
  tree: ConfigTree,
  names: readonly string[],
): { objects: ObjectNode[]; obstacle: string | undefined } {
  const objects = [tree.root];
  for (const name of names) {
    const member = findMember(objects.at(-1)!, name);
    const object = member && objectOf(tree, member.value);
    if (!object) return { objects, obstacle: member && name };
    objects.push(object);
  }
  return { objects, obstacle: undefined };
}

/** A member's value as json5 reads it; `undefined` where it can't. */
export function valueOf(text: string, { value: { range } }: Member): unknown {
  try {
    return JSON5.parse(text.slice(...range));
  } catch {
    return undefined;
  }
}

export function isComment({ type }: Token): boolean {
  return type === "LineComment" || type === "BlockComment";
}

/** The tokens that lie between two offsets. */
export function tokensBetween({ text, tokens }: ConfigTree, start: number, end: number): Token[] {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (startOf(tokens[middle]!) < start) low = middle + 1;
    else high = middle;
  }
  const found: Token[] = [];
  for (let i = low; i < tokens.length && endOf(text, tokens[i]!) <= end; i++) found.push(tokens[i]!);
  return found;
}

export const startOf = ({ loc }: Token): number => loc.start.offset;

const STRING = /(['"])(?:\\[^]|(?!\1)[^\\])*\1/y;

/** momoa 3.3.13 counts CRLF as one character inside comments and strings, and so ends them too early. */
export function endOf(text: string, { type, loc: { start, end } }: Token): number {
  if (type === "BlockComment") return text.indexOf("*/", start.offset + 2) + 2;
  if (type !== "String" || text[end.offset - 1] === text[start.offset]) return end.offset;
  STRING.lastIndex = start.offset;
  return STRING.test(text) ? STRING.lastIndex : end.offset;
}

function tokensOf(text: string): Token[] | undefined {
  try {
    return tokenize(text, { mode: "json5" });
  } catch {
    return undefined;
  }
}

/** Reads one level; `undefined` at the first token that does not belong there. */
function readObject(text: string, tokens: Token[], open: number): ObjectNode | undefined {
  const brace = tokens[open];
  if (brace?.type !== "LBrace") return undefined;
  const next = (index: number) => {
    let i = index;
    while (i < tokens.length && isComment(tokens[i]!)) i++;
    return i;
  };
  const members: Member[] = [];
  let at = next(open + 1);
  while (tokens[at]?.type !== "RBrace") {
    const [label, colon] = [tokens[at], next(at + 1)];
    const value = tokens[colon]?.type === "Colon" ? readValue(text, tokens, next(colon + 1)) : undefined;
    const name = label && nameOf(text.slice(startOf(label), endOf(text, label)));
    if (!label || name === undefined || !value) return undefined;
    const nameRange: Range = [startOf(label), endOf(text, label)];
    members.push({ name, nameRange, value, range: [nameRange[0], value.range[1]] });
    at = next(value.lastToken + 1);
    if (tokens[at]?.type === "Comma") at = next(at + 1);
    else if (tokens[at]?.type !== "RBrace") return undefined;
  }
  return { members, range: [startOf(brace), endOf(text, tokens[at]!)] };
}

/** Names may be quoted, bare, and words such as `null` as well. */
function nameOf(label: string): string | undefined {
  if (!label.includes("\\")) {
    if (/^['"]/.test(label)) return label.slice(1, -1);
    return /^[\p{L}\p{Nl}$_]/u.test(label) ? label : undefined;
  }
  try {
    return Object.keys(JSON5.parse<object>(`{${label}:0}`))[0];
  } catch {
    return undefined;
  }
}

/** One token, or all up to the bracket that closes the first. */
function readValue(
  text: string,
  tokens: Token[],
  first: number,
): (Value & { lastToken: number }) | undefined {
  let depth = 0;
  for (let i = first; i < tokens.length; i++) {
    const { type } = tokens[i]!;
    if (type === "LBrace" || type === "LBracket") depth++;
    if (type === "RBrace" || type === "RBracket") depth--;
    if (depth < 0) return undefined;
    if (depth > 0) continue;
    const range: Range = [startOf(tokens[first]!), endOf(text, tokens[i]!)];
    return { isObject: tokens[first]!.type === "LBrace", range, token: first, lastToken: i };
  }
  return undefined;
}
