import { defineConfig } from 'vitest/config';

export default defineConfig({
  // On CI the test runner asks for colours on its own behalf; what it tests must not take that as its own wish.
  test: { include: ['test/**/*.test.ts'], testTimeout: 20_000, env: { FORCE_COLOR: '0' } },
});
