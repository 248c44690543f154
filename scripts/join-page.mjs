// Joins src/waterfall/page (HTML, CSS and JavaScript in files of their own) into src/waterfall/page-parts.ts, the
// template of the one HTML file: `npm run page`. The build does it too; with --check it only says whether the
// template is up to date. The template is a module, not a file to read, so that bundled applications have it.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = new URL('../src/waterfall/page/', import.meta.url);
const target = fileURLToPath(new URL('../src/waterfall/page-parts.ts', import.meta.url));

async function bundled(name) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(name, folder))],
    bundle: true,
    minify: true,
    write: false,
    charset: 'ascii',
    format: 'esm',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    legalComments: 'none',
  });
  return outputFiles[0].text.trim();
}

const CUT = '\u{1F52A}';

const hashOf = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** Each mark is there exactly once. */
function replaced(text, marks) {
  return Object.entries(marks).reduce((html, [mark, replacement]) => {
    if (html.split(mark).length !== 2) throw new Error(`page.html: expected one ${mark}.`);
    return html.replace(mark, replacement);
  }, text);
}

/** The text of the module that holds the page. */
async function joinPage() {
  const [script, style] = await Promise.all([bundled('main.js'), bundled('page.css')]);
  if (/<\/(script|style)|<!--/i.test(script + style)) throw new Error('The page would end its own script.');
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const html = replaced(readFileSync(new URL('page.html', folder), 'utf8').replace(/^\s+/gm, ''), {
    '<meta charset="utf-8">': (mark) =>
      `${mark}\n<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<link rel="stylesheet" href="page.css">': () => `<style>${style}</style>`,
    '<script type="module" src="main.js"></script>': () => `<script type="module">${script}</script>`,
    '<title>Traces</title>': () => `<title>${CUT}</title>`,
    '<script type="application/json" id="spans"></script>': () =>
      `<script type="application/json" id="spans">\n${CUT}</script>`,
  });
  const [beforeTitle, beforeSpans, afterSpans] = html.split(CUT);
  const parts = Object.entries({ beforeTitle, beforeSpans, afterSpans });
  return [
    '// Made by scripts/join-page.mjs from src/waterfall/page. Do not edit: run `npm run page`.',
    'export const PAGE_PARTS = {',
    ...parts.map(([name, text]) => `  ${name}: ${JSON.stringify(text)},`),
    '};',
    '',
  ].join('\n');
}

export async function writePage() {
  writeFileSync(target, await joinPage());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes('--check')) await writePage();
  else if (readFileSync(target, 'utf8') !== (await joinPage())) {
    console.error(
      'src/waterfall/page-parts.ts: expected the joined page, got an older one. Run `npm run page`.',
    );
    process.exitCode = 1;
  }
}
