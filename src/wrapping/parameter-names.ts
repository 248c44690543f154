import { type Callable, isNative } from '../shared/function-kinds.js';

/**
 * The names of a function's parameters as its source gives them, `undefined` for a destructured one; nothing where the
 * source does not tell: built-in and bound functions.
 */
export interface Parameters {
  readonly names: readonly (string | undefined)[];
  /** Whether it may take more than its parameters name: by a rest parameter, by `arguments`. */
  readonly takesMore: boolean;
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/u;

// Where an operand is expected a slash begins a regular expression: after these, a division cannot stand.
const BEFORE_PATTERN =
  /(?:[=(,:[!&|?{};+*%~^<>-]|(?<![\p{ID_Continue}$.#])(?:typeof|void|return|delete|in|instanceof|new|throw|case|do|else|yield|await|of))\s*$/u;

export function parametersOf(fn: Callable): Parameters | undefined {
  if (isNative(fn)) return undefined;
  const source = Function.prototype.toString.call(fn);
  const list = parameterList(source);
  if (list === undefined) return undefined;
  const names = list.map((parameter) => IDENTIFIER.exec(parameter.replace(/^\.\.\./, '').trim())?.[0]);
  return { names, takesMore: list.at(-1)?.startsWith('...') === true || /\barguments\b/.test(source) };
}

/** The texts between the commas of the parameter list; `undefined` where none can be made out. */
function parameterList(source: string): string[] | undefined {
  const single = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u.exec(source);
  if (single !== null) return [single[1] as string];
  const open = openingParenthesis(source);
  if (open === -1) return undefined;
  const parts: string[] = [];
  let part = '';
  for (let at = open + 1, depth = 0; at < source.length; ) {
    const end = tokenEnd(source, at);
    const token = source.slice(at, end);
    at = end;
    if (token.startsWith('//') || token.startsWith('/*')) continue;
    if (token === ')' && depth === 0) {
      if (part.trim() !== '') parts.push(part.trim());
      return parts;
    }
    if (token === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
      continue;
    }
    if ('([{'.includes(token)) depth++;
    else if (')]}'.includes(token)) depth--;
    part += token;
  }
  return undefined;
}

/** Where the parameter list begins: after the name, which may be computed (`['a' + 'b']() {}`) or quoted. */
function openingParenthesis(source: string): number {
  for (let at = 0, depth = 0; at < source.length; ) {
    const end = tokenEnd(source, at);
    const token = source.slice(at, end);
    if (token === '(' && depth === 0) return at;
    if (token === '[') depth++;
    else if (token === ']') depth--;
    at = end;
  }
  return -1;
}

/** The end of the comment, string, template or regular expression that begins at `at`, or of the one character there. */
function tokenEnd(source: string, at: number): number {
  const character = source[at] as string;
  if (character === '/' && source[at + 1] === '/') return orEnd(source.indexOf('\n', at), source);
  if (character === '/' && source[at + 1] === '*') return orEnd(source.indexOf('*/', at) + 2, source);
  if (character === '/' && BEFORE_PATTERN.test(source.slice(0, at))) return patternEnd(source, at);
  if (character !== '"' && character !== "'" && character !== '`') return at + 1;
  for (let next = at + 1; next < source.length; next++) {
    if (source[next] === '\\') next++;
    else if (source[next] === character) return next + 1;
    else if (character === '`' && source.startsWith('${', next)) next = substitutionEnd(source, next + 2);
  }
  return source.length;
}

function patternEnd(source: string, at: number): number {
  const pattern = /(?:[^\\/[\n]|\\.|\[(?:[^\\\]\n]|\\.)*\])+\//y;
  pattern.lastIndex = at + 1;
  return pattern.test(source) ? pattern.lastIndex : at + 1;
}

function substitutionEnd(source: string, at: number): number {
  let next = at;
  for (let depth = 0; next < source.length; ) {
    const end = tokenEnd(source, next);
    if (source[next] === '{') depth++;
    if (source[next] === '}' && depth-- === 0) return next;
    next = end;
  }
  return next;
}

function orEnd(at: number, source: string): number {
  return at <= 1 ? source.length : at;
}
