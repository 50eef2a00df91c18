/**
 * Asks a library for something, whatever it answers.
 *
 * @module
 */

import type { NativeApi } from "../../ffi/generated/functions.ts";
import { KeepAlive } from "../../ffi/base/keep_alive.ts";
import type { NativeLibrary } from "../../ffi/calls/native_library.ts";
import type { Reply } from "../../ffi/calls/request.ts";
import type { ArgumentsOf } from "../../ffi/table/call_types.ts";

/** What the library has called back with. */
export type Answer = Pick<Reply, "code" | "desc" | "json">;

/**
 * The answer to a request, be it a success or not.
 *
 * @param keepAlive Whether the process lives until it's there, which may be never.
 */
export function answerTo<Name extends keyof NativeApi>(
  library: NativeLibrary,
  name: Name,
  args: ArgumentsOf<NativeApi[Name]>,
  { keepAlive = true } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const holder = new KeepAlive();
    if (keepAlive) holder.hold();
    try {
      library.send(name, args, ({ code, desc, json }) => {
        holder.release();
        resolve({ code, desc, json });
      });
    } catch (error) {
      holder.release();
      reject(error);
    }
  });
}
