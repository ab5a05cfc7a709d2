import { defineConfig, type OxlintOverride } from "oxlint";

/**
 * The rule of the house (CONTRIBUTING.md): which room may import which. `src/core` has no Node and no browser
 * besides: its own tsconfig.json sees to that.
 */
const ROOMS = ["core", "extension", "openclaw", "companion", "plugin", "entrypoints"];
const MAY_IMPORT = {
  "src/core": [],
  "src/extension": ["core"],
  "src/openclaw": ["core"],
  "src/companion": ["core", "openclaw"],
  "src/plugin": ["core", "openclaw"],
  entrypoints: ["core", "extension"],
};
const RUN_IN_NODE = ["src/openclaw", "src/companion", "src/plugin"];
const BROWSER_API = ["wxt/browser", "webextension-polyfill", "@wxt-dev/browser"];
const NODE = ["node:*", "node:*/*"];
const ALIASES = ["@/**", "~/**", "@@/**", "~~/**"];

type Pattern = { group: string[]; message: string };

const forbid = (group: string[], message: string): Pattern => ({ group, message });
const restrictImports = (patterns: Pattern[]): ["error", { patterns: Pattern[] }] => ["error", { patterns }];

/** What a room may not import. Paths are relative, so a room of the same program is never named in them. */
function forbiddenIn(room: string, allowed: readonly string[]): Pattern[] {
  const others = ROOMS.filter((other) => !allowed.includes(other) && !room.endsWith(other));
  return [
    forbid(ALIASES, "Relative paths: the rule is told by them."),
    forbid(
      others.flatMap((other) => [`../${other}/**`, `**/../${other}/**`, `**/src/${other}/**`]),
      "The rule of the house (CONTRIBUTING.md) forbids this.",
    ),
    ...(RUN_IN_NODE.includes(room) ? [] : [forbid(NODE, "This runs in the browser.")]),
    forbid(BROWSER_API, "Only src/extension/browser touches the browser's API."),
  ];
}

export default defineConfig({
  plugins: ["eslint", "typescript", "unicorn", "oxc", "import", "promise"],
  categories: { correctness: "error", suspicious: "error", perf: "error" },
  options: { typeAware: true },
  ignorePatterns: [
    "dist",
    "/release",
    ".output",
    ".wxt",
    "artifacts",
    "test/real-openclaw/versions",
    "test/real-openclaw/others",
  ],
  rules: {
    "typescript/no-floating-promises": "error",
    // A listener may be async: what it throws is a bug, and pages show those (src/extension/ui/dom.ts).
    "typescript/no-misused-promises": ["error", { checksVoidReturn: { arguments: false } }],
    "typescript/no-explicit-any": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "typescript/consistent-type-imports": "error",
    "eslint/eqeqeq": "error",
    "eslint/no-console": ["error", { allow: ["error"] }],
    "import/no-cycle": "error",
    // Order matters where steps follow each other on one file, one browser, one terminal.
    "eslint/no-await-in-loop": "off",
    // Small helpers stand below what uses them, so that a file reads from the top.
    "eslint/no-use-before-define": "off",
    // Errors of the system and parsed JSON have no type to guard by; each assertion stands beside its reason.
    "typescript/no-unsafe-type-assertion": "off",
    // A switch over a union that the compiler has proved exhaustive needs no return behind it.
    "typescript/consistent-return": "off",
    "eslint/no-unused-vars": [
      "error",
      { ignoreRestSiblings: true, argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
    ],
    "unicorn/consistent-function-scoping": "off",
    "unicorn/prefer-set-has": "off",
    // A page that shows a step again must not hear its button twice.
    "unicorn/prefer-add-event-listener": "off",
    // fast-check's own documentation writes fc.property.
    "import/no-named-as-default-member": "off",
    // Entry files of pages import their style sheet.
    "import/no-unassigned-import": ["error", { allow: ["**/*.css"] }],
  },
  overrides: [
    ...Object.entries(MAY_IMPORT).map(([room, allowed]): OxlintOverride => ({
      files: [`${room}/**/*.ts`],
      rules: {
        "eslint/no-restricted-imports": restrictImports(forbiddenIn(room, allowed)),
        "eslint/no-restricted-globals": RUN_IN_NODE.includes(room)
          ? "off"
          : ["error", "chrome", "browser", "process"],
      },
    })),
    {
      files: ["src/extension/browser/**/*.ts"],
      rules: {
        "eslint/no-restricted-imports": restrictImports(
          forbiddenIn("src/extension", ["core"]).filter(({ group }) => group !== BROWSER_API),
        ),
      },
    },
    {
      files: ["src/openclaw/verify/**/*.ts"],
      rules: {
        "eslint/no-restricted-imports": restrictImports([
          ...forbiddenIn("src/openclaw", ["core"]),
          forbid(
            ["../program/**", "node:child_process"],
            "Verify starts no process: it is handed the answers.",
          ),
        ]),
      },
    },
    {
      files: ["entrypoints/**/*.ts"],
      rules: {
        "eslint/no-restricted-imports": restrictImports([
          ...forbiddenIn("entrypoints", ["core", "extension"]),
          forbid(
            ["**/browser/cookies.ts", "**/usage/ask-claude.ts"],
            "Pages reach the cookies and claude.ai through the consent gate only.",
          ),
          forbid(["../*/main.ts", "../*/*.ts"], "Nobody imports an entrypoint."),
        ]),
      },
    },
    {
      files: ["test/**/*.ts", "scripts/**/*.ts", "demo/**/*.ts", "bench/**/*.ts"],
      rules: { "eslint/no-console": "off" },
    },
  ],
});
