/**
 * The least code over `bun:ffi` that copies the texts. Bun runs a callback after C has freed the
 * texts, so C must copy them first, and JavaScript must free the copies.
 *
 * @module
 */

// @ts-types="npm:bun-types@1.4.5/ffi.d.ts"
import { cc, CString, dlopen, JSCallback, type Pointer, ptr, read } from "bun:ffi";
import { type Side, SIG, text, USER, USERS, Waiting } from "./side.ts";

/** Offsets in the record that raw_bun.c makes of a call. */
const FIRST = 0;
const SECOND = 8;
const NUMBER = 16;
const CODE = 24;

export function openSide(libraryPath: string): Side {
  const { symbols } = dlopen(libraryPath, {
    TIMGetLoginStatus: { args: [], returns: "i32" },
    TIMLogin: { args: ["ptr", "ptr", "ptr", "u64"], returns: "i32" },
    TIMLogout: { args: ["ptr", "u64"], returns: "i32" },
    TIMGetUserStatus: { args: ["ptr", "ptr", "u64"], returns: "i32" },
    TIMSetNetworkStatusListenerCallback: { args: ["ptr", "u64"], returns: "void" },
  });
  const copier = cc({
    source: new URL("./raw_bun.c", import.meta.url),
    symbols: {
      start: { args: ["ptr", "ptr"], returns: "void" },
      drop: { args: ["ptr"], returns: "void" },
      on_answer: { args: [], returns: "void" },
      on_network: { args: [], returns: "void" },
    },
  }).symbols;
  const addressOf = (compiled: unknown): Pointer => (compiled as { readonly ptr: Pointer }).ptr;

  const textAt = (call: Pointer, offset: number): string => {
    const address = read.ptr(call, offset) as Pointer;
    return address ? new CString(address).toString() : "";
  };
  const waiting = new Waiting();
  const onAnswer = new JSCallback((call: Pointer) => {
    const answer = {
      code: read.i32(call, CODE),
      desc: textAt(call, FIRST),
      json: textAt(call, SECOND),
    };
    const number = Number(read.u64(call, NUMBER));
    copier.drop(call);
    waiting.settle(number, answer);
  }, { args: ["ptr"], returns: "void", threadsafe: true });
  let onText = (_text: string): void => {};
  const onEvent = new JSCallback((call: Pointer) => {
    const text = textAt(call, FIRST);
    copier.drop(call);
    onText(text);
  }, { args: ["ptr"], returns: "void", threadsafe: true });
  copier.start(onAnswer.ptr, onEvent.ptr);

  const callback = addressOf(copier.on_answer);
  return {
    status: () => symbols.TIMGetLoginStatus(),
    login: () =>
      waiting.start((number) =>
        symbols.TIMLogin(ptr(text(USER)), ptr(text(SIG)), callback, BigInt(number))
      ),
    logout: () => waiting.start((number) => symbols.TIMLogout(callback, BigInt(number))),
    request: () =>
      waiting.start((number) =>
        symbols.TIMGetUserStatus(ptr(text(JSON.stringify(USERS))), callback, BigInt(number))
      ),
    listen(listener) {
      onText = listener;
      symbols.TIMSetNetworkStatusListenerCallback(addressOf(copier.on_network), 0n);
    },
  };
}
