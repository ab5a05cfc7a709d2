/** The part of momoa's syntax tree that placing an edit needs. Ranges are UTF-16 offsets, end exclusive. */
import { parse } from "@humanwhocodes/momoa";

type Range = readonly [start: number, end: number];

export interface Token {
  type: string;
  range: Range;
}

type ValueNode =
  | ObjectNode
  | { type: "String"; value: string; range: Range }
  | { type: "Other"; range: Range };

export interface Member {
  name: { type: "Identifier"; name: string; range: Range } | { type: "String"; value: string; range: Range };
  value: ValueNode;
  range: Range;
}

export interface ObjectNode {
  type: "Object";
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
 * `undefined` where momoa does not accept the text: it rejects a little that json5 takes, such as a bare key
 * named `null` or a number written `+.5`.
 */
export function parseTree(text: string): ConfigTree | undefined {
  try {
    const { body, tokens } = parse(text, { mode: "json5", ranges: true, tokens: true });
    if (body.type !== "Object") return undefined;
    // With `ranges` and `tokens` set, momoa fills in what its types call optional.
    const root = body as unknown as ObjectNode;
    return { text, root, tokens: (tokens as unknown as Token[]).map((token) => withTrueEnd(text, token)) };
  } catch {
    return undefined;
  }
}

/** momoa 3.3.13 counts CRLF as one character inside a block comment, and so ends it too early. */
function withTrueEnd(text: string, token: Token): Token {
  if (token.type !== "BlockComment") return token;
  const [start] = token.range;
  return { ...token, range: [start, text.indexOf("*/", start + 2) + 2] };
}

export function memberName({ name }: Member): string {
  return name.type === "Identifier" ? name.name : name.value;
}

/** The last member of that name: the one that json5, and so OpenClaw, takes. */
export function findMember(object: ObjectNode, name: string): Member | undefined {
  return object.members.findLast((member) => memberName(member) === name);
}

export function isComment(token: Token): boolean {
  return token.type === "LineComment" || token.type === "BlockComment";
}

/** The tokens that lie between two offsets. */
export function tokensBetween({ tokens }: ConfigTree, start: number, end: number): Token[] {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (tokens[middle]!.range[0] < start) low = middle + 1;
    else high = middle;
  }
  const found: Token[] = [];
  for (let i = low; i < tokens.length && tokens[i]!.range[1] <= end; i++) found.push(tokens[i]!);
  return found;
}
