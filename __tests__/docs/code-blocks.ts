import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import ts from 'typescript';
import '../support/long-running';

export const root = resolve(__dirname, '../..');

/** The project that jest is running, told by how this very file was compiled. */
export const mode: 'legacy' | 'standard' = (() => {
  let called: unknown[] = [];
  const probe = (...call: unknown[]): void => {
    called = call;
  };
  class Probe {
    @probe method() {}
  }
  void Probe;
  return called.length === 3 ? 'legacy' : 'standard';
})();

/** The fenced blocks of a Markdown file, by language, in order. */
export function codeBlocks(file: string, language: string): string[] {
  const text = readFileSync(resolve(root, file), 'utf8');
  const fences = text.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm);
  return [...fences].filter(([, given]) => given === language).map(([, , code]) => code as string);
}

function compilerOptions(): ts.CompilerOptions {
  const file = resolve(root, `tsconfig.${mode}.json`);
  const config = ts.getParsedCommandLineOfConfigFile(
    file,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  );
  return { ...config?.options, types: ['node'], module: ts.ModuleKind.ESNext, noImplicitOverride: false };
}

/** What the compiler has to say about the blocks, each a module of its own, in this project's decorator mode. */
export function typeErrors(blocks: readonly string[]): string[] {
  const options = compilerOptions();
  const sources = new Map(
    blocks.map((code, index) => [resolve(root, `__tests__/docs/block-${index + 1}.ts`), code]),
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => sources.has(name) || fileExists.call(host, name);
  host.readFile = (name) => sources.get(name) ?? readFile.call(host, name);
  host.getSourceFile = (name, ...rest) => {
    const code = sources.get(name);
    return code === undefined
      ? getSourceFile.call(host, name, ...rest)
      : ts.createSourceFile(name, code, ts.ScriptTarget.ES2022, true);
  };
  host.getCurrentDirectory = () => dirname(resolve(root, 'package.json'));
  const program = ts.createProgram([...sources.keys()], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file === undefined || sources.has(file.fileName))
    .map(({ file, messageText, start }) => {
      const line = file === undefined ? '' : `${file.getLineAndCharacterOfPosition(start ?? 0).line + 1}: `;
      return `${file?.fileName.split('/').at(-1)}:${line}${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
}

/** Runs a block as a module and gives back what `expose` names of it. */
export async function runBlock(
  code: string,
  expose: readonly string[] = [],
): Promise<Record<string, unknown>> {
  const names = `\nObject.assign(__exposed, { ${expose.join(', ')} });`;
  const { outputText } = ts.transpileModule(code + names, {
    compilerOptions: { ...compilerOptions(), module: ts.ModuleKind.CommonJS, sourceMap: false },
  });
  const exposed: Record<string, unknown> = {};
  const body = `return (async () => {\n${outputText.replace(/^"use strict";/, '')}\n})();`;
  await new Function('require', 'exports', '__exposed', body)(require, {}, exposed);
  return exposed;
}
