/**
 * The vendor's way, which exists only on Node.js: each call is described to ffi-rs anew, and
 * creates its own native callback, which is never freed.
 *
 * @module
 */

import { type Side, SIG, USER, USERS } from "./side.ts";

/** The part of ffi-rs in use. Typed here, because only a benchmark on Node.js installs it. */
interface FfiRs {
  readonly DataType: { readonly I32: number; readonly String: number; readonly Void: number };
  open(library: { library: string; path: string }): void;
  funcConstructor(signature: { paramsType: unknown[]; retType: unknown }): object;
  load(call: {
    library: string;
    funcName: string;
    retType: unknown;
    paramsType: unknown[];
    paramsValue: unknown[];
  }): number;
}

export async function openSide(path: string): Promise<Side> {
  const specifier = "ffi-rs";
  const { default: ffi }: { default: FfiRs } = await import(specifier);
  const library = "libImSDK";
  ffi.open({ library, path });
  const { I32, String, Void } = ffi.DataType;
  const call = (funcName: string, types: unknown[], values: unknown[]): number =>
    ffi.load({ library, funcName, retType: I32, paramsType: types, paramsValue: values });
  const request = (funcName: string, ...texts: readonly string[]): Promise<unknown> =>
    new Promise((resolve) => {
      const answer = ffi.funcConstructor({
        paramsType: [I32, String, String, String],
        retType: Void,
      });
      call(
        funcName,
        [...texts.map(() => String), answer, String],
        [...texts, (code: number, desc: string, json: string) => resolve({ code, desc, json }), ""],
      );
    });
  return {
    status: () => call("TIMGetLoginStatus", [], []),
    login: () => request("TIMLogin", USER, SIG),
    logout: () => request("TIMLogout"),
    request: () => request("TIMGetUserStatus", JSON.stringify(USERS)),
  };
}
