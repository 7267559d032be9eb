/** Builds the report page into one file, `dist/web/report.html`, into which the runner puts the data. */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  build: {
    outDir: fileURLToPath(new URL('../../dist/web', import.meta.url)),
    emptyOutDir: true,
    rolldownOptions: { input: fileURLToPath(new URL('report.html', import.meta.url)) },
    modulePreload: false,
    cssCodeSplit: false,
    target: 'es2022',
    chunkSizeWarningLimit: 1024,
  },
  plugins: [inlined()],
});

/** Puts script and style into the page and forbids it every other, so that a text in the data can never run or load anything. */
function inlined(): Plugin {
  return {
    name: 'inlined',
    enforce: 'post',
    generateBundle(_, bundle) {
      const files = Object.values(bundle);
      const page = files.find((file) => file.type === 'asset' && file.fileName.endsWith('.html'));
      const script = files.find((file) => file.type === 'chunk');
      const style = files.find((file) => file.type === 'asset' && file.fileName.endsWith('.css'));
      if (page?.type !== 'asset' || script?.type !== 'chunk' || style?.type !== 'asset')
        throw new Error(`expected a page, one script and one style sheet, found ${files.map((file) => file.fileName).join(', ')}`);
      // Neither may hold what ends the element that it stands in.
      const code = script.code.trim().replaceAll('</script', '<\\/script');
      const css = String(style.source).trim().replaceAll('</style', '<\\/style');
      const policy = [
        "default-src 'none'",
        `script-src 'sha256-${createHash('sha256').update(code).digest('base64')}'`,
        "style-src 'unsafe-inline'",
        'img-src data:',
        "base-uri 'none'",
        "form-action 'none'",
      ].join('; ');
      const parts = [
        `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
        `<style>${css}</style>`,
        `<script type="module">${code}</script>`,
      ];
      page.source = String(page.source)
        .replace(/<script type="module"[^>]*><\/script>\s*/, '')
        .replace(/<link rel="stylesheet"[^>]*>\s*/, '')
        .replace('<meta name="inlined" />', () => parts.join('\n'));
      Reflect.deleteProperty(bundle, script.fileName);
      Reflect.deleteProperty(bundle, style.fileName);
    },
  };
}
