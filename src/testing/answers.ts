/**
 * The types of what a fake is called with, and of what it answers: those of the C functions.
 *
 * @module
 */

import type { NativeApi, SessionApi } from "../../ffi/generated/functions.ts";
import type { CallOptions, JsonText, PendingRequest } from "../../ffi/table/call_types.ts";

/** The name of a C function that a fake can answer: all of them but those that set listeners. */
export type FakeFunctionName =
  | keyof SessionApi
  | "TIMInit"
  | "TIMUninit"
  | "TIMLogin"
  | "TIMLogout";

/** The arguments of a function of JavaScript without the options that may follow C's arguments. */
export type WithoutOptions<Arguments extends readonly unknown[]> = Required<Arguments> extends
  readonly [...infer Own, infer Last] ? CallOptions extends Last ? Own : Arguments : [];

/** Arguments of which those that are JSON are there as values, however they were passed. */
export type WithParsedJson<Arguments extends readonly unknown[]> = {
  readonly [Index in keyof Arguments]: Exclude<Arguments[Index], JsonText> extends never
    ? Arguments[Index]
    : Exclude<Arguments[Index], string>;
};

/** What a C function is called with: neither callbacks nor options, and JSON as its value. */
export type FakeArguments<Name extends FakeFunctionName> = WithParsedJson<
  WithoutOptions<Parameters<NativeApi[Name]>>
>;

/** What a request is answered, by the type of its promise: not what C writes into buffers. */
export type AnswerTo<Returned extends Promise<unknown>> = Returned extends
  | PendingRequest<infer Result, "message_id_buffer">
  | PendingRequest<infer Result, "invite_id_buffer"> ? Result
  : Awaited<Returned>;

/**
 * What a handler returns. For a function that answers by a callback: the answer, or an error code, or
 * a Promise of either. Where the type of the answer is `unknown`, it is anything but a number. For any
 * other function: its result.
 */
export type FakeAnswer<Name extends FakeFunctionName> = ReturnType<NativeApi[Name]> extends
  infer Returned
  ? Returned extends Promise<unknown>
    ? AnswerTo<Returned> | number | null | Promise<AnswerTo<Returned> | number | null>
  : Returned
  : never;

/** Answers the calls of one C function. */
export type FakeHandler<Name extends FakeFunctionName> = (
  ...args: FakeArguments<Name>
) => FakeAnswer<Name>;

/** A call of a C function: its name, and what it was called with. */
export type FakeCall = {
  [Name in FakeFunctionName]: {
    /** The C function. */
    readonly name: Name;
    /** What it was called with, in C's order. */
    readonly args: FakeArguments<Name>;
  };
}[FakeFunctionName];
