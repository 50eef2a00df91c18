/**
 * Loads a library and ends by an uncaught error.
 *
 * @module
 */

import process from "node:process";
import { loadAdapter } from "../../ffi/runtimes/load_adapter.ts";
import { createApi } from "../../ffi/calls/api.ts";
import { Library } from "../../ffi/calls/library.ts";
import type { SymbolTable } from "../../ffi/table/symbol_table.ts";

interface Functions {
  answer(): number;
}

const table: SymbolTable<keyof Functions> = { answer: { parameters: [], result: "i32" } };
const library = Library.open(await loadAdapter(), process.argv[2]!, table, "answer");
console.log(createApi<Functions>(library).answer());
throw new Error("the last word");
