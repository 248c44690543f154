import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import './long-running';

const repository = join(__dirname, '..', '..');
const installed = process.env.OTEL_TRACED_PACKAGE;
const home = installed ?? repository;
const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));

/** The file that declares an entry point: emitted in the installed package, a source file here. */
function declaringFile(entry: string): string {
  const { types } = manifest.exports[entry.replace('otel-traced', '.')].require;
  return join(home, installed ? types : types.replace('./dist/cjs/', 'src/').replace('.d.ts', '.ts'));
}

const entryFiles: string[] = Object.keys(manifest.exports)
  .filter((entry) => manifest.exports[entry].require)
  .map(declaringFile);

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(repository, 'tsconfig.json'), ts.sys.readFile).config,
  ts.sys,
  repository,
);
const program = ts.createProgram(entryFiles, { ...options, emitDeclarationOnly: true, rootDir: undefined });

/** The names that an entry point exports as types only. */
export function exportedTypes(entry: string): string[] {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(sourceOf(declaringFile(entry)));
  if (!module) throw new Error(`${entry} is no module`);
  return checker
    .getExportsOfModule(module)
    .filter((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return !(target.flags & ts.SymbolFlags.Value);
    })
    .map((symbol) => symbol.name);
}

/** Every declaration file that the entry points reach, with the lines that say `any`. */
export function declarations(): { file: string; anys: string[] }[] {
  return declarationFiles().map(({ file, text }) => ({ file, anys: linesWithAny(file, text) }));
}

function declarationFiles(): { file: string; text: string }[] {
  const own = program
    .getSourceFiles()
    .filter(({ fileName }) => /^(src|dist)\//.test(relative(home, fileName)));
  if (installed) return own.map(({ fileName, text }) => ({ file: relative(home, fileName), text }));
  const emitted: { file: string; text: string }[] = [];
  for (const source of own) {
    const file = relative(home, source.fileName);
    program.emit(source, (_, text) => void emitted.push({ file, text }), undefined, true);
  }
  return emitted;
}

function linesWithAny(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(text.split('\n')[line]?.trim() ?? '');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function sourceOf(file: string): ts.SourceFile {
  const source = program.getSourceFile(file);
  if (!source) throw new Error(`${file} is not in the program`);
  return source;
}
