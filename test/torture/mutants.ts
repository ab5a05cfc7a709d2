/**
 * Documents of both kinds as nobody would write them: whole ones that are cut, spliced, doubled, given other line ends,
 * made deep and wide. Every number that it draws comes from one seed, so that each document can be found again.
 */
import { SESSION_KEY_VARIABLE as NAME } from "../../src/core/config/precedence.ts";
import { OTHER_KEY_TEXT } from "../helpers/keys.ts";

export type Random = (below: number) => number;

/** mulberry32, by Tommy Ettinger: 0 up to, and without, `below`. */
export function randomFrom(seed: number): Random {
  let state = Math.imul(seed, 0x9e3779b1);
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const OLD = OTHER_KEY_TEXT;

const CONFIGS = [
  "{}",
  `// OpenClaw\n{\n  gateway: { mode: "local", port: 18789, auth: { token: 'abc' } },\n  // models\n  agents: { defaults: { model: { primary: "anthropic/claude-sonnet-4-5" } } }, // keep\n}\n`,
  `{\r\n\t"env": {\r\n\t\t"vars": {\r\n\t\t\t"A": "1", // one\r\n\t\t\t"${NAME}": "${OLD}"\r\n\t\t}\r\n\t},\r\n\t"meta": { "lastTouchedVersion": "2026.9.6" }\r\n}\r\n`,
  `{ env: { vars: { ${NAME}: '${OLD}', A: "x" }, shellEnv: { enabled: false } }, }`,
  `{ env: { ${NAME}: "${OLD}", vars: {} } }`,
  `{ env: { vars: { ${NAME} /* a */ : /* b */ "${OLD}" /* c */ , /* d */ B: '2' } } }`,
  `{ env: { vars: { ${NAME}: "op://Private/claude" } } }`,
  `{ env: { vars: { ${NAME}: { source: "env", id: "X" } } } }`,
  `{ env: { vars: { A: 'it\\'s', B: "say \\"hi\\"", C: '\\\n', D: "// no", E: '/* no */' } } }`,
  `{ "__proto__": { a: 1 }, constructor: null, null: 1, true: [ , ].length, }`,
  `{ n: [+1, -.5, +.5, 5., 0x1F, 1e3, -Infinity, NaN, true, false, null,], s: ['\\x41\\u0042', "\\0", ''] }`,
  `{ \\u0061b: 1, $x: 2, _y: 3, ünï: 4, "with space": 5, '': 6, "\\u0024include": "a" }`,
  `{ env: {}, env: { vars: { ${NAME}: "${OLD}", ${NAME}: "${OLD}" } }, env: { vars: { x: 1 } } }`,
  `/* head\n two */ { env: // a\n { vars: // b\n { // c\n } // d\n } /* e */ } // f`,
  `\ufeff{\n  // only a comment\n}`,
  `{ $include: "./base.json5", env: { vars: { "${NAME}": null } } }`,
];

const DOTENVS = [
  "",
  "A=1\nexport B=two\nC: three\n# comment\n\nD='single # quoted'\nE=\"two\\nlines\"\nF=`tick`\n",
  `A=1\r\n${NAME}=${OLD}\r\nB=2 # note\r\n`,
  `${NAME}=\n"${OLD}"\nA=1\n`,
  `export ${NAME} = '${OLD}' # mine\nA="two\nlines"\n`,
  `${NAME}: ${OLD}\n${NAME}=${OLD}\n`,
  `${NAME}=op://Private/claude\n`,
  `A="\n${NAME}=inside\n"\n# ${NAME}=commented\n${NAME}_OLD=1\nNOT_${NAME}=2\n`,
  `\ufeff${NAME}=\nA='it\\'s'\nB="open\nC=\`x`,
  `${NAME}\n\n=\n'${OLD}'\n\n\nH=\nI=a=b=c\nbad line\nJ.k-l=m`,
];

const LINE_ENDS = ["\n", "\r\n", "\r", "\n\r", "\u2028", "\u2029", "\u0085", "\v", "\f"];
const SPACES = [" ", "\t", "\u00a0", "\ufeff", "\u3000", "\u1680", "\u180e", "\u200b", "\0"];
const PIECES = [
  ..."{}[]:,'\"`#=\\/*$".split(""),
  "//",
  "/*",
  "*/",
  "\\\n",
  "\\u",
  "\ud800",
  "é",
  "🔑",
  "export ",
  ": ",
  "= ",
];
const JSON_PIECES = [
  `${NAME}: "${OLD}",`,
  `"${NAME}": '',`,
  "env: {",
  "vars: {",
  "}, ",
  "// c\n",
  "/* c */",
  "a: 1,",
];
const ENV_PIECES = [`${NAME}=${OLD}\n`, `\n${NAME}: `, `${NAME}="`, "A=", "# c\n", "\n\n\n"];

/** Places at which a piece is likely to leave a document whole. */
const SEAMS = { config: /[{,\n]/g, dotenv: /\n/g };

export type Kind = keyof typeof SEAMS;

const SEEDS = { config: CONFIGS, dotenv: DOTENVS };
const OWN_PIECES = { config: JSON_PIECES, dotenv: ENV_PIECES };

/** @param isWhole most that are not are given up: else hardly any would be left that can be edited */
export function mutant(kind: Kind, random: Random, isWhole: (text: string) => boolean): string {
  let text = oneOf(SEEDS[kind], random);
  for (let times = 2 + random(8); times > 0; times--) {
    const next = oneOf(MUTATIONS, random)(text, kind, random);
    if (random(12) === 0 || isWhole(next)) text = next;
  }
  return text;
}

type Mutation = (text: string, kind: Kind, random: Random) => string;

const MUTATIONS: readonly Mutation[] = [
  cut,
  drop,
  double,
  splice,
  insert,
  insert,
  space,
  endLines,
  deepen,
  widen,
];

function cut(text: string, _: Kind, random: Random): string {
  return text.slice(0, random(text.length + 1));
}

function drop(text: string, _: Kind, random: Random): string {
  const at = random(text.length + 1);
  return text.slice(0, at) + text.slice(at + 1 + random(random(8) === 0 ? 40 : 2));
}

/** A part, or a line, stands there twice. */
function double(text: string, kind: Kind, random: Random): string {
  const [from, to] = [seam(text, kind, random), seam(text, kind, random)].toSorted((a, b) => a - b) as [
    number,
    number,
  ];
  return text.slice(0, to) + text.slice(from);
}

function splice(text: string, kind: Kind, random: Random): string {
  const other = oneOf(SEEDS[kind], random);
  const [from, to] = [seam(other, kind, random), seam(other, kind, random)].toSorted((a, b) => a - b) as [
    number,
    number,
  ];
  return at(text, seam(text, kind, random), other.slice(from, to));
}

function insert(text: string, kind: Kind, random: Random): string {
  return random(3) === 0
    ? at(text, random(text.length + 1), oneOf(PIECES, random))
    : at(text, seam(text, kind, random), oneOf(OWN_PIECES[kind], random));
}

function space(text: string, kind: Kind, random: Random): string {
  const piece = oneOf(random(2) === 0 ? SPACES : LINE_ENDS, random).repeat(1 + random(3));
  return at(text, random(2) === 0 ? random(text.length + 1) : seam(text, kind, random), piece);
}

/** All of them, or each another. */
function endLines(text: string, _: Kind, random: Random): string {
  const end = oneOf(LINE_ENDS, random);
  const isMixed = random(3) === 0;
  return text.replaceAll(/\r\n|\n/g, () => (isMixed ? oneOf(LINE_ENDS, random) : end));
}

function deepen(text: string, kind: Kind, random: Random): string {
  const depth = random(500) === 0 ? 1_000 : 1 + random(12);
  if (kind === "dotenv")
    return at(text, seam(text, kind, random), `${oneOf("'\"`".split(""), random).repeat(depth)}\n`);
  const [open, close] = oneOf(
    [
      ["[", "]"],
      ["{a:", "}"],
      ["[{b:", "}]"],
    ] as const,
    random,
  );
  return at(text, seam(text, kind, random), `d: ${open.repeat(depth)}1${close.repeat(depth)},`);
}

function widen(text: string, kind: Kind, random: Random): string {
  const width = random(5_000) === 0 ? 2_000 : 1 + random(12);
  const [before, after] = kind === "dotenv" ? ["", "\n"] : ["", ","];
  const member = kind === "dotenv" ? oneOf(ENV_PIECES, random) : oneOf([...JSON_PIECES, "w: []"], random);
  return at(text, seam(text, kind, random), (before + member + after).repeat(width));
}

const oneOf = <T>(list: readonly T[], random: Random): T => list[random(list.length)]!;

const at = (text: string, place: number, piece: string): string =>
  text.slice(0, place) + piece + text.slice(place);

function seam(text: string, kind: Kind, random: Random): number {
  const places = Array.from(text.matchAll(SEAMS[kind]), ({ index }) => index + 1);
  return oneOf([...places, text.length], random);
}
