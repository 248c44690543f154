// The size budget: bytes after minifying and gzip, as a bundler leaves the package in an application.
// Peers are not counted, nor is reflect-metadata, which an application has once; the report shows it apart.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bundleSize, peers } from './bundle-size.mjs';
import { assertBuilt } from './packed.mjs';

assertBuilt();
const attributes = await import('../dist/esm/attributes.js');

// See docs/decisions/0006: what all rules need, and a margin.
const ROOT_LIMIT = 21_500;
const TRACED_LIMIT = 18_500;
const CONSTANT_LIMIT = 100;

const report = (what, bytes, limit) =>
  console.log(`${String(bytes).padStart(6)} B  ${what}${limit ? `, at most ${limit} B` : ''}`);

describe('the size of', () => {
  it(`the root entry is at most ${ROOT_LIMIT} B`, async () => {
    const whole = "export * from './dist/esm/index.js'";
    const bytes = await bundleSize(whole);
    report('the whole root entry', bytes, ROOT_LIMIT);
    report('the same with reflect-metadata', await bundleSize(whole, peers));
    assert.ok(bytes <= ROOT_LIMIT, `the root entry has ${bytes} B`);
  });

  it(`an application that uses Traced and TracedClass grows by at most ${TRACED_LIMIT} B`, async () => {
    const use =
      "import { Traced, TracedClass } from './dist/esm/index.js'; console.log(Traced, TracedClass);";
    const bytes = await bundleSize(use);
    report('Traced and TracedClass alone', bytes, TRACED_LIMIT);
    assert.ok(bytes <= TRACED_LIMIT, `Traced and TracedClass have ${bytes} B`);
  });

  it(`an application that uses one attribute constant grows by at most ${CONSTANT_LIMIT} B`, async () => {
    const sizes = await Promise.all(
      Object.keys(attributes).map(async (name) => {
        const use = `import { ${name} } from './dist/esm/attributes.js'; console.log(${name});`;
        return { name, bytes: await bundleSize(use, []) };
      }),
    );
    const largest = sizes.reduce((a, b) => (b.bytes > a.bytes ? b : a));
    report(
      `one attribute constant (the largest of ${sizes.length}, ${largest.name})`,
      largest.bytes,
      CONSTANT_LIMIT,
    );
    assert.ok(largest.bytes <= CONSTANT_LIMIT, `${largest.name} has ${largest.bytes} B`);
  });
});
