/**
 * Requests: calls of C functions that answer by a callback.
 *
 * @module
 */

import { clearTimeout, setTimeout } from "node:timers";
import { KeepAlive } from "../base/keep_alive.ts";
import { type Cancellation, onAbort, timeoutError } from "../base/waiting.ts";
import { ImSdkError } from "../errors/im_sdk_error.ts";
import type { NativeValue } from "../table/adapter.ts";
import type { ProgressOptions } from "../table/call_types.ts";
import type { BoundFunction, BufferTexts } from "./bound_function.ts";
import type { Bridge } from "./bridge.ts";
import type { Deadline, Deadlines } from "./deadlines.ts";
import { Reply, replyFrom } from "./reply.ts";

/** What all requests of one {@linkcode Requests} have in common. */
export interface RequestPolicy {
  /** Limits the wait for each answer. By default there is no limit. */
  readonly deadlines?: Deadlines;
  /** Makes the error of an answer that is no success. */
  readonly failure?: (api: string, reply: Reply) => Error;
}

/** What ends the wait for one answer, and receives its progress. */
export interface SendOptions extends ProgressOptions<unknown> {
  /** Ends the wait, as a signal does. A request takes one or the other. */
  readonly cancellation?: Cancellation;
}

/** A request that has been sent. */
export interface SentRequest {
  /** Resolves with a success. */
  readonly reply: Promise<Reply>;
  /** What C has written into buffers before it returned. */
  readonly texts: BufferTexts;
}

/** The requests of one session, or of one API without a session. */
export class Requests {
  readonly #shared: Shared;
  readonly #pending = new Set<PendingRequest>();
  /** A pending request keeps the process alive. */
  readonly #keepAlive = new KeepAlive();

  /**
   * @param bridge Delivers the answers.
   * @param policy What all requests have in common.
   */
  constructor(bridge: Bridge, policy: RequestPolicy = {}) {
    const onSettled = (request: PendingRequest): void => {
      this.#pending.delete(request);
      if (this.#pending.size === 0) this.#keepAlive.release();
    };
    this.#shared = { bridge, policy, onSettled };
  }

  /**
   * Sends a request. The promise is settled by the answer, the limit, the options or
   * {@linkcode Requests.rejectAll}, whichever comes first.
   *
   * @param bound The C function.
   * @param args Its arguments.
   * @param options What ends the wait.
   */
  send(bound: BoundFunction, args: readonly unknown[], options: SendOptions = {}): SentRequest {
    const request = new PendingRequest(bound, options, this.#shared);
    this.#pending.add(request);
    this.#keepAlive.hold();
    request.send(args);
    return request;
  }

  /** Rejects every pending request. */
  rejectAll(reason: unknown): void {
    for (const request of this.#pending) request.reject(reason);
  }
}

/** What all requests of one {@linkcode Requests} share. */
interface Shared {
  readonly bridge: Bridge;
  readonly policy: RequestPolicy;
  readonly onSettled: (request: PendingRequest) => void;
}

/** One request, from the call of its C function to what settles it. */
class PendingRequest implements SentRequest {
  readonly reply: Promise<Reply>;
  texts: BufferTexts = {};

  readonly #bound: BoundFunction;
  readonly #options: SendOptions;
  readonly #shared: Shared;
  readonly #resolvePromise: (reply: Reply) => void;
  readonly #rejectPromise: (reason: unknown) => void;

  #number = 0;
  #deadline: Deadline | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopListening: (() => void) | undefined;
  /** What the first of two callbacks was given. */
  #first: readonly NativeValue[] | undefined;

  constructor(bound: BoundFunction, options: SendOptions, shared: Shared) {
    this.#bound = bound;
    this.#options = options;
    this.#shared = shared;
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    this.reply = promise;
    this.#resolvePromise = resolve;
    this.#rejectPromise = reject;
  }

  /** Calls the C function. */
  send(args: readonly unknown[]): void {
    const { signal, timeout, cancellation } = this.#options;
    const { callbacks, name } = this.#bound;
    const { bridge } = this.#shared;
    try {
      signal?.throwIfAborted();
      cancellation?.throwIfCancelled();
      this.#number = bridge.register((values) => this.#onCallback(values));
      if (callbacks.length > 1) {
        bridge.registerFirst(this.#number, (values) => this.#first = values);
      }
      this.#startDeadline();
      if (timeout !== undefined) {
        this.#timer = setTimeout(() => this.reject(unanswered(name, timeout)), timeout);
      }
      if (signal) this.#stopListening = onAbort(signal, (reason) => this.reject(reason));
      cancellation?.onCancel((reason) => this.reject(reason));
      const { result, texts } = this.#bound.call(args, this.#number);
      this.texts = texts;
      if (result !== 0) this.#settle(new Reply(result as number));
    } catch (error) {
      this.reject(error);
    }
  }

  /** Rejects the promise. The library is not told. */
  reject(reason: unknown): void {
    this.#finish();
    this.#rejectPromise(reason);
  }

  #onCallback(values: readonly NativeValue[]): void {
    const { callbacks, definition: { progressDesc } } = this.#bound;
    const reply = replyFrom(callbacks, values, this.#first);
    if (progressDesc === undefined || reply.desc !== progressDesc) {
      this.#settle(reply);
      return;
    }
    this.#startDeadline();
    this.#options.onProgress?.(reply.result);
  }

  #settle(reply: Reply): void {
    this.#finish();
    if (reply.code === 0) this.#resolvePromise(reply);
    else this.#rejectPromise((this.#shared.policy.failure ?? failureOf)(this.#bound.name, reply));
  }

  /** Starts or restarts the policy's time limit. */
  #startDeadline(): void {
    const { deadlines } = this.#shared.policy;
    if (deadlines === undefined) return;
    if (this.#deadline) deadlines.stop(this.#deadline);
    this.#deadline = deadlines.start(() => {
      this.reject(unanswered(this.#bound.name, deadlines.limit));
    });
  }

  #finish(): void {
    const { bridge, policy, onSettled } = this.#shared;
    bridge.unregister(this.#number);
    if (this.#deadline) policy.deadlines?.stop(this.#deadline);
    clearTimeout(this.#timer);
    this.#stopListening?.();
    this.#options.cancellation?.onCancel(undefined);
    onSettled(this);
  }
}

/** The error of an answer that is no success. */
export function failureOf(api: string, { code, desc, result }: Reply): ImSdkError {
  return new ImSdkError(api, code, desc ?? "", result);
}

function unanswered(api: string, limit: number): DOMException {
  return timeoutError(
    `Cannot complete ${api}: no answer within ${limit} ms. Try again, or allow more time.`,
  );
}
