import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  { ignores: ["dist", "types"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    rules: {
      // Prettier breaks code; what it leaves are comments. A text in six languages is one row.
      "max-len": ["error", { code: 100, ignoreStrings: true, ignoreTemplateLiterals: true }],
    },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: { globals: { console: "readonly", process: "readonly", URL: "readonly" } },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["vite.config.ts", "vite.pages.config.ts"] },
      },
    },
    rules: {
      // `() => this.#draw()` says what is done; braces around it would say no more.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // `noUncheckedIndexedAccess` asks of every index; `!` says that it stands, in no byte.
      "@typescript-eslint/no-non-null-assertion": "off",
      // `byId<HTMLButtonElement>("enroll")` is a cast with a name.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // An empty attribute says as little as none.
      "@typescript-eslint/prefer-nullish-coalescing": [
        "error",
        { ignorePrimitives: { string: true } },
      ],
      // A number reads the same in a text as it does in code.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    // They ask whether the browser has what its types say that every browser has.
    files: ["src/camera.ts", "src/element.ts", "src/index.ts", "src/view/tone.ts"],
    rules: {
      "@typescript-eslint/no-extraneous-class": ["error", { allowEmpty: true }],
      "@typescript-eslint/no-unnecessary-condition": "off",
    },
  },
  {
    // The interface beside the element gives its events their types; it declares no field.
    files: ["src/element.ts"],
    rules: { "@typescript-eslint/no-unsafe-declaration-merging": "off" },
  },
  {
    // A worker has no page: its types are others.
    files: ["src/encoder.ts"],
    languageOptions: { parserOptions: { projectService: false, project: "tsconfig.worker.json" } },
  },
);
