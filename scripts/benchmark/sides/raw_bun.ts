/**
 * The least code over `bun:ffi`. A callback of Bun's runs when C has freed the texts, so this side
 * can't read them and has less to do than all others; and events, which are texts, it can't take.
 *
 * @module
 */

// @ts-types="npm:bun-types@1.4.5/ffi.d.ts"
import { dlopen, JSCallback, ptr } from "bun:ffi";
import { type Side, SIG, text, USER, USERS, Waiting } from "./side.ts";

export function openSide(libraryPath: string): Side {
  const { symbols } = dlopen(libraryPath, {
    TIMGetLoginStatus: { args: [], returns: "i32" },
    TIMLogin: { args: ["ptr", "ptr", "ptr", "u64"], returns: "i32" },
    TIMLogout: { args: ["ptr", "u64"], returns: "i32" },
    TIMGetUserStatus: { args: ["ptr", "ptr", "u64"], returns: "i32" },
  });
  const waiting = new Waiting();
  const callback = new JSCallback(
    (code: number, _desc: unknown, _json: unknown, number: unknown) =>
      waiting.settle(Number(number), { code }),
    // The number comes as a pointer: 64-bit integers are not safe in such a callback.
    { args: ["i32", "ptr", "ptr", "ptr"], returns: "void", threadsafe: true },
  );
  return {
    status: () => symbols.TIMGetLoginStatus(),
    login: () =>
      waiting.start((number) =>
        symbols.TIMLogin(ptr(text(USER)), ptr(text(SIG)), callback.ptr, BigInt(number))
      ),
    logout: () => waiting.start((number) => symbols.TIMLogout(callback.ptr, BigInt(number))),
    request: () =>
      waiting.start((number) =>
        symbols.TIMGetUserStatus(ptr(text(JSON.stringify(USERS))), callback.ptr, BigInt(number))
      ),
  };
}
