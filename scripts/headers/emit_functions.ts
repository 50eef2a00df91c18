/**
 * Writes `ffi/generated/functions.ts`.
 *
 * @module
 */

import { sessionMemberFor } from "../../src/session_functions.ts";
import { type Descriptions, eventDescription, parameterDescription } from "./descriptions.ts";
import {
  callbacksOf,
  type CallbackType,
  type CFunction,
  isPassed,
  isSetter,
  type Model,
  type TypeText,
} from "./model.ts";
import { comment, type GeneratedFile, heading, importOf, type Origin } from "./text.ts";

/** The functions, as TypeScript calls them. */
export function emitFunctions(
  model: Model,
  origin: Origin,
  descriptions: Descriptions,
): GeneratedFile {
  const { functions, callbacks, enumerations, structures, inputs } = model;
  const about = [
    "The C functions of the library, as they are called from TypeScript.",
    "",
    "Callbacks, `user_data` and buffers are not passed. A request returns a Promise of what its",
    "callback is given. A function that sets a listener returns a function that stops listening.",
    "The text of a buffer is part of the result. JSON is passed as a value or as its text.",
  ];
  const isOfSession = ({ name }: CFunction): boolean => sessionMemberFor(name) === undefined;
  const emitAll = (some: readonly CFunction[]): string =>
    some.map((declared) => emitFunction(declared, callbacks, descriptions)).join("\n");
  const body = `
/**
 * The C functions that can be called in a session: all but those that only the session may call.
 */
export interface SessionApi {
${emitAll(functions.filter(isOfSession))}
}

/** All C functions of the library, including those that only the session itself may call. */
export interface NativeApi extends SessionApi {
${emitAll(functions.filter((declared) => !isOfSession(declared)))}
}
`;
  const imports = [
    importOf(enumerations.map(({ name }) => name), "./enums.ts", body),
    importOf([...structures, ...inputs].map(({ name }) => name), "./json_shapes.ts", body),
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

function emitFunction(
  declared: CFunction,
  callbacks: readonly CallbackType[],
  descriptions: Descriptions,
): string {
  const { name, header, isObsolete } = declared;
  const returns = returnsOf(declared);
  const documentation = [
    aboutOf(declared, descriptions),
    `C: \`${prototypeOf(declared)}\`, of ${header}.`,
    ...(isSetter(declared) ? [] : parametersOf(declared, descriptions)),
    ...(returns === undefined ? [] : [`@returns ${returns}`]),
    ...(isObsolete ? ["@deprecated Marked as obsolete in the headers."] : []),
  ];
  return `${comment(documentation, "  ")}\n  ${name}(${argumentsOf(declared, callbacks)}): ${
    resultOf(declared, callbacks)
  };`;
}

function aboutOf(declared: CFunction, descriptions: Descriptions): string {
  const { name } = declared;
  if (!isSetter(declared)) return descriptions.functions[name]!;
  const verb = name.startsWith("TIMAdd") ? "Adds a" : "Sets the";
  return `${verb} listener, which is called when ${eventDescription(descriptions, name).when}.`;
}

function parametersOf(declared: CFunction, descriptions: Descriptions): readonly string[] {
  return declared.parameters.filter(isPassed).flatMap(({ name }) => {
    const description = parameterDescription(descriptions, declared, name);
    return description === undefined ? [] : [`@param ${name} ${description}.`];
  });
}

/** What a function returns, in words, as far as its type and its description do not say so. */
function returnsOf(declared: CFunction): string | undefined {
  const { parameters, answers, cResult, nonblocking } = declared;
  if (isSetter(declared)) return "A function that stops listening.";
  const buffers = parameters.filter(({ kind }) => typeof kind === "object")
    .map(({ name }) => `\`${name}\``);
  if (!isAnswered(declared)) {
    if (cResult !== "int") return undefined;
    const code = "0 or an error code";
    if (nonblocking) return `Resolves to ${code}.`;
    return buffers.length === 0 ? `${code}.` : `\`result\`, which is ${code}, and ${buffers}.`;
  }
  if (answers.length === 0) return "Resolves to the values of the callback.";
  const answer = inWords(answers.at(-1)!);
  const others = [
    ...callbacksOf(declared).slice(0, -1).map(({ name }) => `\`${name}\``),
    ...buffers,
  ];
  if (others.length > 0) {
    const early = buffers.length > 0 ? ", which the promise has at once" : "";
    return `Resolves to \`result\`, which is ${answer ?? "the answer"}, and ${others}${early}.`;
  }
  return answer === undefined
    ? "Resolves when it is done, to a value that the headers do not describe."
    : `Resolves to ${answer}.`;
}

/** A type in words, or undefined if it isn't known. */
function inWords(type: TypeText): string | undefined {
  if (type === "unknown") return undefined;
  const [, element] = /^readonly (.*)\[\]$/.exec(type) ?? [];
  if (element !== undefined) return `a list of ${inWords(element)}`;
  return type === "string"
    ? "texts"
    : type.replaceAll(/\w+/g, "{@linkcode $&}").replace("&", "and");
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

/** Whether its callback is called. One without `user_data` only names the listener to remove. */
function isAnswered({ parameters }: CFunction): boolean {
  return parameters.some(({ kind }) => kind === "user_data");
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
