/** What the page is called and how large it may become. */
export interface WaterfallOptions {
  /**
   * The page's heading and the title of its browser tab.
   * @default 'Traces'
   */
  readonly title?: string;
  /**
   * How many spans the page holds. Later spans are counted, and the page says how many are left out.
   * @default 50000
   */
  readonly maxSpans?: number;
  /**
   * How many bytes of span data the page holds. Later spans are counted, and the page says how many are left out.
   * @default 67108864 (64 MiB)
   */
  readonly maxBytes?: number;
  /**
   * Where a name, an attribute value, a message or a stack is cut, in characters.
   * @default 16384
   */
  readonly maxTextLength?: number;
}

/** The options with their defaults. */
export type PageLimits = Required<WaterfallOptions>;

/** @throws TypeError if an option is invalid, naming `caller`. */
export function pageLimits(options: WaterfallOptions, caller: string): PageLimits {
  const { title = 'Traces', maxSpans = 50_000, maxBytes = 64 * 2 ** 20, maxTextLength = 16_384 } = options;
  if (typeof title !== 'string') {
    throw new TypeError(`${caller}: expected \`title\` to be a string, got ${typeof title}.`);
  }
  for (const [name, value] of Object.entries({ maxSpans, maxBytes, maxTextLength })) {
    if (typeof value !== 'number' || !(value >= 0)) {
      throw new TypeError(`${caller}: expected \`${name}\` to be a number, 0 or more, got ${String(value)}.`);
    }
  }
  return { title, maxSpans, maxBytes, maxTextLength };
}
