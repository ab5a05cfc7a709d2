/**
 * Where a member goes in a JSON5 object, and how it looks there: in the file's own indent, quotes, line ends
 * and trailing commas, with every comment left beside what it stood beside.
 *
 * The shapes are chosen so that two different texts never become the same one: that is what lets removal find
 * its way back to the exact bytes without any memory (`undoInsertion`).
 */
import { deletion, insertion, lineEnd, type Edit } from "./edit.ts";
import {
  findMember,
  isComment,
  tokensBetween,
  type ConfigTree,
  type Member,
  type ObjectNode,
} from "./json5-tokens.ts";

/** Adds `names[0]: { names[1]: ... value }` as the object's last member. */
export function insertMember(tree: ConfigTree, object: ObjectNode, names: string[], value: string): Edit[] {
  const last = object.members.at(-1);
  if (!last) return [insertIntoEmpty(tree, object, names, value)];

  const style = quoteStyle(tree);
  const { comma, end } = tail(tree, object, last);
  if (!standsOnOwnLine(tree, last)) {
    const member = inline(style, names, value);
    return comma === undefined
      ? [insertion(last.range[1], `, ${member}`)]
      : [insertion(comma, ` ${member},`)];
  }
  const eol = lineEnd(tree.text);
  const indent = indentAt(tree.text, last.range[0]);
  const trailing = comma === undefined ? "" : ",";
  const lines = block(style, names, value, indentUnit(tree, object, indent), trailing);
  const added = lines.map((line) => eol + indent + line).join("") + trailing;
  return comma === undefined
    ? [insertion(last.range[1], ","), insertion(end, added)]
    : [insertion(end, added)];
}

/** The edits that may have been `insertMember`'s doing; the caller finds out which by doing it again. */
export function undoInsertion(tree: ConfigTree, object: ObjectNode, name: string): Edit[][] {
  const last = object.members.at(-1);
  if (!last || last !== findMember(object, name)) return [];
  const [start, end] = last.range;
  const before = object.members.at(-2);
  if (!before) {
    const [open, close] = [object.range[0] + 1, object.range[1] - 1];
    const comment = tokensBetween(tree, open, start).findLast(isComment);
    const from = comment ? comment.end : open;
    return [[deletion(from, end)], ...(tree.text.slice(end, close) === " " ? [[deletion(from, close)]] : [])];
  }
  const comma = tail(tree, object, last).comma;
  const front = tail(tree, object, before);
  // A member between two others has a comma before it: `tail` of the one before always finds it here.
  const beforeComma = front.comma ?? before.range[1];
  return comma === undefined
    ? [[deletion(beforeComma - 1, beforeComma), deletion(front.end, end)], [deletion(before.range[1], end)]]
    : [[deletion(front.end, comma)], [deletion(beforeComma, comma)]];
}

/** Takes out one member with the comma that is its own, and its line where nothing else stands on it. */
export function removeMember(tree: ConfigTree, object: ObjectNode, member: Member): Edit[] {
  const { text } = tree;
  const { comma } = tail(tree, object, member);
  const [start, end] = [member.range[0], comma ?? member.range[1]];
  const lineStart = start - indentAt(text, start).length;
  const rest = /^[ \t]*(\r\n|\n|\r)/.exec(text.slice(end));
  const takesLine = standsOnOwnLine(tree, member) && rest !== null;
  const edits = [takesLine ? deletion(lineStart, end + rest[0].length) : deletion(start, end)];
  const before = object.members[object.members.indexOf(member) - 1];
  const ownerless = comma === undefined && before ? tail(tree, object, before).comma : undefined;
  return ownerless === undefined ? edits : [deletion(ownerless - 1, ownerless), ...edits];
}

