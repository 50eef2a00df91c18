/**
 * Loads a library and comes to an end that nobody expects.
 *
 * @module
 */

import process from "node:process";
import { NativeLibrary } from "../../ffi/library.ts";
import type { SymbolTable } from "../../ffi/signatures.ts";

const table = { answer: { parameters: [], result: "i32" } } as const satisfies SymbolTable;
const library = await NativeLibrary.open(process.argv[2]!, table, "answer");
console.log(library.call("answer"));
throw new Error("the last word");
