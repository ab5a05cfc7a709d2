/**
 * Where a member goes in a JSON5 object, and how it looks there: in the file's own indent, quotes, line ends
 * and trailing commas, with every comment left beside what it stood beside.
 *
 * The shapes are chosen so that two different texts never become the same one: that is what lets removal find
 * its way back to the exact bytes without any memory (`undoInsertion`).
 */
import { deletion, insertion, lineEnd, type Edit } from "./edit.ts";
import {
  commentsFrom,
  commentsWithin,
  findMember,
  tokenAt,
  type ConfigTree,
  type Member,
  type ObjectNode,
  type Token,
} from "./json5-tokens.ts";

/**
 * Adds `names[0]: { names[1]: ... value }` as the object's last member.
 * @param root whose names are the example to follow
 */
export function insertMember(
  { text, root }: ConfigTree,
  object: ObjectNode,
  names: string[],
  value: string,
): Edit[] {
  const last = object.members.at(-1);
  const style = quoteStyle(text, root);
  if (!last) return [insertIntoEmpty(text, object, inline(style, names, value))];

  const { comma } = last;
  if (!standsOnOwnLine(text, last)) {
    const member = inline(style, names, value);
    return comma === undefined ? [insertion(last.end, `, ${member}`)] : [insertion(comma, ` ${member},`)];
  }
  const eol = lineEnd(text);
  const indent = indentAt(text, last.start);
  const trailing = comma === undefined ? "" : ",";
  const lines = block(style, names, value, indentUnit(text, object, indent), trailing);
  const added = insertion(
    endOfLine(text, last),
    lines.map((line) => eol + indent + line).join("") + trailing,
  );
  return comma === undefined ? [insertion(last.end, ","), added] : [added];
}

/** The edits that may have been `insertMember`'s doing; the caller finds out which by doing it again. */
export function undoInsertion({ text }: ConfigTree, object: ObjectNode, name: string): Edit[][] {
  const last = object.members.at(-1);
  if (!last || last !== findMember(object, name)) return [];
  const { end, comma } = last;
  const before = object.members.at(-2);
  if (!before) {
    const [open, close] = [object.start + 1, object.end - 1];
    const from = commentsFrom(text, open).at(-1)?.end ?? open;
    return [[deletion(from, end)], ...(text.slice(end, close) === " " ? [[deletion(from, close)]] : [])];
  }
  // A member between two others has a comma behind it.
  const beforeComma = before.comma!;
  const beforeEnd = endOfLine(text, before);
  return comma === undefined
    ? [[deletion(beforeComma - 1, beforeComma), deletion(beforeEnd, end)], [deletion(before.end, end)]]
    : [[deletion(beforeEnd, comma)], [deletion(beforeComma, comma)]];
}

/** Takes out members with the commas that are their own, and their lines where nothing else stands on them. */
export function removeMembers(text: string, { members }: ObjectNode, gone: ReadonlySet<Member>): Edit[] {
  const edits = Array.from(gone, (member) => removal(text, member));
  const last = members.at(-1);
  const ownerless =
    last && gone.has(last) && last.comma === undefined
      ? members.findLast((member) => !gone.has(member))?.comma
      : undefined;
  return ownerless === undefined ? edits : [deletion(ownerless - 1, ownerless), ...edits];
}

/** The comments within it stay. */
function removal(text: string, member: Member): Edit {
  const { start } = member;
  const end = member.comma ?? member.end;
  const nextLine = startOfNextLine(text, end);
  const comments = commentsWithin(text, member);
  if (comments.length > 0) return { start, end, replacement: joined(text, comments, start, nextLine) };
  return nextLine !== undefined && standsOnOwnLine(text, member)
    ? deletion(start - indentAt(text, start).length, nextLine)
    : deletion(start, end);
}

/** One behind the other, and behind each that runs to the end of its line a new one. */
function joined(text: string, comments: Token[], at: number, nextLine: number | undefined): string {
  const newLine = lineEnd(text) + indentAt(text, at);
  const last = comments.at(-1)!;
  const behind = (comment: Token) => {
    const isLine = isLineComment(text, comment);
    if (comment === last && (nextLine !== undefined || !isLine)) return "";
    return isLine ? newLine : " ";
  };
  return comments.map((comment) => text.slice(comment.start, comment.end) + behind(comment)).join("");
}

function insertIntoEmpty(text: string, { start, end }: ObjectNode, member: string): Edit {
  const [open, close] = [start + 1, end - 1];
  const comment = commentsFrom(text, open).at(-1);
  if (!comment) return insertion(open, open === close ? ` ${member} ` : member);
  const gap = isLineComment(text, comment) ? lineEnd(text) + indentAt(text, comment.start) : " ";
  return insertion(comment.end, gap + member);
}

const isLineComment = (text: string, { start }: Token): boolean => text[start + 1] === "/";

/** Behind a member, its comma, and the comments that share the line with it. */
function endOfLine(text: string, { end, comma }: Member): number {
  let at = comma ?? end;
  for (const comment of commentsFrom(text, at)) {
    if (/[\r\n\u2028\u2029]/.test(text.slice(at, comment.start))) break;
    at = comment.end;
  }
  return at;
}

type QuoteStyle = { name: (name: string) => string; value: (value: string) => string };

/** Bare names only where the file has some; else the quotes of its first name; for values those of its first value. */
function quoteStyle(text: string, { members }: ObjectNode): QuoteStyle {
  const bare = members.some(({ quote }) => quote === "");
  const nameQuote = (!bare && members[0]?.quote) || '"';
  const valueQuote = firstString(text) ?? nameQuote;
  return {
    name: (name) => (bare ? name : nameQuote + name + nameQuote),
    value: (value) => valueQuote + value + valueQuote,
  };
}

/** The quote of the first string that is no name. */
function firstString(text: string): string | undefined {
  for (let token = tokenAt(text, 0); token; token = tokenAt(text, token.end)) {
    const quote = text[token.start]!;
    if (!"'\"".includes(quote)) continue;
    const next = tokenAt(text, token.end);
    if (!next || text[next.start] !== ":") return quote;
  }
  return undefined;
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

function standsOnOwnLine(text: string, { start }: Member): boolean {
  const lineStart = start - indentAt(text, start).length;
  return lineStart > 0 && /[\r\n\u2028\u2029]/.test(text[lineStart - 1]!);
}

const LINE_END = /[ \t]*(?:\r\n|[\r\n\u2028\u2029])/y;

/** Where nothing else stands on this one. */
function startOfNextLine(text: string, from: number): number | undefined {
  LINE_END.lastIndex = from;
  return LINE_END.test(text) ? LINE_END.lastIndex : undefined;
}

/** The spaces and tabs right before an offset. */
function indentAt(text: string, offset: number): string {
  let start = offset;
  while (start > 0 && (text[start - 1] === " " || text[start - 1] === "\t")) start--;
  return text.slice(start, offset);
}

/** One level: what the members of this object are indented more than the line on which it opens. */
function indentUnit(text: string, { start }: ObjectNode, memberIndent: string): string {
  const lineStart = Math.max(text.lastIndexOf("\n", start - 1), text.lastIndexOf("\r", start - 1)) + 1;
  const outer = /^[ \t]*/.exec(text.slice(lineStart, start))![0];
  const unit = memberIndent.startsWith(outer) ? memberIndent.slice(outer.length) : "";
  return unit || "  ";
}
