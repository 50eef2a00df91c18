/**
 * The values of C's enumerations.
 *
 * @module
 */

/** A name of an enumeration, and what it stands for. */
export interface Enumerator {
  /** Its name in C. */
  readonly name: string;
  /** Its value. */
  readonly value: number;
}

/**
 * The enumerators of an enumeration, in order.
 *
 * @param body What stands between its braces.
 * @param known The values of the enumerators of other enumerations.
 * @throws {Error} A value is written in a way that isn't understood.
 */
export function enumeratorsOf(
  body: string,
  known: ReadonlyMap<string, number> = new Map(),
): readonly Enumerator[] {
  const enumerators: Enumerator[] = [];
  const values = new Map(known);
  let next = 0;
  for (const entry of body.split(",").map((text) => text.trim()).filter((text) => text !== "")) {
    const [, name, expression] = /^(\w+)\s*(?:=\s*(.+))?$/.exec(entry) ?? [];
    if (name === undefined) throw new Error(`What is the enumerator "${entry}"?`);
    const value = expression === undefined ? next : new Expression(expression, values).value();
    values.set(name, value);
    enumerators.push({ name, value });
    next = value + 1;
  }
  return enumerators;
}

const TOKEN = /\s*(?:(0[xX][\da-fA-F]+|\d+)([uUlL]*)|(\w+)|(<<|[-|~()]))/y;

/** A constant expression of C: numbers, names, and the operators that flags are made by. */
class Expression {
  readonly #text: string;
  readonly #tokens: readonly (number | string)[];
  #at = 0;

  constructor(text: string, values: ReadonlyMap<string, number>) {
    this.#text = text;
    const tokens: (number | string)[] = [];
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.trimEnd().length) {
      const [token, number, , name, operator] = TOKEN.exec(text) ?? [];
      if (token === undefined) throw this.#failure();
      const value = name === undefined ? Number(number) : values.get(name);
      if (operator === undefined && value === undefined) throw this.#failure();
      tokens.push(operator ?? value!);
    }
    this.#tokens = tokens;
  }

  value(): number {
    const value = this.#or();
    if (this.#at < this.#tokens.length) throw this.#failure();
    return value;
  }

  #or(): number {
    let value = this.#shift();
    while (this.#takes("|")) value |= this.#shift();
    return value;
  }

  /** C's `int` has 32 bits, as have the operands of JavaScript's bitwise operators. */
  #shift(): number {
    let value = this.#operand();
    while (this.#takes("<<")) {
      const places = this.#operand();
      if (places < 0 || places > 31) throw this.#failure();
      value <<= places;
    }
    return value;
  }

  #operand(): number {
    if (this.#takes("-")) return -this.#operand();
    if (this.#takes("~")) return ~this.#operand();
    if (this.#takes("(")) {
      const value = this.#or();
      if (!this.#takes(")")) throw this.#failure();
      return value;
    }
    const value = this.#tokens[this.#at++];
    if (typeof value !== "number") throw this.#failure();
    return value;
  }

  #takes(operator: string): boolean {
    if (this.#tokens[this.#at] !== operator) return false;
    this.#at++;
    return true;
  }

  #failure(): Error {
    return new Error(`The value "${this.#text}" can't be computed`);
  }
}
