// Compiles the decorated services with TypeScript as an application would, once in each decorator mode; the same once more
// with each of the empty decorators in the place of the package's.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';

const MODES = { legacy: true, standard: false };

export function compileServices() {
  for (const [mode, experimentalDecorators] of Object.entries(MODES)) {
    const folder = new URL(`./.build/${mode}/`, import.meta.url);
    mkdirSync(folder, { recursive: true });
    for (const name of ['decorated', 'decorated-class']) {
      const source = readFileSync(new URL(`./services/${name}.ts`, import.meta.url), 'utf8');
      const { outputText } = ts.transpileModule(source, {
        compilerOptions: {
          target: ts.ScriptTarget.ES2022,
          module: ts.ModuleKind.ESNext,
          experimentalDecorators,
          useDefineForClassFields: !experimentalDecorators,
        },
      });
      writeFileSync(new URL(`./${name}.mjs`, folder), outputText);
      if (name !== 'decorated') continue;
      for (const empty of ['bare', 'passThrough']) {
        const text = outputText.replace(
          "import { Traced, withSpan } from 'otel-traced';",
          `import { ${empty} } from '../../services/empty-decorators.mjs';\nconst { Traced, withSpan } = ${empty};`,
        );
        writeFileSync(new URL(`./${empty}.mjs`, folder), text);
      }
    }
  }
}
