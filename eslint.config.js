import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Floors of the house, top to bottom; an import may only go down. */
const noRunner = { group: ['**/runner/**', '**/adapters/**'], message: 'reference/ imports nothing but itself' };

export default defineConfig(
  {
    ignores: [
      'dist/**',
      'docs/.site/**',
      'docs/.vitepress/cache/**',
      'docs/.vitepress/dist/**',
      'coverage/**',
      'reports/**',
      '.stryker-tmp/**',
      'schemas/generated/**',
      'node_modules/**',
      'examples/**',
      'test/fixtures/**',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', 'scripts/mutation/plugin.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      // `as T` on an indexed access says that the index is known to be good; `!` would hide it.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['reference/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [noRunner, { regex: '^[^.]', message: 'reference/ has no dependencies' }] }],
      'no-restricted-globals': ['error', 'process', 'console', 'Buffer', 'Date', 'performance'],
    },
  },
);
