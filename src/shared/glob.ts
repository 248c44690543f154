/** A pattern in which `*` stands for any characters; it matches whole names, in time linear in the name. */
export class Glob {
  private readonly parts: readonly string[];

  constructor(readonly pattern: string) {
    this.parts = pattern.split('*');
  }

  test(name: string): boolean {
    const { parts } = this;
    const first = parts[0] as string;
    const last = parts[parts.length - 1] as string;
    if (parts.length === 1) return name === first;
    const end = name.length - last.length;
    let at = first.length;
    if (at > end || !name.startsWith(first) || !name.endsWith(last)) return false;
    // The earliest place of each part leaves the most for those behind it.
    for (let index = 1; index < parts.length - 1; index++) {
      const part = parts[index] as string;
      const found = name.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return at <= end;
  }
}
