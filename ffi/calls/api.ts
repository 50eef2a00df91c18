/**
 * The functions of a library as methods of one object, under their C names.
 *
 * @module
 */

import { type CallSite, captureCallSite, errorAt } from "../errors/call_site.ts";
import { kindOf } from "../base/kind_of.ts";
import { bufferParameters, isListenerSetter, isRequest } from "../table/function_definition.ts";
import type { FunctionDefinition } from "../table/symbol_table.ts";
import type { BoundFunction, BufferTexts } from "./bound_function.ts";
import { splitArguments } from "./call_options.ts";
import { checkArgumentCount } from "./encode.ts";
import type { Library } from "./library.ts";
import { listen, type Listener } from "./listen.ts";
import { Requests, type SentRequest } from "./requests.ts";

/** A C function as a function of JavaScript. */
type Callable = (...args: readonly unknown[]) => unknown;

/** How the functions are called. */
export interface ApiOptions {
  /** Sends the requests. By default they have no time limit. */
  readonly requests?: Requests;
  /** The functions; by default all of the library's table. */
  readonly names?: readonly string[];
  /** Called before each call; it throws if the library must not be called. */
  readonly check?: (name: string) => void;
}

/**
 * Makes the object. A function is bound when it is first called, so it does no harm that this
 * version of the library may lack some.
 *
 * @typeParam Api The types of the functions.
 */
export function createApi<Api extends object>(
  library: Library,
  { requests = new Requests(library.bridge), names = Object.keys(library.table), check }:
    ApiOptions = {},
): Api {
  const api: object = Object.create(null);
  for (const name of names) {
    Object.defineProperty(api, name, {
      configurable: true,
      enumerable: true,
      get() {
        const value = callableOf(library, name, requests, check);
        Object.defineProperty(api, name, { enumerable: true, value });
        return value;
      },
    });
  }
  return api as Api;
}

function callableOf(
  library: Library,
  name: string,
  requests: Requests,
  check: ApiOptions["check"],
): Callable {
  const definition = library.definition(name);
  if (isRequest(definition)) return requestOf(library, name, requests, check);
  const call = isListenerSetter(definition)
    ? listenerSetter(library, name)
    : plainFunction(library, name, definition);
  if (check === undefined) return call;
  return (...args) => {
    check(name);
    return call(...args);
  };
}

function requestOf(
  library: Library,
  name: string,
  requests: Requests,
  check: ApiOptions["check"],
): Callable {
  const buffers = bufferParameters(library.definition(name));
  const send = (args: readonly unknown[]): SentRequest => {
    check?.(name);
    const bound = library.bind(name);
    const { own, options } = splitArguments(name, bound.argumentNames, args);
    return requests.send(bound, own, options);
  };
  const ask = async (
    args: readonly unknown[],
    site: CallSite | undefined,
    onSent?: (sent: SentRequest) => void,
  ): Promise<unknown> => {
    const sent = send(args);
    onSent?.(sent);
    try {
      return (await sent.reply).result;
    } catch (error) {
      throw errorAt(site, error);
    }
  };
  // Not async functions: on Bun those are not found again on the stack.
  if (buffers.length === 0) {
    const call: Callable = (...args) => ask(args, captureCallSite(call));
    return call;
  }
  const call: Callable = (...args) => {
    let texts: BufferTexts = {};
    // It runs until C has returned, so the buffers are filled by then.
    const answer = ask(args, captureCallSite(call), (sent) => texts = sent.texts);
    const written = Object.fromEntries(buffers.map(({ name }) => [name, texts[name] ?? ""]));
    return Object.assign(answer.then((result) => ({ result, ...written })), written);
  };
  return call;
}

function listenerSetter(library: Library, name: string): Callable {
  return (...args) => {
    const [callback] = library.bind(name).callbacks;
    checkArgumentCount(`Cannot call ${name}`, [callback!.name], args);
    const [listener] = args;
    if (typeof listener !== "function") {
      throw new TypeError(
        `Cannot call ${name}: ${callback!.name} must be a function, but is ${kindOf(listener)}.`,
      );
    }
    return listen(library, name, listener as Listener);
  };
}

function plainFunction(library: Library, name: string, definition: FunctionDefinition): Callable {
  let bound: BoundFunction | undefined;
  if (definition.parameters.length === 0) {
    return (...args) => {
      bound ??= library.bind(name);
      if (args.length > 0) checkArgumentCount(`Cannot call ${name}`, [], args);
      return bound.native();
    };
  }
  return (...args) => {
    bound ??= library.bind(name);
    checkArgumentCount(`Cannot call ${name}`, bound.argumentNames, args);
    const { result, texts } = bound.call(args);
    return bound.buffers.length === 0 ? result : { result, ...texts };
  };
}
