/**
 * The layer below the public functions: raw callbacks, of successes and failures alike.
 *
 * @module
 */

import { KeepAlive } from "../../ffi/base/keep_alive.ts";
import { Library } from "../../ffi/calls/library.ts";
import { Reply, replyFrom } from "../../ffi/calls/reply.ts";
import type { NativeApi } from "../../ffi/generated/functions.ts";
import { symbols } from "../../ffi/generated/symbols.ts";
import type { NativeLibrary } from "../../ffi/mod.ts";
import { loadAdapter } from "../../ffi/runtimes/load_adapter.ts";
import type { ArgumentsOf } from "../../ffi/table/call_types.ts";

const adapter = await loadAdapter();

/** What the library has called back with. */
export type Answer = Pick<Reply, "code" | "desc" | "json">;

/** The library that is behind the public functions. */
export function libraryBehind({ path }: NativeLibrary): Library {
  return Library.open(adapter, path, symbols, "TIMGetSDKVersion");
}

/**
 * The answer to a request, whether a success or a failure.
 *
 * @param keepAlive Whether the pending answer, which may never come, keeps the process alive.
 */
export function answerTo<Name extends keyof NativeApi>(
  native: NativeLibrary,
  name: Name,
  args: ArgumentsOf<NativeApi[Name]>,
  { keepAlive = true } = {},
): Promise<Answer> {
  const library = libraryBehind(native);
  const bound = library.bind(name);
  return new Promise((resolve, reject) => {
    const holder = new KeepAlive();
    const settle = ({ code, desc, json }: Reply): void => {
      library.bridge.unregister(number);
      holder.release();
      resolve({ code, desc, json });
    };
    const number = library.bridge.register((values) =>
      settle(replyFrom(bound.callbacks, values, undefined))
    );
    if (keepAlive) holder.hold();
    try {
      const { result } = bound.call(args, number);
      if (result !== 0) settle(new Reply(result as number));
    } catch (error) {
      holder.release();
      reject(error);
    }
  });
}
