/** JSON with integers that are too large for a number. */

import { parseJson, stringifyJson } from "../ffi/calls/json.ts";
import { Random } from "./support/random.ts";
import { assert, assertEquals, assertInstanceOf, describe, it } from "./support/testing.ts";

const TEXTS = 3_000;
/** Message ids as the library writes them, and numbers around every limit. */
const NUMBERS = [
  ...["0", "-0", "7", "-12", "1.5", "-0.25e-3", "1620877708", "1e3", "1E+2"],
  ...["6961616747713488299", "144115233874815003", "1234567890123456"],
  ...["9007199254740991", "9007199254740992", "9007199254740993", "9007199254740994"],
  ...["-9007199254740991", "-9007199254740992", "-9007199254740993"],
  ...["18446744073709551615", "9223372036854775807", "-9223372036854775808", "9".repeat(400)],
  ...["1e16", "9007199254740992.0", "9.007199254740994e15", "12345678901234567890.5", "-1E30"],
  ...["1e400", "-1e400", "123456789012345678901e-30", "1e-12345678901234567"],
];
/**
 * None is a lone backslash: once V8 has seen that as a name, it may confuse it with names like
 * "\n", even in a later text.
 */
const STRINGS = [
  ...["", "name", "__proto__", "1", "a", "#1", "爱丽丝 🙂", "12345678901234567890"],
  ...[": 9007199254740994,", ", 9007199254740992 ", "-12345678901234567, [1e30]", " 1e16 "],
  ...["144115233874815003-1620877708-1038050731", "c2c_12345678901234567", "\0", "\u0080\ud800"],
  ...['{"id":6961616747713488299}', '\\": 12345678901234567, \\\\', '",12345678901234567,"'],
];

// What is right

/** The value of a JSON text, by a parser that goes through it character by character. */
function parseSlowly(text: string): unknown {
  let place = 0;
  const space = (): void => {
    while (" \t\n\r".includes(text[place] ?? "end")) place++;
  };
  const has = (expected: string): boolean => {
    space();
    const isThere = text.startsWith(expected, place);
    if (isThere) place += expected.length;
    space();
    return isThere;
  };
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = place;
    const [found] = pattern.exec(text) ?? fail();
    place += found.length;
    return found;
  };
  const fail = (): never => {
    throw new SyntaxError(`At ${place} of ${text}`);
  };
  const string = (): string =>
    JSON.parse(take(/"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*"/yu));
  const number = (): number | bigint => {
    const literal = take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (/[.eE]/.test(literal) || Number.isSafeInteger(Number(literal))) return Number(literal);
    return BigInt(literal);
  };
  const array = (): unknown[] => {
    const items: unknown[] = [];
    if (has("]")) return items;
    do items.push(value()); while (has(","));
    return has("]") ? items : fail();
  };
  const object = (): object => {
    const properties = {};
    if (has("}")) return properties;
    do {
      space();
      const name = string();
      if (!has(":")) fail();
      const property = { value: value(), writable: true, enumerable: true, configurable: true };
      Object.defineProperty(properties, name, property);
    } while (has(","));
    return has("}") ? properties : fail();
  };
  const value = (): unknown => {
    if (has("[")) return array();
    if (has("{")) return object();
    if (has("null")) return null;
    if (has("true")) return true;
    if (has("false")) return false;
    return text[place] === '"' ? string() : number();
  };
  const result = value();
  space();
  return place === text.length ? result : fail();
}

