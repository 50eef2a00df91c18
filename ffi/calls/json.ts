/**
 * JSON with integers of 64 bits, which the library writes and reads: as numbers they would be
 * rounded.
 *
 * @module
 */

/** From here on, a number cannot represent every integer. */
const LIMIT = 2 ** 53;
/** An integer of {@linkcode LIMIT} or more has at least as many digits. */
const LIMIT_DIGITS = 16;
/**
 * A number without its sign, and the character before it. It has at least four characters, because
 * the shortest number of {@linkcode LIMIT} or more is 1e16.
 */
const LONG_NUMBER = /[-:,[\s]\d[\d.eE+-]{3,}/g;
const VALID_NUMBER = /^(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** A string that looks like a bigint as {@linkcode bigintAsString} writes it. */
const LIKE_BIGINT = /^#+-?\d+$/;
/**
 * Such a string in JSON; the group is what follows its first `#`. Not if a colon follows, because
 * then it is a key, nor after a backslash, because then the quote is inside another string.
 */
const BIGINTS = /(?<!\\)"#(#*-?\d+)"(?!:)/g;

// Parsing

/**
 * The same as `JSON.parse()`, but every integer that is not safe as a number becomes a bigint.
 *
 * Each large number is replaced by a mark before the text is parsed, and put back into the value
 * afterwards. A mark is a number too, so invalid JSON stays invalid. No other number in the value
 * is as large as a mark, because every number that large, integer or not, is marked.
 *
 * @throws {SyntaxError} The text is not JSON.
 */
export function parseJson(text: string): unknown {
  if (!mayHaveLargeInteger(text)) return JSON.parse(text);
  const literals: string[] = [];
  const isInString = stringFinder(text);
  // The pattern needs a character before the number, so the text gets a space in front. The index
  // of that character is then the index of the first digit in the original text.
  const marked = ` ${text}`.replace(LONG_NUMBER, (match, index: number) => {
    const literal = match.slice(1);
    const isLarge = Number(literal) >= LIMIT && VALID_NUMBER.test(literal);
    if (!isLarge || isInString(index)) return match;
    // In steps of 2: from LIMIT on, a number can represent only every other integer.
    return match.charAt(0) + (LIMIT + 2 * (literals.push(literal) - 1));
  });
  if (literals.length === 0) return JSON.parse(text);
  let value: unknown;
  try {
    value = JSON.parse(marked);
  } catch (error) {
    JSON.parse(text); // Throws an error about the original text, without marks.
    throw error;
  }
  return withoutMarks(value, literals);
}

/**
 * Whether there may be a large integer. Faster than a regular expression: such an integer has a
 * digit at one of every 16 positions, so no other position is looked at.
 */
function mayHaveLargeInteger(text: string): boolean {
  for (let index = LIMIT_DIGITS - 1; index < text.length; index += LIMIT_DIGITS) {
    // Most numbers are shorter. One more look, half a step away, rules them out.
    const isLong = isDigit(text, index) &&
      (isDigit(text, index - LIMIT_DIGITS / 2) || isDigit(text, index + LIMIT_DIGITS / 2));
    if (isLong && isInLargeInteger(text, index)) return true;
  }
  return false;
}

function isInLargeInteger(text: string, index: number): boolean {
  // A run of digits that starts earlier was checked at the previous position.
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
 * A colon, a comma, a bracket, a minus or white space. At the start of a string it would be a
 * quote.
 */
function mayPrecedeNumber(code: number): boolean {
  return code === 58 || code === 44 || code === 91 || code === 45 || code <= 32;
}

/**
 * Makes a function that says whether an index of a JSON text is inside a string. Indices must be
 * passed in ascending order.
 */
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
  // Not by recursion: JSON may be nested more deeply than the call stack allows.
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
 * @throws {TypeError} The value is circular.
 */
export function stringifyJson(value: unknown): string {
  // Programs often define BigInt.prototype.toJSON so that a bigint is written as a string, which
  // the library does not accept.
  if (!("toJSON" in BigInt.prototype)) {
    try {
      return JSON.stringify(value);
    } catch (error) {
      // Probably a bigint, which is written below. A circular value throws once more there.
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return JSON.stringify(value, bigintAsString)
    .replace(BIGINTS, (_, rest: string) => rest.startsWith("#") ? `"${rest}"` : rest);
}

/**
 * Writes a bigint as a string of `#` and its digits. A string that looks the same gets one more
 * `#`, so that the two can be told apart.
 */
function bigintAsString(this: Record<string, unknown>, key: string, item: unknown): unknown {
  const original = this[key];
  const value = typeof original === "bigint" ? original : item;
  if (typeof value === "bigint") return `#${value}`;
  const isString = typeof value === "string" ||
    Object.prototype.toString.call(value) === "[object String]";
  return isString && LIKE_BIGINT.test(`${value}`) ? `#${value}` : value;
}
