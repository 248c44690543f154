import type { AnyClass, ClassPattern } from './tracing-module-options.js';

/** Matches classes and their methods against `include` or `exclude`, and remembers which patterns found nothing. */
export class ClassPatterns {
  private readonly unused: Set<ClassPattern>;
  private readonly expressions: ReadonlyMap<ClassPattern, RegExp>;

  constructor(private readonly patterns: readonly ClassPattern[]) {
    this.unused = new Set(patterns);
    this.expressions = new Map(
      patterns.flatMap((pattern) => (typeof pattern === 'string' ? [[pattern, expression(pattern)]] : [])),
    );
  }

  /** Whether a pattern stands for the class or for any of its methods. */
  namesClass(type: AnyClass, methods: readonly (string | symbol)[]): boolean {
    return methods.map((method) => this.matches(type, method)).includes(true);
  }

  matches(type: AnyClass, method: string | symbol): boolean {
    const names = [type.name, `${type.name}.${String(method)}`];
    const found = this.patterns.filter((pattern) => {
      const regExp = this.expressions.get(pattern);
      return regExp === undefined ? pattern === type : names.some((name) => regExp.test(name));
    });
    for (const pattern of found) this.unused.delete(pattern);
    return found.length > 0;
  }

  /** The patterns that matched nothing so far, for a message. */
  unmatched(): string[] {
    return [...this.unused].map((pattern) => (typeof pattern === 'string' ? `'${pattern}'` : pattern.name));
  }
}

function expression(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