function insertIntoEmpty(tree: ConfigTree, object: ObjectNode, names: string[], value: string): Edit {
  const [open, close] = [object.range[0] + 1, object.range[1] - 1];
  const member = inline(quoteStyle(tree), names, value);
  const comment = tokensBetween(tree, open, close).findLast(isComment);
  if (comment?.type === "LineComment") {
    const indent = indentAt(tree.text, comment.start);
    return insertion(comment.end, lineEnd(tree.text) + indent + member);
  }
  if (comment) return insertion(comment.end, ` ${member}`);
  return insertion(open, open === close ? ` ${member} ` : member);
}

/** What follows a member: the end of its comma, if any, and of the comments that share the line with it. */
function tail(
  tree: ConfigTree,
  object: ObjectNode,
  member: Member,
): { comma: number | undefined; end: number } {
  const following = [];
  for (const token of tokensBetween(tree, member.range[1], object.range[1] - 1)) {
    if (!isComment(token) && token.type !== "Comma") break;
    following.push(token);
    if (token.type === "Comma") break;
  }
  const commaToken = following.find((token) => token.type === "Comma");
  const comma = commaToken && commaToken.end;
  let end = comma ?? member.range[1];
  for (const token of tokensBetween(tree, end, object.range[1] - 1)) {
    if (!isComment(token) || /[\r\n\u2028\u2029]/.test(tree.text.slice(end, token.start))) break;
    end = token.end;
  }
  return { comma, end };
}

type QuoteStyle = { name: (name: string) => string; value: (value: string) => string };

/** Bare names only where the file has some; else the quotes of its first name; for values those of its first value. */
function quoteStyle({ text, root, tokens }: ConfigTree): QuoteStyle {
  const isQuote = (character: string | undefined) => character === "'" || character === '"';
  const bare = root.members.some(({ nameRange }) => !isQuote(text[nameRange[0]]));
  const firstName = root.members[0]?.nameRange[0];
  const nameQuote = bare || firstName === undefined ? '"' : text[firstName]!;
  const firstValue = tokens.find(({ type }, i) => type === "String" && tokens[i + 1]?.type !== "Colon");
  const valueQuote = firstValue ? text[firstValue.start]! : nameQuote;
  return {
    name: (name) => (bare ? name : nameQuote + name + nameQuote),
    value: (value) => valueQuote + value + valueQuote,
  };
}

function inline(style: QuoteStyle, [name, ...inner]: string[], value: string): string {
  if (name === undefined) return style.value(value);
  const content = inline(style, inner, value);
  return `${style.name(name)}: ${inner.length > 0 ? `{${content}}` : content}`;
}

function block(
  style: QuoteStyle,
  [name, ...inner]: string[],
  value: string,
  unit: string,
  trailing: string,
): string[] {
  const label = style.name(name!);
  if (inner.length === 0) return [`${label}: ${style.value(value)}`];
  const lines = block(style, inner, value, unit, trailing).map((line) => unit + line);
  lines.push(lines.pop()! + trailing);
  return [`${label}: {`, ...lines, "}"];
}

function standsOnOwnLine({ text }: ConfigTree, member: Member): boolean {
  const start = member.range[0] - indentAt(text, member.range[0]).length;
  return start > 0 && /[\r\n\u2028\u2029]/.test(text[start - 1]!);
}

/** The spaces and tabs right before an offset. */
function indentAt(text: string, offset: number): string {
  let start = offset;
  while (start > 0 && (text[start - 1] === " " || text[start - 1] === "\t")) start--;
  return text.slice(start, offset);
}

/** One level: what the members of this object are indented more than the line on which it opens. */
function indentUnit({ text }: ConfigTree, object: ObjectNode, memberIndent: string): string {
  const lineStart =
    Math.max(text.lastIndexOf("\n", object.range[0] - 1), text.lastIndexOf("\r", object.range[0] - 1)) + 1;
  const outer = /^[ \t]*/.exec(text.slice(lineStart, object.range[0]))![0];
  const unit = memberIndent.startsWith(outer) ? memberIndent.slice(outer.length) : "";
  return unit || "  ";
}