/** All that a value is made of, with the types of its numbers and the order of its properties. */
function shown(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(shown)}]`;
  const properties = Object.entries(value).map(([name, item]) => `${shown(name)}:${shown(item)}`);
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  return `${isPlain ? "" : "not plain "}{${properties}}`;
}

function assertParsed(text: string): void {
  assertEquals(shown(parseJson(text)), shown(parseSlowly(text)), text);
}

/** What a function has thrown, if it has thrown. */
function errorOf(action: () => unknown): Error | undefined {
  try {
    action();
  } catch (error) {
    assertInstanceOf(error, Error);
    return error;
  }
  return undefined;
}

function assertRefused(text: string): void {
  const expected = errorOf(() => JSON.parse(text));
  assert(expected !== undefined, `JSON.parse() takes ${text}`);
  const error = errorOf(() => parseJson(text));
  assert(error !== undefined, `parseJson() takes ${text}`);
  assertEquals([error.constructor, error.message], [SyntaxError, expected.message], text);
}

// Random texts

function randomSpace(random: Random): string {
  return random.pick(["", "", "", " ", "\n", "\t\r\n  "]);
}

/** A string as JSON, with some characters escaped needlessly. */
function randomString(random: Random): string {
  const text = JSON.stringify(random.pick(STRINGS));
  if (random.below(3) > 0) return text;
  return text.replaceAll(/\\(?:u....|.)|[0 :,]/g, (character) => {
    if (character.startsWith("\\") || random.below(3) > 0) return character;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

function randomText(random: Random, depth = 0): string {
  const items = <Item>(item: () => Item): Item[] => Array.from({ length: random.below(5) }, item);
  const inner = (): string =>
    randomSpace(random) + randomText(random, depth + 1) + randomSpace(random);
  const property = (): string =>
    `${randomSpace(random)}${randomString(random)}${randomSpace(random)}:${inner()}`;
  switch (depth > 4 ? random.below(3) : random.below(6)) {
    case 0:
      return random.pick(["null", "true", "false"]);
    case 1:
      return randomString(random);
    case 2:
      return random.pick(NUMBERS);
    case 3:
      return `[${items(inner)}]`;
    default:
      return `{${items(property)}}`;
  }
}

/** The text with some of its characters changed, mostly to what means something. */
function damaged(random: Random, text: string): string {
  let result = text;
  for (let times = 1 + random.below(2); times > 0; times--) {
    const place = random.below(result.length + 1);
    const piece = random.pick([...'"\\[]{},:-+.eE01 \0u', "12345678901234567", ...NUMBERS]);
    result = result.slice(0, place) + random.pick(["", piece]) +
      result.slice(place + random.below(2));
  }
  return result;
}

describe("parseJson()", () => {
  const edges: readonly (readonly [text: string, value: number | bigint])[] = [
    ["9007199254740991", 2 ** 53 - 1],
    ["9007199254740992", 2n ** 53n],
    ["-9007199254740991", -(2 ** 53) + 1],
    ["-9007199254740992", -(2n ** 53n)],
    ["6961616747713488299", 6961616747713488299n],
    ["18446744073709551615", 2n ** 64n - 1n],
    ["-9223372036854775808", -(2n ** 63n)],
    [`1${"0".repeat(500)}`, 10n ** 500n],
    ["1e400", Infinity],
    ["-1e400", -Infinity],
    ["12345678901234567890.5", 12345678901234567000],
    ["9007199254740992.0", 2 ** 53],
    ["1E30", 1e30],
    ["1e16", 1e16],
    ["-0", -0],
  ];
  for (const [text, value] of edges) {
    const name = text.length > 30 ? `a number of ${text.length} digits` : text;
    it(`reads ${name}, wherever it is`, () => {
      const big = 12345678901234567890n;
      assertEquals(shown(parseJson(text)), shown(value));
      assertEquals(shown(parseJson(`\r\n\t ${text}\n`)), shown(value));
      assertEquals(shown(parseJson(`[${text},${big}]`)), shown([value, big]));
      assertEquals(
        shown(parseJson(`{"a" :\n${text} , "b":[[ ${text}],{"c": ${big}}]}`)),
        shown({ a: value, b: [[value], { c: big }] }),
      );
    });
  }

  it("does not change what is in strings and in names", () => {
    for (const string of STRINGS) {
      const json = JSON.stringify(string);
      const text = `{${json}:${json},"id":12345678901234567890,"":[${json}, ${json}]}`;
      assertParsed(text);
    }
  });

  it("finds the ends of strings, whatever is escaped in them", () => {
    for (let backslashes = 0; backslashes < 6; backslashes++) {
      for (const end of ["", '\\"', '\\",12345678901234567', '\\": 12345678901234567, ']) {
        const string = `"${"\\\\".repeat(backslashes)}${end}"`;
        assertParsed(`[${string},12345678901234567,${string}]`);
        assertParsed(`{${string}: 12345678901234567, "next": 9007199254740994}`);
      }
    }
  });

  it("can't be misled by strings and names that look like its own marks", () => {
    for (const mark of ["9007199254740992", "9007199254740994"]) {
      assertParsed(
        `[${mark}.0, "${mark}", ${mark}, "a: ${mark} b", -${mark}, ${mark}e0, ${mark}1]`,
      );
      assertParsed(
        `{"a: 1234567890123456789 b": 9999999999999999999, "a:\\u0020${mark} b": ${mark}}`,
      );
    }
  });

  it("takes names as JSON.parse() does: the last of the same, __proto__, and numbers first", () => {
    const text = '{"b":12345678901234567890,"__proto__":{"x":12345678901234567891},' +
      '"2":1,"b":12345678901234567892,"1":12345678901234567893,"2":[]}';
    assertParsed(text);
    const value = parseJson(text) as object;
    assertEquals(Object.keys(value), ["1", "2", "b", "__proto__"]);
    assertEquals(Object.getPrototypeOf(value), Object.prototype);
    assertParsed('{"__proto__":12345678901234567890}');
  });

  it("refuses what JSON.parse() refuses, with the same message", () => {
    const big = "12345678901234567890";
    const texts = [
      ...["", " ", "{", `[${big}`, `[${big},]`, `{"a":${big},}`, `${big} ${big}`, `{"a":"${big}`],
      ...[`0${big}`, `-0${big}`, `[00${big}]`, `+${big}`, `--${big}`, `- ${big}`, `${big}-`],
      ...[`${big}.`, `.${big}`, `${big}e`, `${big}e+`, `1e5e${big}`, `1-${big}`, `1e-1-${big}`],
      ...[`01e16`, `1e16.5`, `1.e16`, `[1e5e5]`, `${big}n`, `x${big}`, `${big}x`, `true${big}`],
      ...[`{${big}:1}`, `{"a":1, ${big}:1}`, `{ ${big} }`, `["\\": ${big}]`, `["a" ${big}]`],
      ...[`\xa0${big}`, `[${big}]\0`, `["\n",${big}]`, `["\\x",${big}]`, `${big}${big}.5.5`],
    ];
    for (const text of texts) assertRefused(text);
  });

  it("takes random texts as another parser does, and refuses what JSON.parse() refuses", () => {
    const counts = { bigints: 0, refused: 0, taken: 0 };
    for (let seed = 0; seed < TEXTS; seed++) {
      const random = new Random(seed);
      const text = randomText(random);
      assertParsed(text);
      if (/\dn/.test(shown(parseJson(text)))) counts.bigints++;
      const other = damaged(random, text);
      if (errorOf(() => JSON.parse(other))) {
        assertRefused(other);
        counts.refused++;
      } else {
        assertParsed(other);
        counts.taken++;
      }
    }
    const { bigints, refused, taken } = counts;
    assert(Math.min(bigints, refused, taken) > TEXTS / 10, JSON.stringify(counts));
  });

  it("takes as many levels as JSON.parse()", () => {
    for (const levels of [5_000, 500_000]) {
      const text = `${'{"a":['.repeat(levels)}12345678901234567890${"]}".repeat(levels)}`;
      if (levels > 5_000 && errorOf(() => JSON.parse(text))) continue;
      let value = parseJson(text);
      for (let level = 0; level < levels; level++) value = (value as { a: [unknown] }).a[0];
      assertEquals(value, 12345678901234567890n);
    }
  });

  it("takes long texts", () => {
    const length = 4_000_000;
    for (const piece of ["1", ", 1e16", "\\\\", '\\"', "-1", '\\": 12345678901234567, ']) {
      const string = `"${piece.repeat(length / piece.length)}"`;
      const [first, id, last] = parseJson(
        `[${string},12345678901234567890,${string}]`,
      ) as unknown[];
      assertEquals(id, 12345678901234567890n);
      const expected = JSON.parse(string);
      assert(first === expected && last === expected, piece);
    }
    const ids = Array.from({ length: 200_000 }, (_, n) => 2n ** 60n + BigInt(n));
    const parsed = parseJson(`[${ids}]`) as bigint[];
    assert(parsed.length === ids.length && parsed.every((id, n) => id === ids[n]));
  });
});

