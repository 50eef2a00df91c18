/**
 * `ImSdk.api`: the C functions that a session lets its user call.
 *
 * @module
 */

import { createApi } from "../ffi/calls/api.ts";
import type { Library } from "../ffi/calls/library.ts";
import type { Requests } from "../ffi/calls/requests.ts";
import type { SessionApi } from "../ffi/generated/functions.ts";
import { sessionMemberFor } from "./session_functions.ts";

/**
 * Makes `ImSdk.api`. Functions that only the session itself may call, such as `TIMUninit`, are not
 * in the types. At run time they throw a TypeError that names the member to use instead.
 *
 * @param check Called before each call; it throws if the library must not be called.
 */
export function createSessionApi(
  library: Library,
  requests: Requests,
  check: (name: string) => void,
): SessionApi {
  const names = Object.keys(library.table);
  const others = names.filter((name) => sessionMemberFor(name) === undefined);
  const api = createApi<SessionApi>(library, { requests, names: others, check });
  for (const name of names) {
    const member = sessionMemberFor(name);
    if (member === undefined) continue;
    Object.defineProperty(api, name, {
      get() {
        throw new TypeError(
          `Cannot call ${name}: the session calls it by itself. Use ${member}.`,
        );
      },
    });
  }
  return api;
}
