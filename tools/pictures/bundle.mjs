// Bundles the page that draws a dashboard, with Grafana's libraries, into one script.
import { build } from 'esbuild';
import { cpSync, mkdirSync } from 'node:fs';

const target = new URL('../../target/pictures/', import.meta.url).pathname;
mkdirSync(target, { recursive: true });
await build({
  entryPoints: [new URL('page/index.jsx', import.meta.url).pathname],
  outfile: target + 'page.js',
  bundle: true,
  minify: true,
  format: 'iife',
  jsx: 'automatic',
  mainFields: ['module', 'browser', 'main'],
  define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
  loader: { '.woff': 'dataurl', '.woff2': 'dataurl', '.ttf': 'dataurl', '.svg': 'dataurl' },
  logLevel: 'warning',
});
cpSync(new URL('node_modules/@grafana/ui/dist/public', import.meta.url).pathname, target + 'public', { recursive: true });
