/**
 * Writes `ffi/generated/functions.ts`.
 *
 * @module
 */

import { sessionMemberFor } from "../../src/session_functions.ts";
import {
  callbacksOf,
  type CallbackType,
  type CFunction,
  type FunctionParameter,
  isSetter,
  type Model,
  type TypeText,
} from "./model.ts";
import { type GeneratedFile, heading, importOf, type Origin } from "./text.ts";

/** The functions, as TypeScript calls them. */
export function emitFunctions(model: Model, origin: Origin): GeneratedFile {
  const { functions, callbacks, enumerations, structures } = model;
  const about = [
    "The C functions of the library, as they are called from TypeScript.",
    "",
    "Callbacks, their `user_data` and buffers that C writes into are not passed: a function that",
    "takes a callback returns a Promise of its answer, or takes a listener and returns what stops",
    "listening, and a buffer's text is returned. JSON is passed as the value or as its text.",
  ];
  const isOfSession = ({ name }: CFunction): boolean => sessionMemberFor(name) === undefined;
  const emitAll = (some: readonly CFunction[]): string =>
    some.map((declared) => emitFunction(declared, callbacks)).join("\n");
  const body = `
/** The C functions that can be called in a session: all but those that it calls by itself. */
export interface SessionApi {
${emitAll(functions.filter(isOfSession))}
}

/** All C functions of the library: those of a session, and those that it calls by itself. */
export interface NativeApi extends SessionApi {
${emitAll(functions.filter((declared) => !isOfSession(declared)))}
}
`;
  const imports = [
    importOf(enumerations.map(({ name }) => name), "./enums.ts", body),
    importOf(structures.map(({ name }) => name), "./json_shapes.ts", body),
    importOf(
      ["JsonText", "PendingRequest", "ProgressOptions", "CallOptions"],
      "../table/call_types.ts",
      body,
    ),
  ];
  return {
    path: "ffi/generated/functions.ts",
    text: heading(origin, about) + imports.join("") + body,
  };
}

function emitFunction(declared: CFunction, callbacks: readonly CallbackType[]): string {
  const { name, header, isObsolete } = declared;
  const description = [
    `C: \`${prototypeOf(declared)}\`, of ${header}.`,
    ...(isObsolete ? ["", "@deprecated Marked as obsolete in the headers."] : []),
  ];
  const comment = description.length === 1
    ? `  /** ${description[0]} */`
    : `  /**\n${description.map((line) => `   * ${line}`.trimEnd()).join("\n")}\n   */`;
  return `${comment}\n  ${name}(${argumentsOf(declared, callbacks)}): ${
    resultOf(declared, callbacks)
  };`;
}

function prototypeOf({ name, cResult, parameters }: CFunction): string {
  const list = parameters.map(({ name, cType }) => `${cType} ${name}`).join(", ");
  return `${cResult} ${name}(${list})`;
}

function argumentsOf(declared: CFunction, callbacks: readonly CallbackType[]): string {
  if (isSetter(declared)) return `listener: (${valuesOf(declared, callbacks).join(", ")}) => void`;
  const passed = declared.parameters.filter(isPassed).map(({ name, type }) => `${name}: ${type}`);
  const { progress } = declared;
  const options = progress === undefined ? "CallOptions" : `ProgressOptions<${progress.type}>`;
  return [...passed, ...(isAnswered(declared) ? [`options?: ${options}`] : [])].join(", ");
}

/** Whether its callback is called: one without `user_data` is there to be taken away. */
function isAnswered({ parameters }: CFunction): boolean {
  return parameters.some(({ kind }) => kind === "user_data");
}

function isPassed(parameter: FunctionParameter): boolean {
  return parameter.type !== "never" && typeof parameter.kind === "string";
}

function resultOf(declared: CFunction, callbacks: readonly CallbackType[]): TypeText {
  const { parameters, answers, resultType, nonblocking } = declared;
  if (isSetter(declared)) return "() => void";
  const taken = callbacksOf(declared);
  const buffers = parameters.filter(({ kind }) => typeof kind === "object");
  if (!isAnswered(declared)) {
    if (nonblocking) return `Promise<${resultType}>`;
    if (buffers.length === 0) return resultType;
    return objectOf([
      `result: ${resultType}`,
      ...buffers.map(({ name, type }) => `${name}: ${type}`),
    ]);
  }
  if (answers.length === 0) return `Promise<${objectOf(valuesOf(declared, callbacks))}>`;
  const answer = answers.at(-1)!;
  if (answers.length > 1) {
    const others = answers.slice(0, -1).map((type, index) => `${taken[index]!.name}: ${type}`);
    return `Promise<${objectOf([`result: ${answer}`, ...others])}>`;
  }
  if (buffers.length === 0) return `Promise<${answer}>`;
  return `PendingRequest<${answer}, ${buffers.map(({ name }) => `"${name}"`).join(" | ")}>`;
}

/** The values of the one callback that a function takes, as declarations of TypeScript. */
function valuesOf(declared: CFunction, callbacks: readonly CallbackType[]): readonly string[] {
  const [taken] = callbacksOf(declared);
  const callback = callbacks.find(({ name }) => name === taken?.kind);
  return callback?.parameters.map(({ name, type }) => `${name}: ${type}`) ?? [];
}

function objectOf(members: readonly string[]): TypeText {
  return `{ ${members.map((member) => `readonly ${member}`).join("; ")} }`;
}
