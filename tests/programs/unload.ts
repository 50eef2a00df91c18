/**
 * Loads a library and comes to an end that nobody expects.
 *
 * @module
 */

import process from "node:process";
import { NativeLibrary } from "../../ffi/library.ts";
import type { SymbolTable } from "../../ffi/signatures.ts";

interface Functions {
  answer(): number;
}

const table: SymbolTable<keyof Functions> = { answer: { parameters: [], result: "i32" } };
const library = await NativeLibrary.open<Functions>(process.argv[2]!, table, "answer");
console.log(library.call("answer"));
throw new Error("the last word");
