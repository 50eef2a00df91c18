/**
 * Writes `ffi/generated/symbols.ts`.
 *
 * @module
 */

import type {
  CallbackParameter,
  CallbackType,
  CFunction,
  FunctionParameter,
  Model,
} from "./model.ts";
import { type GeneratedFile, heading, type Origin } from "./text.ts";

const LINE_WIDTH = 100;

/** The table of callbacks and functions. */
export function emitSymbols({ callbacks, functions }: Model, origin: Origin): GeneratedFile {
  const about = [
    "The symbol table: every C function of the library, and every callback signature. The",
    "adapters' native types and the copier's records derive from it. The TypeScript types are",
    "generated from the same headers.",
    "",
    "Names, order and types are those of the vendor's headers.",
  ];
  return {
    path: "ffi/generated/symbols.ts",
    text: heading(origin, about) + `
import type { NativeApi } from "./functions.ts";
import type { CallbackDefinition, FunctionDefinition } from "../table/symbol_table.ts";

/**
 * The parameters of each callback. Every C signature ends in the caller's \`user_data\`, which is not
 * listed: it is the number of the request or listener. Where a function takes two callbacks of one
 * type, the first one's type gets the prefix "First", because both are given the same number.
 */
export const callbacks = {
${callbacks.map(emitCallback).join("\n")}
} as const satisfies Record<string, CallbackDefinition>;

/** The C functions, by name, in the order of the headers. */
export const symbols = {
${functions.map(emitFunction).join("\n")}
} as const satisfies Record<keyof NativeApi, FunctionDefinition<keyof typeof callbacks>>;
`,
  };
}

function emitCallback({ name, parameters }: CallbackType): string {
  return `${emitParameters(`  ${name}: `, parameters)},`;
}

function emitFunction(declared: CFunction, index: number, all: readonly CFunction[]): string {
  const { name, header, parameters, result, progress, removedBy, nonblocking } = declared;
  const entry = [
    emitParameters("    parameters: ", parameters),
    `result: "${result}"`,
    ...(removedBy === undefined ? [] : [`removedBy: "${removedBy}"`]),
    ...(progress === undefined ? [] : [`progressDesc: "${progress.desc}"`]),
    ...(nonblocking ? ["nonblocking: true"] : []),
  ];
  const isFirst = all[index - 1]?.header !== header;
  return `${isFirst ? `\n  // ${header}\n` : ""}  ${name}: { ${entry.join(", ")} },`;
}

/** A list that is too long for its line has each parameter on a line of its own. */
function emitParameters(
  start: string,
  parameters: readonly (CallbackParameter | FunctionParameter)[],
): string {
  const list = parameters.map(({ name, kind }) =>
    `["${name}", ${typeof kind === "string" ? `"${kind}"` : `{ outBytes: ${kind.outBytes} }`}]`
  ).join(", ");
  const line = `${start}[${list}],`;
  return line.length <= LINE_WIDTH ? line.slice(0, -1) : `${start}[\n${list}]`;
}
