/**
 * The little of a JSON5 document's structure that placing an edit needs: the members of one object at a time, by
 * the tokens of momoa. What stands inside other values is passed over, so a large config costs little.
 * Ranges are UTF-16 offsets, end exclusive.
 */
import { tokenize } from "@humanwhocodes/momoa";
import JSON5 from "json5";

type Range = readonly [start: number, end: number];

export interface Token {
  type: string;
  start: number;
  end: number;
}

interface Value {
  range: Range;
  /** Indexes of its first token and its last. */
  tokens: Range;
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
  const root = readObject(text, tokens, afterComments(tokens, 0));
  return root && { text, root, tokens };
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
  { text, root, tokens }: ConfigTree,
  names: readonly string[],
): { objects: ObjectNode[]; obstacle: string | undefined } {
  const objects = [root];
  for (const name of names) {
    const member = findMember(objects.at(-1)!, name);
    const object = member && readObject(text, tokens, member.value.tokens[0]);
    if (!object) return { objects, obstacle: member && name };
    objects.push(object);
  }
  return { objects, obstacle: undefined };
}

/** A member's value as json5 reads it; `undefined` where it can't. */
export function valueOf(text: string, { value }: Member): unknown {
  try {
    return JSON5.parse(text.slice(...value.range));
  } catch {
    return undefined;
  }
}

export const isComment = ({ type }: Token): boolean => type === "LineComment" || type === "BlockComment";

/** The tokens that lie between two offsets. */
export const tokensBetween = ({ tokens }: ConfigTree, from: number, to: number): Token[] =>
  tokens.filter(({ start, end }) => start >= from && end <= to);

/** None where momoa can't read the text. */
function tokensOf(text: string): Token[] {
  try {
    return tokenize(text, { mode: "json5" }).map(({ type, loc: { start, end } }) => ({
      type,
      start: start.offset,
      end: end.offset,
    }));
  } catch {
    return [];
  }
}

/** Reads one level; `undefined` at the first token that does not belong there. */
function readObject(text: string, tokens: Token[], open: number): ObjectNode | undefined {
  if (tokens[open]?.type !== "LBrace") return undefined;
  const members: Member[] = [];
  let at = afterComments(tokens, open + 1);
  while (tokens[at]?.type !== "RBrace") {
    const [label, colon] = [tokens[at], afterComments(tokens, at + 1)];
    const name = label && nameOf(text.slice(label.start, label.end));
    const value =
      tokens[colon]?.type === "Colon" ? readValue(tokens, afterComments(tokens, colon + 1)) : undefined;
    if (name === undefined || !value) return undefined;
    const { start, end } = label!;
    members.push({ name, nameRange: [start, end], value, range: [start, value.range[1]] });
    at = afterComments(tokens, value.tokens[1] + 1);
    if (tokens[at]?.type === "Comma") at = afterComments(tokens, at + 1);
    else if (tokens[at]?.type !== "RBrace") return undefined;
  }
  return { members, range: [tokens[open].start, tokens[at]!.end] };
}

function afterComments(tokens: Token[], index: number): number {
  let at = index;
  while (at < tokens.length && isComment(tokens[at]!)) at++;
  return at;
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
function readValue(tokens: Token[], first: number): Value | undefined {
  let depth = 0;
  for (let i = first; i < tokens.length; i++) {
    const { type, end } = tokens[i]!;
    if (type === "LBrace" || type === "LBracket") depth++;
    if (type === "RBrace" || type === "RBracket") depth--;
    if (depth < 0) return undefined;
    if (depth === 0) return { range: [tokens[first]!.start, end], tokens: [first, i] };
  }
  return undefined;
}
