/**
 * The least code over koffi that copies the texts.
 *
 * @module
 */

import koffi from "koffi";
import { type Side, SIG, USER, USERS, Waiting } from "./side.ts";

export function openSide(libraryPath: string): Side {
  const library = koffi.load(libraryPath);
  const status = library.func("TIMGetLoginStatus", "int", []);
  const login = library.func("TIMLogin", "int", ["str", "str", "void *", "uint64_t"]);
  const logout = library.func("TIMLogout", "int", ["void *", "uint64_t"]);
  const getUserStatus = library.func("TIMGetUserStatus", "int", ["str", "void *", "uint64_t"]);
  const setNetworkListener = library.func(
    "TIMSetNetworkStatusListenerCallback",
    "void",
    ["void *", "uint64_t"],
  );
  const register = (types: string[], callback: (...args: never[]) => void): bigint =>
    koffi.register(callback, koffi.pointer(koffi.proto("void", types)));
  const waiting = new Waiting();
  const callback = register(
    ["int", "str", "str", "uint64_t"],
    (code: number, desc: string, json: string, number: number) =>
      waiting.settle(number, { code, desc, json }),
  );
  return {
    status: () => status(),
    login: () => waiting.start((number) => login(USER, SIG, callback, number)),
    logout: () => waiting.start((number) => logout(callback, number)),
    request: () =>
      waiting.start((number) => getUserStatus(JSON.stringify(USERS), callback, number)),
    listen(onText) {
      const onStatus = (_status: number, _code: number, desc: string): void => onText(desc);
      setNetworkListener(register(["int", "int", "str", "uint64_t"], onStatus), 0);
    },
  };
}
