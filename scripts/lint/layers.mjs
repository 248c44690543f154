// The rooms of src, from the ground up, and what each may import. `node scripts/lint/layers.mjs` writes layers.json,
// which Biome reads; scripts/check-layers.mjs proves that the file is current and that the linter refuses the rest.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const API = '@opentelemetry/api';
const METADATA = 'reflect-metadata/lite';

/** What every room of the core may import: the option types and the attribute constants, which import next to nothing. */
const GROUND = ['../attributes.js', '../options.js', '../call-metrics.js', API];

/** The core, from the bottom to the top: a room imports itself and the rooms below it. */
const CORE = ['shared', 'values', 'context', 'engine', 'completion', 'wrapping', 'decorators', 'functions'];

/** Packages that a room may import beside the API. */
const CORE_PACKAGES = { wrapping: [METADATA], decorators: [METADATA] };

/** What an entry point may import of the core: what the package's users have, and what everybody may use. */
const PUBLIC = ['../*.js', '../shared/*.js', '../decorators/*.js', '../functions/*.js'];

/** The entry points, with what they may import beside the public surface and the API. */
const ENTRIES = {
  console: [],
  doctor: [],
  eventsourcing: [],
  metrics: [],
  rpc: [],
  waterfall: [],
  kurrentdb: ['../eventsourcing/*.js', '../context/run-in-context.js', '@kurrent/kurrentdb-client'],
  nestjs: ['@nestjs/common', '@nestjs/core', '@nestjs/microservices'],
  testing: [
    '@opentelemetry/sdk-trace',
    '@opentelemetry/sdk-trace-base',
    '@opentelemetry/context-async-hooks',
    '@jest/*',
    'expect',
    'vitest',
  ],
};

const rule = (includes, allowed, message, refused = []) => ({
  includes,
  linter: {
    rules: {
      style: {
        noRestrictedImports: {
          level: 'error',
          options: {
            patterns: [{ group: ['**', ...allowed.map((path) => `!${path}`), ...refused], message }],
          },
        },
      },
    },
  },
});

function overrides() {
  const core = CORE.map((room, index) => {
    const below = CORE.slice(0, index);
    const allowed = [...GROUND, './*.js', ...below.map((other) => `../${other}/*.js`)];
    const message = `src/${room} imports its own files, ${[...below.map((other) => `src/${other}`), 'options.ts', 'attributes.ts'].join(', ')} and ${API}: never a room above it, an entry point, an SDK or a list.`;
    return rule([`src/${room}/**`], [...allowed, ...(CORE_PACKAGES[room] ?? [])], message, ['**/index.js']);
  });
  const entries = Object.entries(ENTRIES).map(([entry, further]) => {
    // Files in subfolders of an entry point see the same rooms one step further away.
    const outside = [...PUBLIC, ...further.filter((path) => path.startsWith('../'))];
    const allowed = ['./**', ...outside, ...outside.map((path) => `../${path}`), API, 'node:*', ...further];
    const message = `src/${entry} imports its own files, the public functions and decorators, src/shared, the option types and ${[API, ...further].join(', ')}: never the engine's rooms, another entry point or a list.`;
    return rule([`src/${entry}/**`], [...new Set(allowed)], message, ['**/index.js']);
  });
  const imports = CORE.filter((room) => room === 'decorators' || room === 'functions');
  return [
    rule(['src/*.ts'], ['./*.js', API], 'A file beside index.ts imports the files beside it and the API.', [
      './index.js',
    ]),
    rule(
      ['src/index.ts'],
      ['./options.js', './call-metrics.js', ...imports.map((room) => `./${room}/*.js`)],
      'index.ts lists decorators, functions and option types.',
    ),
    rule(
      ['src/cli.ts'],
      ['./*/command.js'],
      'The command imports the subcommands of the entry points, nothing else.',
    ),
    rule(['src/attributes.ts'], [], 'attributes.ts imports nothing.'),
    ...core,
    ...entries,
    rule(
      ['src/decorators/decorator-mode.ts'],
      ['../shared/*.js', '../options.js'],
      'decorator-mode.ts knows the two decorator modes and nothing else: it imports src/shared and option types.',
    ),
    {
      includes: ['__tests__/**', 'examples/**', '!__tests__/consumers/**'],
      linter: {
        rules: {
          style: {
            noRestrictedImports: {
              level: 'error',
              options: {
                patterns: [
                  {
                    group: ['**/src/**', '**/dist/**'],
                    message:
                      'Tests and examples import the package by its public names (otel-traced, otel-traced/attributes, …).',
                  },
                ],
              },
            },
          },
        },
      },
    },
  ];
}

const file = fileURLToPath(new URL('layers.json', import.meta.url));
const current = `${JSON.stringify(
  { $schema: '../../node_modules/@biomejs/biome/configuration_schema.json', overrides: overrides() },
  null,
  2,
)}\n`;

/** Whether layers.json says what the tables above say. */
export function isCurrent() {
  return readFileSync(file, 'utf8') === current;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, current);
