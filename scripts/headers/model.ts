/**
 * What the headers declare, with everything resolved that the generated files need to know.
 *
 * @module
 */

import type {
  CallbackParameterKind,
  FunctionDefinition,
  OutBuffer,
} from "../../ffi/table/symbol_table.ts";
import type { Enumerator } from "./c_enumerators.ts";

/** A TypeScript type, as it's written; its names are those of enumerations and structures. */
export type TypeText = string;

/** An enumeration of C. */
export interface Enumeration {
  readonly name: string;
  readonly header: string;
  readonly enumerators: readonly Enumerator[];
  /** Whether its values are bits, to be combined. */
  readonly isFlags: boolean;
}

/** A key of a JSON structure. */
export interface Property {
  readonly key: string;
  /** The name that C has for the key. */
  readonly constant: string;
  /** Its type as the headers have it. */
  readonly cType: string;
  readonly type: TypeText;
  readonly access: "read" | "write" | "read and write" | undefined;
  readonly isRequired: boolean;
  readonly isObsolete: boolean;
}

/** A JSON structure. */
export interface Structure {
  readonly name: string;
  readonly header: string;
  readonly properties: readonly Property[];
}

/** What is sent of a structure: without the keys that only the library sets. */
export interface InputStructure extends Structure {
  /** The name of the structure. */
  readonly inputOf: string;
}

/** Texts that a key, or a parameter of C, is set to. */
export interface ValueSet {
  readonly name: string;
  readonly header: string;
  readonly values: readonly { readonly constant: string; readonly value: string }[];
}

/** A parameter of a callback, and the type of what JavaScript is given for it. */
export interface CallbackParameter {
  readonly name: string;
  readonly cType: string;
  readonly kind: CallbackParameterKind;
  readonly type: TypeText;
}

/** The type of a callback. */
export interface CallbackType {
  readonly name: string;
  readonly header: string;
  /** Its parameters, without the last one, which is `user_data`. */
  readonly parameters: readonly CallbackParameter[];
}

/** A parameter of a function, and the type of what JavaScript passes for it. */
export interface FunctionParameter {
  readonly name: string;
  readonly cType: string;
  /** A kind of the symbol table, where a callback is named by its C type. */
  readonly kind: string | OutBuffer;
  readonly type: TypeText;
}

/** A function of C. */
export interface CFunction {
  readonly name: string;
  readonly header: string;
  readonly parameters: readonly FunctionParameter[];
  readonly cResult: string;
  readonly result: FunctionDefinition["result"];
  /** The type of what JavaScript gets for C's result. */
  readonly resultType: TypeText;
  /** The types of the JSON that its TIMCommCallbacks are given, in the order of the callbacks. */
  readonly answers: readonly TypeText[];
  readonly nonblocking: boolean;
  /** What its callback says of progress, and the type of the JSON that it's given then. */
  readonly progress: { readonly desc: string; readonly type: TypeText } | undefined;
  readonly removedBy: string | undefined;
  readonly isObsolete: boolean;
}

/** A kind of message element: the value of its type, and the structure that has its keys. */
export interface ElementVariant {
  readonly enumerator: string;
  readonly structure: string | undefined;
}

/** An event of a session: the function that subscribes to it. */
export interface LibraryEvent {
  readonly name: string;
  readonly setter: string;
  readonly detail: TypeText;
}

/** Everything that the headers declare. */
export interface Model {
  readonly enumerations: readonly Enumeration[];
  /** Success is none of them. */
  readonly errorCodes: readonly Enumerator[];
  readonly structures: readonly Structure[];
  /** What is sent of those structures that have keys which only the library sets. */
  readonly inputs: readonly InputStructure[];
  readonly valueSets: readonly ValueSet[];
  readonly elements: readonly ElementVariant[];
  /** The same as they are sent. */
  readonly elementInputs: readonly ElementVariant[];
  readonly callbacks: readonly CallbackType[];
  readonly functions: readonly CFunction[];
  readonly events: readonly LibraryEvent[];
}

/** The callback types that a function takes, by its parameters, in C's order. */
export function callbacksOf({ parameters }: CFunction): readonly (FunctionParameter & {
  readonly kind: string;
})[] {
  return parameters.filter((parameter): parameter is FunctionParameter & { kind: string } =>
    typeof parameter.kind === "string" && parameter.kind.endsWith("Callback")
  );
}

/** Whether JavaScript passes a parameter: not a callback, its `user_data` or a buffer. */
export function isPassed({ kind, type }: FunctionParameter): boolean {
  return type !== "never" && typeof kind === "string";
}

/** Whether a function sets a listener. */
export function isSetter(declared: CFunction): boolean {
  return /^TIM(Set|Add)\w+Callback$/.test(declared.name) && callbacksOf(declared).length === 1;
}
