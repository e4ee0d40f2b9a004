// Draws a dashboard with the data of a Prometheus into a PNG file; README.md has the options.
import { readFileSync, existsSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { execFileSync } from 'node:child_process';
import puppeteer from 'puppeteer-core';
import { load } from './model.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    prometheus: { type: 'string', default: 'http://127.0.0.1:9090' },
    end: { type: 'string' },
    minutes: { type: 'string', default: '60' },
    variable: { type: 'string', multiple: true, default: [] },
    rows: { type: 'string' },
    theme: { type: 'string', default: 'dark' },
    width: { type: 'string', default: '1600' },
    height: { type: 'string' },
    colours: { type: 'string' },
    browser: { type: 'string', default: process.env.CHROMIUM ?? 'chromium' },
  },
});
if (positionals.length !== 2) {
  console.error('usage: node draw.mjs [OPTIONS] DASHBOARD.json|URL PICTURE.png; see README.md');
  process.exit(2);
}
const [source, picture] = positionals;
const page = new URL('../../target/pictures/', import.meta.url).pathname;
const width = Number(options.width);
// For machines that do other work.
const PATIENCE = 300_000;

const html = (content) => `<!doctype html><meta charset="utf-8"><style>html,body{margin:0}</style>
<link rel="stylesheet" href="file://${page}page.css"><div id="root"></div><script>window.__grafana_public_path__="file://${page}public/";window.picture=${content}</script>
<script src="file://${page}page.js"></script>`;

const browser = await puppeteer.launch({
  executablePath: options.browser.includes('/')
    ? options.browser
    : execFileSync('which', [options.browser], { encoding: 'utf8' }).trim(),
  args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--allow-file-access-from-files'],
});
try {
  const tab = await browser.newPage();
  tab.setDefaultTimeout(PATIENCE);
  await tab.setViewport({ width, height: Number(options.height ?? 1000) });
  await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: options.theme }]);
  tab.on('pageerror', (error) => console.error('page:', error.message ?? error));
  if (/^https?:/.test(source)) {
    await tab.goto(source, { waitUntil: 'load' });
  } else {
    await drawDashboard(tab);
  }
  await tab.screenshot({ path: picture });
  if (options.colours) {
    reduce(picture, options.colours);
  }
  console.log(picture, statSync(picture).size, 'bytes');
} finally {
  await browser.close();
}

async function drawDashboard(tab) {
  if (!existsSync(page + 'page.js')) {
    throw new Error('there is no target/pictures/page.js: run npm run build first');
  }
  const end = options.end ? Date.parse(options.end) / 1000 : Date.now() / 1000;
  const model = await load(JSON.parse(readFileSync(source, 'utf8')), {
    prometheus: options.prometheus,
    start: end - Number(options.minutes) * 60,
    end,
    width,
    chosen: Object.fromEntries(options.variable.map((each) => each.split(/=(.*)/s).slice(0, 2))),
    rows: options.rows?.split(','),
  });
  model.panels.filter((panel) => panel.error).forEach((panel) => console.error(panel.title + ':', panel.error));
  // Tables draw the rows that are in sight when they are made.
  const bottom = Math.max(...model.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  await tab.setViewport({ width, height: bottom * 38 + 100 });
  // A page of its own origin may not read files, so that it is written into one that may.
  await tab.goto('file://' + page);
  await tab.setContent(html(JSON.stringify({ ...model, theme: options.theme, width }).replaceAll('<', '\\u003c')));
  await tab.waitForFunction('window.drawn === true');
  await tab.waitForFunction(() => document.fonts.status === 'loaded');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const height = await tab.evaluate(() => Math.ceil(document.getElementById('root').getBoundingClientRect().height));
  await tab.setViewport({ width, height: options.height ? Math.min(height, Number(options.height)) : height });
  await new Promise((resolve) => setTimeout(resolve, 500));
  await tab.evaluate(() => window.mark());
}

/** A palette instead of all colours makes the file a third as large. */
function reduce(file, colours) {
  execFileSync('pngquant', ['--force', '--strip', '--output', file, colours, file]);
}
