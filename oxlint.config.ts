import { defineConfig } from "oxlint";

/**
 * Which folder may import which: the direction rule of CONTRIBUTING.md. Everything not named is forbidden, and
 * nobody imports an entrypoint.
 */
const MAY_IMPORT = {
  "src/session": [],
  "src/consent": [],
  "src/claude": [],
  "src/openclaw": [],
  "src/protocol": ["session", "claude"],
  "src/export": ["session", "consent", "protocol", "settings"],
  "src/settings": ["protocol"],
  "src/sync": ["session", "consent", "protocol", "settings", "export"],
  "src/browser": ["session", "consent", "claude", "protocol", "settings", "sync"],
  "src/targets": ["export", "session", "openclaw", "protocol", "settings", "sync", "browser"],
  "src/ui": ["claude", "export", "protocol", "session", "settings", "sync"],
  "src/wiring": ["session", "claude", "browser", "sync", "targets", "ui"],
} satisfies Record<string, string[]>;

const FOLDERS = Object.keys(MAY_IMPORT).map((folder) => folder.replace("src/", ""));
const BROWSER_API = ["wxt/browser", "webextension-polyfill", "@wxt-dev/browser"];
const NODE = ["node:*", "node:*/*"];
const ALIASES = ["@/**", "~/**", "@@/**", "~~/**"];

const FOR_THE_BROWSER = ["browser", "targets", "ui", "consent", "export", "settings", "sync", "wiring"];
const BREAKS_DIRECTION = "The direction rule (CONTRIBUTING.md) forbids this.";

type Pattern = { group: string[]; message: string };

const restrictImports = (...patterns: Pattern[]): ["error", { patterns: Pattern[] }] => [
  "error",
  { patterns },
];
const forbid = (group: string[], message: string) => ({ group, message });
const foldersExcept = (allowed: readonly string[]) =>
  FOLDERS.filter((folder) => !allowed.includes(folder)).map((folder) => `../${folder}/**`);

export default defineConfig({
  plugins: ["eslint", "typescript", "unicorn", "oxc", "import", "promise"],
  categories: { correctness: "error", suspicious: "error", perf: "error" },
  options: { typeAware: true },
  ignorePatterns: ["dist", ".output", ".wxt", "artifacts", "test/openclaw/node_modules"],
  rules: {
    "typescript/no-floating-promises": "error",
    // A listener may be async: what it throws is a bug, and pages show those (src/ui/dom.ts).
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
    {
      // A folder that MAY_IMPORT does not name may import nothing of ours, until it is named.
      files: ["src/**/*.ts"],
      rules: {
        "eslint/no-restricted-imports": restrictImports(
          forbid(["../**", ...ALIASES, ...NODE, ...BROWSER_API], BREAKS_DIRECTION),
        ),
        "eslint/no-restricted-globals": ["error", "chrome", "browser", "process"],
      },
    },
    ...Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
      files: [`${folder}/**/*.ts`],
      rules: {
        "eslint/no-restricted-imports": restrictImports(
          forbid(ALIASES, "Relative paths: the rule is told by them."),
          forbid(foldersExcept([...allowed, folder.replace("src/", "")]), BREAKS_DIRECTION),
          forbid(
            ["**/entrypoints/**", "../../companion/**"],
            "src is imported, and imports nothing outside.",
          ),
          forbid(NODE, "src runs in the browser too."),
          ...(folder === "src/browser"
            ? []
            : [forbid(BROWSER_API, "Only src/browser touches the browser's API.")]),
        ),
      },
    })),
    {
      files: ["companion/**/*.ts"],
      rules: {
        "eslint/no-restricted-imports": restrictImports(
          forbid(BROWSER_API, "The companion runs without a browser."),
          forbid(
            ["**/entrypoints/**", ...FOR_THE_BROWSER.map((folder) => `**/src/${folder}/**`)],
            BREAKS_DIRECTION,
          ),
        ),
      },
    },
    {
      files: ["entrypoints/**/*.ts"],
      rules: {
        "eslint/no-restricted-imports": restrictImports(
          forbid(BROWSER_API, "Only src/browser touches the browser's API."),
          forbid(
            ["**/browser/cookies.ts", "**/browser/claude-ai.ts"],
            "Pages reach the cookies and claude.ai through the consent gate only.",
          ),
          forbid(
            ["../*/main.ts", "../../companion/**", "../companion/**"],
            "Entrypoints wire src together and import nothing else.",
          ),
          forbid(NODE, "Pages run in the browser."),
        ),
      },
    },
    {
      files: ["test/**/*.ts", "scripts/**/*.ts", "demo/**/*.ts", "bench/**/*.ts"],
      rules: { "eslint/no-console": "off" },
    },
  ],
});
