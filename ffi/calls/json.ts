/**
 * JSON with integers of 64 bits, which the library writes and reads: as numbers they would be
 * rounded.
 *
 * @module
 */

/** From here on not every integer is a number. */
const LIMIT = 2 ** 53;
/** An integer from {@linkcode LIMIT} on has no fewer digits. */
const LIMIT_DIGITS = 16;
/** A number without its sign: the shortest that is so large, 1e16, has four characters. */
const LONG_NUMBER = /[-:,[\s]\d[\d.eE+-]{3,}/g;
const VALID_NUMBER = /^(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** A string that a bigint could be confused with. */
const LIKE_BIGINT = /^#+-?\d+$/;
/**
 * Such a string as JSON, less its first `#`. With a colon behind it, it would be a key, and with a
 * backslash before it the end of a text that has a quote in it.
 */
const BIGINTS = /(?<!\\)"#(#*-?\d+)"(?!:)/g;

// Parsing

/**
 * The same as `JSON.parse()`, but every integer that is not safe as a number becomes a bigint.
 *
 * Large numbers are parsed as marks, which are then replaced in the value. A mark is a number too,
 * so that a text stays as valid as it was. Nothing else in the value is as large as a mark: what
 * would be, integer or not, is marked.
 *
 * @throws {SyntaxError} It is no JSON.
 */
export function parseJson(text: string): unknown {
  if (!mayHaveLargeInteger(text)) return JSON.parse(text);
  const literals: string[] = [];
  const isInString = stringFinder(text);
  // The space is for a number at the start. With it, the index is that of the first digit in the
  // text.
  const marked = ` ${text}`.replace(LONG_NUMBER, (match, index: number) => {
    const literal = match.slice(1);
    const isLarge = Number(literal) >= LIMIT && VALID_NUMBER.test(literal);
    if (!isLarge || isInString(index)) return match;
    // From LIMIT on only every other integer is a number.
    return match.charAt(0) + (LIMIT + 2 * (literals.push(literal) - 1));
  });
  if (literals.length === 0) return JSON.parse(text);
  let value: unknown;
  try {
    value = JSON.parse(marked);
  } catch (error) {
    JSON.parse(text); // What this throws speaks of the text as it was.
    throw error;
  }
  return withoutMarks(value, literals);
}

/**
 * Whether there are as many digits as make a large integer, where a number may begin. It is quicker
 * than a regular expression, because one look tells for as many characters.
 */
function mayHaveLargeInteger(text: string): boolean {
  for (let index = LIMIT_DIGITS - 1; index < text.length; index += LIMIT_DIGITS) {
    // A second look, half as far away, is for the many numbers that are shorter.
    const isLong = isDigit(text, index) &&
      (isDigit(text, index - LIMIT_DIGITS / 2) || isDigit(text, index + LIMIT_DIGITS / 2));
    if (isLong && isInLargeInteger(text, index)) return true;
  }
  return false;
}

function isInLargeInteger(text: string, index: number): boolean {
  // More digits before it were looked at already.
  const first = index - LIMIT_DIGITS + 1;
  let start = index;
  while (start > first && isDigit(text, start - 1)) start--;
  let end = start + LIMIT_DIGITS;
  if (start > 0 && !mayPrecedeNumber(text.charCodeAt(start - 1))) return false;
  while (--end > index && isDigit(text, end));
  return end === index;
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

/**
 * A colon, a comma, a bracket, a minus or white space. What a string begins with comes after a
 * quote.
 */
function mayPrecedeNumber(code: number): boolean {
  return code === 58 || code === 44 || code === 91 || code === 45 || code <= 32;
}

/** Tells of one index of a JSON text after another whether it is in a string. */
function stringFinder(text: string): (index: number) => boolean {
  const nextQuote = (from: number): number => {
    const index = text.indexOf('"', from);
    return index < 0 ? text.length : index;
  };
  let open = nextQuote(0);
  let close = -1;
  return (index) => {
    while (open < index) {
      close = open;
      do close = nextQuote(close + 1); while (isEscaped(text, close));
      open = nextQuote(close + 1);
    }
    return index < close;
  };
}

function isEscaped(text: string, index: number): boolean {
  let start = index;
  while (text[start - 1] === "\\") start--;
  return (index - start) % 2 === 1;
}

/** An object or an array. */
type Container = Record<string | number, unknown>;

/** Puts the large numbers into a value, where their marks are. */
function withoutMarks(value: unknown, literals: readonly string[]): unknown {
  const top = { value };
  // Not by recursion: a text may be nested more deeply than calls may.
  const containers: Container[] = [top];
  const visit = (container: Container, key: string | number): void => {
    const item = container[key];
    if (typeof item === "number") {
      if (Math.abs(item) >= LIMIT) container[key] = originalOf(item, literals);
    } else if (typeof item === "object" && item !== null) {
      containers.push(item as Container);
    }
  };
  for (let container; (container = containers.pop());) {
    if (Array.isArray(container)) {
      for (let index = 0; index < container.length; index++) visit(container, index);
    } else {
      for (const key of Object.keys(container)) visit(container, key);
    }
  }
  return top.value;
}

function originalOf(mark: number, literals: readonly string[]): number | bigint {
  const literal = literals[(Math.abs(mark) - LIMIT) / 2]!;
  const original = /\D/.test(literal) ? Number(literal) : BigInt(literal);
  return mark < 0 ? -original : original;
}

// Writing

/**
 * The same as `JSON.stringify()`, but a bigint is written as an integer. It may call `toJSON()`
 * twice.
 *
 * @throws {TypeError} The value has itself as a part.
 */
export function stringifyJson(value: unknown): string {
  // Programs define this one so that JSON.stringify() writes strings, which the library doesn't
  // read.
  if (!("toJSON" in BigInt.prototype)) {
    try {
      return JSON.stringify(value);
    } catch (error) {
      // It may be just a bigint that it can't write.
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return JSON.stringify(value, bigintAsString)
    .replace(BIGINTS, (_, rest: string) => rest.startsWith("#") ? `"${rest}"` : rest);
}

/**
 * Writes a bigint as a string; a string that looks like it gets one more `#`, to be told from it.
 */
function bigintAsString(this: Record<string, unknown>, key: string, item: unknown): unknown {
  const original = this[key];
  const value = typeof original === "bigint" ? original : item;
  if (typeof value === "bigint") return `#${value}`;
  const isString = typeof value === "string" ||
    Object.prototype.toString.call(value) === "[object String]";
  return isString && LIKE_BIGINT.test(`${value}`) ? `#${value}` : value;
}
