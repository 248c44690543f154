// Compiles the decorated services with TypeScript as an application would, once in each decorator mode.
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
    }
  }
}
