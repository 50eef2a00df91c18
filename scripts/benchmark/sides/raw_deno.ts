/**
 * The least code over `Deno.dlopen` that copies the texts.
 *
 * @module
 */

import { type Side, SIG, text, USER, USERS, Waiting } from "./side.ts";

export function openSide(libraryPath: string): Side {
  const { symbols } = Deno.dlopen(libraryPath, {
    TIMGetLoginStatus: { parameters: [], result: "i32" },
    TIMLogin: { parameters: ["buffer", "buffer", "function", "usize"], result: "i32" },
    TIMLogout: { parameters: ["function", "usize"], result: "i32" },
    TIMGetUserStatus: { parameters: ["buffer", "function", "usize"], result: "i32" },
    TIMSetNetworkStatusListenerCallback: { parameters: ["function", "usize"], result: "void" },
  });
  const read = (pointer: Deno.PointerValue): string =>
    pointer === null ? "" : Deno.UnsafePointerView.getCString(pointer);
  const waiting = new Waiting();
  const { pointer } = Deno.UnsafeCallback.threadSafe(
    { parameters: ["i32", "pointer", "pointer", "usize"] as const, result: "void" },
    (code, desc, json, number) =>
      waiting.settle(Number(number), { code, desc: read(desc), json: read(json) }),
  );
  return {
    status: () => symbols.TIMGetLoginStatus(),
    login: () =>
      waiting.start((number) => symbols.TIMLogin(text(USER), text(SIG), pointer, BigInt(number))),
    logout: () => waiting.start((number) => symbols.TIMLogout(pointer, BigInt(number))),
    request: () =>
      waiting.start((number) =>
        symbols.TIMGetUserStatus(text(JSON.stringify(USERS)), pointer, BigInt(number))
      ),
    listen(onText) {
      const callback = Deno.UnsafeCallback.threadSafe(
        { parameters: ["i32", "i32", "pointer", "usize"] as const, result: "void" },
        (_status, _code, desc) => onText(read(desc)),
      );
      symbols.TIMSetNetworkStatusListenerCallback(callback.pointer, 0n);
    },
  };
}