describe("stringifyJson()", () => {
  const LIKE_MARKS = [
    ...["#1", "##1", "###-12", "#", "#1x", '"#1"', "\\#1", '\\"#12\\"', ":#1", "-1"],
    ...['say "#1', '"#-12', '\\"#1', '\\\\"##1'],
  ];

  it("writes a bigint as an integer", () => {
    const value = { a: 2n ** 64n - 1n, b: [-(2n ** 63n), [0n], 5], "7": { c: 10n ** 30n } };
    assertEquals(
      stringifyJson(value),
      '{"7":{"c":1000000000000000000000000000000},"a":18446744073709551615,' +
        '"b":[-9223372036854775808,[0],5]}',
    );
    assertEquals(stringifyJson(12345678901234567890n), "12345678901234567890");
  });

  const values: Readonly<Record<string, unknown>> = {
    "what can't be written": [undefined, { a: undefined, b: () => 1, c: Symbol() }, NaN, -Infinity],
    numbers: [0, -0, 1e21, 1.5e-7, 2 ** 53, -1],
    strings: STRINGS,
    "strings that look like marks": LIKE_MARKS,
    "names that look like marks": Object.fromEntries(LIKE_MARKS.map((name) => [name, name])),
    "toJSON()": [new Date(0), { toJSON: (key: string) => `#${key}` }, {
      a: { toJSON: () => ({}) },
    }],
    "wrapped values": [Object(1), Object("#1"), Object(true)],
    "no prototype": Object.assign(Object.create(null), { a: [null, true, false, "x"] }),
    "symbols and what is hidden": Object.defineProperty({ [Symbol()]: 1 }, "hidden", { value: 1 }),
  };
  for (const [name, value] of Object.entries(values)) {
    it(`writes the same as JSON.stringify(), beside a bigint and without: ${name}`, () => {
      const expected = JSON.stringify([value]).slice(1, -1);
      assertEquals(stringifyJson(value), expected);
      assertEquals(
        stringifyJson([1n, value, { a: value }, 2n]),
        `[1,${expected},{"a":${expected}},2]`,
      );
    });
  }

  it("takes a bigint from toJSON()", () => {
    assertEquals(
      stringifyJson({ a: { toJSON: () => [1n] }, b: { toJSON: () => 2n } }),
      '{"a":[1],"b":2}',
    );
  });

  it("writes a bigint as an integer even if the program gives BigInt a toJSON()", () => {
    Object.defineProperty(BigInt.prototype, "toJSON", { value: String, configurable: true });
    try {
      assertEquals(
        stringifyJson({ a: 1n, b: [12345678901234567890n, "#1"] }),
        '{"a":1,"b":[12345678901234567890,"#1"]}',
      );
    } finally {
      Reflect.deleteProperty(BigInt.prototype, "toJSON");
    }
  });

  it("throws where JSON.stringify() does", () => {
    const cycle: unknown[] = [];
    cycle.push({ cycle });
    const broken = {
      toJSON(): never {
        throw new RangeError("broken");
      },
    };
    for (const others of [[], [1n]]) {
      assertInstanceOf(errorOf(() => stringifyJson([...others, cycle])), TypeError);
      assertInstanceOf(errorOf(() => stringifyJson([...others, broken])), RangeError);
    }
  });

  it("writes what parseJson() reads", () => {
    let written = 0;
    for (let seed = 0; seed < TEXTS; seed++) {
      const value = parseJson(randomText(new Random(seed)));
      // JSON has no infinity and no negative zero, and a large number loses its fraction or
      // exponent.
      if (/Infinity|-0|\d{16}(?![\dn])/.test(shown(value))) continue;
      assertEquals(shown(parseJson(stringifyJson(value))), shown(value));
      written++;
    }
    assert(written > TEXTS / 3, `${written} texts`);
  });
});
