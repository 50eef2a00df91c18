/**
 * Requests: C functions that answer by a callback, as promises.
 *
 * @module
 */

import type { NativeValue } from "../table/adapter.ts";
import { checkArgumentCount, checkTimeLimit } from "./encode.ts";
import type { BufferTexts } from "./bound_function.ts";
import {
  argumentNames,
  bufferParameters,
  type NamedCallback,
} from "../table/function_definition.ts";
import { jsonOrText, namedValues } from "./decode.ts";
import type { ProgressOptions } from "../table/call_types.ts";
import type { FunctionDefinition } from "../table/symbol_table.ts";
import { callbackDefinition } from "./callback_signatures.ts";

/** What a request has been answered. */
export class Reply {
  /**
   * 0 for success; else an error code of TIMErrorCode.h, or of TIMResult when C refused the call.
   */
  readonly code: number;
  /** The library's own words, or `null` where it has none. */
  readonly desc: string | null;
  /** The JSON text of the answer, or `null` where there is none. */
  readonly json: string | null;
  readonly #makeResult: (() => unknown) | undefined;

  /**
   * Made by the module.
   *
   * @param makeResult Makes the result, where it is more than the value of the JSON.
   */
  constructor(
    code: number,
    desc: string | null = null,
    json: string | null = null,
    makeResult?: () => unknown,
  ) {
    this.code = code;
    this.desc = desc;
    this.json = json;
    this.#makeResult = makeResult;
  }

  /**
   * What the answer is in JavaScript: the value of the JSON, with all else that was called back.
   * It's made when it's asked for, which those who ask for success alone never do.
   */
  get result(): unknown {
    return this.#makeResult ? this.#makeResult() : jsonOrText(this.json);
  }
}

/** A request that C has taken. */
export interface SentRequest {
  /** What C has written into buffers before it returned. */
  readonly texts: Readonly<Record<string, string>>;
  /** Gives up the wait for the answer. C is not told. */
  forget(): void;
}

type CommonValues = readonly [code: number, desc: string | null, json: string | null];

/**
 * The answer that has been called back.
 *
 * @param parameters The callbacks that the function takes: one, or two of one type.
 * @param values What its callback was given; of two callbacks, the second.
 * @param first What the first of two callbacks was given, if it has been called.
 */
export function replyFrom(
  [before, last = before]: readonly NamedCallback[],
  values: readonly NativeValue[],
  first: readonly NativeValue[] | undefined,
): Reply {
  const { type } = last!;
  if (type !== "TIMCommCallback") {
    return new Reply(0, null, null, () => namedValues(callbackDefinition(type), values));
  }
  const [code, desc, json] = values as CommonValues;
  if (before === last) return new Reply(code, desc, json);
  const [, , firstJson] = (first ?? [0, null, null]) as CommonValues;
  return new Reply(code, desc, json, () => ({
    result: jsonOrText(json),
    [before!.name]: jsonOrText(firstJson),
  }));
}

const noOptions: ProgressOptions<unknown> = {};

/**
 * Tells C's arguments from the options that may come after them.
 *
 * @throws {TypeError} There is an argument too many, or an option is of the wrong type.
 * @throws {RangeError} The time limit is no time.
 */
export function splitArguments(
  name: string,
  definition: FunctionDefinition,
  args: readonly unknown[],
): { readonly own: readonly unknown[]; readonly options: ProgressOptions<unknown> } {
  const names = argumentNames(definition);
  const { length } = names;
  if (args.length <= length) return { own: args, options: noOptions };
  checkArgumentCount(name, [...names, "options"], args);
  const options = args[length] ?? {};
  if (typeof options !== "object" || options instanceof AbortSignal) {
    throw new TypeError(`${name}: options must be an object, such as { signal }`);
  }
  const { signal, timeout, onProgress } = options as ProgressOptions<unknown>;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError(`${name}: signal must be an AbortSignal`);
  }
  if (timeout !== undefined) checkTimeLimit(`${name}: timeout`, timeout);
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw new TypeError(`${name}: onProgress must be a function`);
  }
  return { own: args.slice(0, length), options: { signal, timeout, onProgress } };
}

/** The promise of a request, with the texts that C has written into buffers. */
export function withTexts(
  definition: FunctionDefinition,
  promise: Promise<unknown>,
  texts: BufferTexts | undefined,
): Promise<unknown> {
  const buffers = bufferParameters(definition);
  if (buffers.length === 0) return promise;
  const known = texts ?? Object.fromEntries(buffers.map(({ name }) => [name, ""]));
  return Object.assign(promise.then((result) => ({ result, ...known })), known);
}
