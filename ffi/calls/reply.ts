/**
 * The answer to a request.
 *
 * @module
 */

import type { NativeValue } from "../table/adapter.ts";
import type { NamedCallback } from "../table/function_definition.ts";
import { callbackDefinition } from "./callback_signatures.ts";
import { jsonOrText, namedValues } from "./decode.ts";

/** The answer to a request, a success or a failure. */
export class Reply {
  /**
   * 0 for success; else an error code of TIMErrorCode.h, or of TIMResult when C refused the call.
   */
  readonly code: number;
  /** The library's own description, or `null` if it has none. */
  readonly desc: string | null;
  /** The JSON text of the answer, or `null` where there is none. */
  readonly json: string | null;
  readonly #makeResult: (() => unknown) | undefined;

  /** @param makeResult Makes the result, where it is more than the value of the JSON. */
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
   * The answer in JavaScript: the value of the JSON, with all else that was called back. It is
   * decoded only when it is read, because many callers never read it.
   */
  get result(): unknown {
    return this.#makeResult ? this.#makeResult() : jsonOrText(this.json);
  }
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
