/**
 * The part of `@std/assert` that the tests use, over `node:assert`.
 *
 * @module
 */

import assertion from "node:assert/strict";

// deno-lint-ignore no-explicit-any -- a constructor's parameters say nothing about its instances
type Constructor<Instance> = abstract new (...args: any[]) => Instance;

export function assert(condition: unknown, message?: string): asserts condition {
  assertion.ok(condition, message);
}

export function assertEquals<Value>(actual: Value, expected: Value, message?: string): void {
  // Node.js 26 rejects an undefined message, and would report that instead of the difference.
  assertion.deepEqual(actual, expected, ...(message === undefined ? [] : [message]));
}

export function assertInstanceOf<Instance>(
  actual: unknown,
  expected: Constructor<Instance>,
  message?: string,
): asserts actual is Instance {
  assertion.ok(actual instanceof expected, message ?? `${actual} is not a ${expected.name}`);
}

export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  assertion.match(actual, expected, message);
}

export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  assertion.ok(actual.includes(expected), message ?? `"${actual}" does not include "${expected}"`);
}

export function assertThrows<Thrown extends Error>(
  action: () => unknown,
  expected: Constructor<Thrown>,
  messageIncludes = "",
): Thrown {
  try {
    action();
  } catch (error) {
    return checked(error, expected, messageIncludes);
  }
  assertion.fail(`Expected a ${expected.name}, but nothing was thrown`);
}

export async function assertRejects<Thrown extends Error>(
  action: () => PromiseLike<unknown>,
  expected: Constructor<Thrown>,
  messageIncludes = "",
): Promise<Thrown> {
  try {
    await action();
  } catch (error) {
    return checked(error, expected, messageIncludes);
  }
  assertion.fail(`Expected a ${expected.name}, but the promise was fulfilled`);
}

function checked<Thrown extends Error>(
  error: unknown,
  expected: Constructor<Thrown>,
  messageIncludes: string,
): Thrown {
  assertInstanceOf(error, expected);
  assertStringIncludes(error.message, messageIncludes);
  return error;
}
