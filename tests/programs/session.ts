/**
 * What every program of this directory begins with: a session on the library that its first argument
 * names, with its data in the directory that its second argument names.
 *
 * @module
 */

import process from "node:process";
import { NativeLibrary } from "../../ffi/library.ts";
import { ImSdk } from "../../mod.ts";

const [libraryPath = "", dataDir = ""] = process.argv.slice(2);

/** The arguments of the program itself. */
export const args: readonly string[] = process.argv.slice(4);

/** Opens a session. */
export function openSession(): Promise<ImSdk> {
  return ImSdk.open({ sdkAppId: 1400000000, libraryPath, dataDir });
}

/** Tells the stand-in how to behave: see tests/native/standin.h. */
export async function controlStandIn(): Promise<{
  set: (key: string, value: string) => void;
  emit: (event: string, messages: { count: number; size: number; threads: number }) => void;
}> {
  const library = await NativeLibrary.open(libraryPath, {
    standin_set: { parameters: [["key", "string"], ["value", "string"]], result: "i32" },
    standin_emit: {
      parameters: [
        ["event", "string"],
        ["a", "i32"],
        ["b", "i32"],
        ["text", "string"],
        ["count", "u32"],
        ["size", "u32"],
        ["threads", "u32"],
      ],
      result: "i32",
    },
  }, "standin_set");
  return {
    set: (key, value) => void library.call("standin_set", key, value),
    emit: (event, { count, size, threads }) =>
      void library.call("standin_emit", event, 0, 0, null, count, size, threads),
  };
}
