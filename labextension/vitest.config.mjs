import { defineConfig } from 'vitest/config';

// @jupyterlab's packages are CommonJS here and there: let vite bundle them.
export default defineConfig({
  test: { include: ['test/**/*.test.ts'], server: { deps: { inline: [/@jupyterlab/, /@lumino/] } } }
});
