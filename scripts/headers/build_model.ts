/**
 * Makes the model: reads the headers' declarations and comments, and corrects them.
 *
 * @module
 */

import type { CallbackParameterKind } from "../../ffi/table/symbol_table.ts";
import {
  type CDeclaration,
  type Declaration,
  declarationsOf,
  parseDeclaration,
} from "./c_declarations.ts";
import { type Enumerator, enumeratorsOf } from "./c_enumerators.ts";
import type { Corrections } from "./corrections.ts";
import { Corrector } from "./corrector.ts";
import {
  bytesIn,
  type Documentation,
  parseDocumentation,
  referencesIn,
  saysObsolete,
} from "./documentation.ts";
import { eventName } from "./event_names.ts";
import { Inputs } from "./inputs.ts";
import { describeKey, type KeyDescription, saysKeyIsObsolete, splitSection } from "./json_keys.ts";
import {
  type CallbackParameter,
  callbacksOf,
  type CallbackType,
  type CFunction,
  type ElementVariant,
  type Enumeration,
  type FunctionParameter,
  isSetter,
  type LibraryEvent,
  type Model,
  type Property,
  type Structure,
  type TypeText,
  type ValueSet,
} from "./model.ts";

/** The headers that declare something, in the order of what is generated, by file name. */
export type Headers = ReadonlyMap<string, string>;

/** The enumerations of error codes: 0 is success in both. */
const ERROR_CODES = ["TIMResult", "TIMErrCode"];
const COMMON_CALLBACK = "TIMCommCallback";
const ELEMENT_TYPES = "TIMElemType";

const numberKinds: Readonly<Record<string, "i32" | "u32" | "i64" | "u64" | "bool">> = {
  int: "i32",
  int32_t: "i32",
  uint32_t: "u32",
  int64_t: "i64",
  uint64_t: "u64",
  bool: "bool",
};

/** What JavaScript passes to C for a kind of number, and what it gets from C. */
const passedTypes = {
  i32: "number",
  u32: "number",
  i64: "number | bigint",
  u64: "number | bigint",
  bool: "boolean",
};
const givenTypes = { i32: "number", u32: "number", i64: "bigint", u64: "bigint", bool: "boolean" };

/** The types of the values of keys, by the headers' names for them. */
const jsonTypes: Readonly<Record<string, TypeText>> = {
  string: "string",
  bool: "boolean",
  double: "number",
  int: "number",
  uint: "number",
  uint8: "number",
  uint32: "number",
  int32: "number",
  uint64: "Integer",
  int64: "Integer",
  elem: "Elem",
};

/** The names of parameters that are arrays, and of those that are arrays of texts. */
const LIST = /_(array|list)$/;
const TEXTS = /(^|_)(id|identifier|invitee|key|member|name|text)_(array|list)$|^json_keys$/;

/**
 * Makes the model of what headers declare.
 *
 * @throws {Error} Something in them isn't understood and no correction covers it, or a correction
 * is unused. The message lists all problems.
 */
export function buildModel(headers: Headers, corrections: Corrections): Model {
  const builder = new ModelBuilder(new Corrector(corrections));
  for (const [header, source] of headers) {
    for (const declaration of declarationsOf(header, source)) builder.add(declaration);
  }
  return builder.build();
}

/** A declaration, together with what it declares. */
type Declared<Kind extends CDeclaration["kind"]> =
  & Declaration
  & Extract<CDeclaration, {
    readonly kind: Kind;
  }>;

/** A text that the headers name: a key of JSON, or a value. */
interface Constant extends Declared<"constant"> {
  readonly structure: string;
  readonly isObsolete: boolean;
}

class ModelBuilder {
  readonly #corrector: Corrector;
  readonly #problems: string[] = [];
  readonly #enumerations: Enumeration[] = [];
  readonly #errorCodes: Enumerator[] = [];
  readonly #constants: Constant[] = [];
  readonly #callbacks: Declared<"callback">[] = [];
  readonly #functions: Declared<"function">[] = [];
  /** The heading of the constants that follow, and its header. */
  #section: { readonly structure: string | undefined; readonly isObsolete: boolean } | undefined;
  #header = "";

  constructor(corrector: Corrector) {
    this.#corrector = corrector;
  }

  add(declaration: Declaration): void {
    if (declaration.header !== this.#header) this.#section = undefined;
    this.#header = declaration.header;
    const { section, rest } = splitSection(declaration.comment);
    if (section !== undefined) this.#section = section;
    const declared = { ...declaration, comment: rest, ...parseDeclaration(declaration) };
    switch (declared.kind) {
      case "enumeration":
        return this.#addEnumeration(declared);
      case "constant":
        return this.#addConstant(declared);
      case "callback":
        this.#callbacks.push(declared);
        return;
      case "function":
        this.#functions.push(declared);
    }
  }

  #addEnumeration({ name, header, body }: Declared<"enumeration">): void {
    const known = this.#enumerations.flatMap(({ enumerators }) => enumerators);
    const enumerators = enumeratorsOf(
      body,
      new Map(known.map(({ name, value }) => [name, value])),
    );
    if (ERROR_CODES.includes(name)) {
      this.#errorCodes.push(...enumerators.filter(({ value }) => value !== 0));
    } else {
      this.#enumerations.push({ name, header, enumerators, isFlags: body.includes("<<") });
    }
  }

  #addConstant(declared: Declared<"constant">): void {
    const { structure, isObsolete } = this.#section ?? {};
    if (structure === undefined || isObsolete === undefined) {
      this.#problem(declared.name, "stands below no heading that names a structure");
    } else {
      this.#constants.push({ ...declared, structure: this.#nameFor(structure), isObsolete });
    }
  }

  build(): Model {
    const valueSets = this.#buildValueSets();
    const structures = this.#buildStructures();
    const elements = this.#buildElements();
    const callbacks = this.#buildCallbacks();
    const inputs = new Inputs(structures, elements, ({ constant }) => this.#isWhole(constant));
    const sent: TypeText[] = [];
    const functions = this.#functions.map((declared) =>
      this.#buildFunction(declared, (where, type) => {
        if (this.#isWhole(where)) return type;
        sent.push(type);
        return inputs.typeOf(type);
      })
    );
    const events = functions.filter(isSetter).map((setter) => buildEvent(setter, callbacks));
    const model = {
      enumerations: this.#enumerations,
      errorCodes: this.#errorCodes,
      structures,
      inputs: inputs.structuresIn(sent),
      valueSets,
      elements,
      elementInputs: elements.map(({ enumerator, structure }) => ({
        enumerator,
        structure: structure !== undefined && inputs.isSendable(structure)
          ? inputs.typeOf(structure)
          : undefined,
      })),
      callbacks: this.#withFirstCallbacks(callbacks),
      functions,
      events,
    };
    this.#checkNames(model);
    for (const name of this.#corrector.unused) this.#problem(name, "is a correction of nothing");
    if (this.#problems.length > 0) {
      throw new Error(`The headers can't be read:\n${this.#problems.join("\n")}`);
    }
    return model;
  }

  // The keys of JSON

  #buildValueSets(): readonly ValueSet[] {
    return this.#sections((name) => this.#corrector.find("valueSections", name) !== undefined)
      .map(([name, constants]) => ({
        name,
        header: constants[0]!.header,
        values: constants.map(({ name, value }) => ({ constant: name, value })),
      }));
  }

  #buildStructures(): readonly Structure[] {
    return this.#sections((name) => this.#corrector.find("valueSections", name) === undefined)
      .map(([name, constants]) => ({
        name,
        header: constants[0]!.header,
        properties: constants.map((constant) => this.#buildProperty(constant)),
      }));
  }

  /** The constants below each heading; a structure may go on below a later one. */
  #sections(isWanted: (name: string) => boolean): readonly (readonly [string, Constant[]])[] {
    const sections = new Map<string, Constant[]>();
    for (const constant of this.#constants) {
      const section = sections.get(constant.structure);
      if (section === undefined) sections.set(constant.structure, [constant]);
      else section.push(constant);
    }
    return [...sections].filter(([name]) => isWanted(name));
  }

  #buildProperty(constant: Constant): Property {
    const { name, value, comment } = constant;
    const description = describeKey(comment);
    const access = this.#corrector.find("access", name)?.access ?? description?.access;
    const type = this.#corrector.find("keys", name)?.type ??
      this.#valueType(name, description);
    return {
      key: value,
      constant: name,
      cType: this.#corrector.find("cTypes", name)?.cType ??
        (description === undefined ? "undescribed" : describedType(description)),
      type,
      access,
      isRequired: description !== undefined && description.isRequired && access !== "read" &&
        this.#corrector.find("optionalKeys", name) === undefined,
      isObsolete: constant.isObsolete || saysKeyIsObsolete(comment),
    };
  }

  #valueType(name: string, description: KeyDescription | undefined): TypeText {
    if (description === undefined) return this.#problem(name, "has no description of its type");
    const { type, element, reference } = description;
    const referenced = reference === undefined ? undefined : this.#nameFor(reference);
    const basic = jsonTypes[element ?? type];
    switch (type) {
      case "array":
        return listOf(referenced ?? basic ?? "unknown");
      case "object":
        return referenced ?? this.#problem(name, "is an object without a name");
      default:
        if (referenced === undefined && basic === undefined) {
          return this.#problem(name, `is of the unknown type ${type}`);
        }
        return referenced ?? basic!;
    }
  }

  // Callbacks and functions

  #buildCallbacks(): readonly CallbackType[] {
    return this.#callbacks.map(({ name, header, documentation, parameters }) => {
      const last = parameters.at(-1);
      if (last?.type !== "const void*" || last.name !== "user_data") {
        this.#problem(name, "doesn't end in user_data");
      }
      const documented = parseDocumentation(documentation);
      return {
        name,
        header,
        parameters: parameters.slice(0, -1).map((parameter): CallbackParameter => {
          const base = { name: parameter.name, cType: parameter.type };
          const number = this.#numberKind(parameter.type);
          if (number !== undefined) {
            return {
              ...base,
              kind: number.kind,
              type: number.enumeration ?? givenTypes[number.kind],
            };
          }
          const { kind, type } = this.#text(name, base, documented);
          return {
            ...base,
            kind,
            type: kind === "json" && type === "unknown" ? type : `${type} | null`,
          };
        }),
      };
    });
  }

  /** @param sent The type of what is sent as a parameter, where what is received has a type. */
  #buildFunction(
    declared: Declared<"function">,
    sent: (where: string, type: TypeText) => TypeText,
  ): CFunction {
    const { name, header, result: cResult } = declared;
    const documented = parseDocumentation(declared.documentation);
    const callbackTypes = declared.parameters.map(({ type }) => type);
    const parameters = declared.parameters.map(({ name: parameter, type }, index) => {
      const base = { name: parameter, cType: type };
      const number = this.#numberKind(type);
      if (number !== undefined) {
        return { ...base, kind: number.kind, type: number.enumeration ?? passedTypes[number.kind] };
      }
      if (type === "const void*") return { ...base, kind: "user_data", type: "never" };
      if (type === "char*") {
        return { ...base, kind: this.#outBuffer(name, base, documented), type: "string" };
      }
      if (this.#callbacks.some(({ name }) => name === type)) {
        const isFirst = callbackTypes.indexOf(type, index + 1) >= 0;
        return { ...base, kind: isFirst ? firstOf(type) : type, type: "never" };
      }
      const text = this.#text(name, base, documented);
      const passed = { ...text, type: sent(`${name}.${parameter}`, text.type) };
      return { ...base, kind: text.kind, type: passedText(passed) };
    });
    const result = this.#result(name, cResult);
    const partner = name.replace(/^TIMAdd/, "TIMRemove");
    return {
      name,
      header,
      parameters,
      cResult,
      ...result,
      answers: this.#answers(name, parameters, documented),
      nonblocking: this.#corrector.find("nonblocking", name) !== undefined,
      progress: this.#corrector.find("progress", name),
      removedBy: partner !== name && this.#functions.some(({ name }) => name === partner)
        ? partner
        : undefined,
      isObsolete: saysObsolete(documented.title),
    };
  }

  /** Whether a parameter, or the value of a key, is sent exactly as the library gave it. */
  #isWhole(where: string): boolean {
    return this.#corrector.find("whole", where) !== undefined;
  }

  #numberKind(
    type: string,
  ): { readonly kind: keyof typeof passedTypes; readonly enumeration?: string } | undefined {
    const kind = numberKinds[type];
    if (kind !== undefined) return { kind };
    return this.#enumerations.some(({ name }) => name === type)
      ? { kind: "i32", enumeration: type }
      : undefined;
  }

  #result(name: string, type: string): Pick<CFunction, "result" | "resultType"> {
    if (type === "void") return { result: "void", resultType: "void" };
    if (type === "const char*") return { result: "string", resultType: "string | null" };
    const number = this.#numberKind(type);
    if (number === undefined || number.kind === "bool" || number.kind === "i64") {
      this.#problem(name, `returns the unknown type ${type}`);
      return { result: "void", resultType: "unknown" };
    }
    return { result: number.kind, resultType: number.enumeration ?? givenTypes[number.kind] };
  }

  #outBuffer(
    owner: string,
    { name }: { readonly name: string },
    { parameters }: Documentation,
  ): { readonly outBytes: number } {
    const outBytes = bytesIn(parameters.get(name) ?? "");
    if (outBytes !== undefined) return { outBytes };
    this.#problem(`${owner}.${name}`, "is a buffer of unknown size");
    return { outBytes: 0 };
  }

  /** Whether a `const char*` is JSON, and the type of what is in it. */
  #text(
    owner: string,
    { name, cType }: { readonly name: string; readonly cType: string },
    { parameters, examples }: Documentation,
  ): { readonly kind: "string" | "json"; readonly type: TypeText } {
    const where = `${owner}.${name}`;
    if (cType !== "const char*") this.#problem(where, `is of the unknown type ${cType}`);
    const correction = this.#corrector.find("parameters", where);
    const description = parameters.get(name) ?? "";
    const references = new Set([
      ...this.#structuresIn(where, description),
      ...examples.filter(({ caption }) => caption.includes(name))
        .flatMap(({ caption }) => this.#structuresIn(where, caption)),
    ]);
    if (references.size > 1 && correction?.type === undefined) {
      this.#problem(where, `refers to ${[...references].join(" and ")}`);
    }
    const [structure] = references;
    const element = structure ?? (TEXTS.test(name) ? "string" : undefined);
    const isJson = element !== undefined || LIST.test(name) || /json/i.test(name + description);
    const kind = correction?.kind ?? (isJson ? "json" : "string");
    if (kind === "string") return { kind, type: "string" };
    const isList = LIST.test(name) || structure === undefined;
    const type = element === undefined ? "unknown" : isList ? listOf(element) : element;
    return { kind: "json", type: correction?.type ?? type };
  }

  /** The structures that a text refers to. */
  #structuresIn(where: string, text: string): readonly string[] {
    return referencesIn(text).map((reference) => this.#nameFor(reference)).filter((name) => {
      if (this.#constants.some(({ structure }) => structure === name)) return true;
      const isKnown = this.#enumerations.some((enumeration) => enumeration.name === name) ||
        [...this.#callbacks, ...this.#functions].some((declared) => declared.name === name);
      if (!isKnown) this.#problem(where, `refers to ${name}, which isn't declared`);
      return false;
    });
  }

  /** What the name in a heading or a reference stands for. */
  #nameFor(name: string): string {
    return this.#corrector.find("references", name)?.name ?? name;
  }

  /** The types of the JSON that the TIMCommCallbacks of a function are given. */
  #answers(
    name: string,
    parameters: readonly FunctionParameter[],
    { examples }: Documentation,
  ): readonly TypeText[] {
    const common = parameters.filter(({ cType }) => cType === COMMON_CALLBACK);
    return common.map((parameter, index) => {
      const isLast = index === common.length - 1;
      const correction = this.#corrector.answer(isLast ? name : `${name}.${parameter.name}`);
      if (correction !== undefined || !isLast) return correction ?? "unknown";
      const example = examples.find(({ caption }) => /回调.*@ref/.test(caption));
      if (example === undefined) return "unknown";
      const [structure] = this.#structuresIn(name, example.caption);
      if (structure === undefined || !/^[[{]/.test(example.code)) {
        return this.#problem(name, "answers with JSON that no example shows");
      }
      return example.code.startsWith("[") ? listOf(structure) : structure;
    });
  }

  /**
   * Adds a separate type for the first of two callbacks of one type, which C distinguishes by
   * position only.
   */
  #withFirstCallbacks(callbacks: readonly CallbackType[]): readonly CallbackType[] {
    return callbacks.flatMap((callback) => {
      const isNeeded = this.#functions.some(({ parameters }) =>
        parameters.filter(({ type }) => type === callback.name).length > 1
      );
      return isNeeded ? [callback, { ...callback, name: firstOf(callback.name) }] : [callback];
    });
  }

  #buildElements(): readonly ElementVariant[] {
    const types = this.#enumerations.find(({ name }) => name === ELEMENT_TYPES);
    return (types?.enumerators ?? []).map(({ name: enumerator }) => {
      const correction = this.#corrector.find("elements", enumerator);
      const structure = correction === undefined
        ? `${enumerator.replace(/^kTIMElem_/, "")}Elem`
        : correction.structure;
      if (structure !== undefined && !this.#constants.some((c) => c.structure === structure)) {
        this.#problem(enumerator, `has no structure ${structure}`);
      }
      return { enumerator, structure };
    });
  }

  // What is wrong

  #checkNames({ structures, inputs, valueSets, enumerations, events }: Model): void {
    const names = [...structures, ...inputs, ...valueSets, ...enumerations].map(({ name }) => name);
    for (const name of duplicatesIn(names)) this.#problem(name, "is declared twice");
    for (const name of duplicatesIn(events.map(({ name }) => name))) {
      this.#problem(name, "is the name of two events");
    }
    for (const { name, properties } of inputs) {
      if (properties.length === 0) this.#problem(name, "is sent, but no key of it can be set");
    }
    for (const { name, properties } of structures) {
      for (const key of duplicatesIn(properties.map(({ key }) => key))) {
        this.#problem(`${name}.${key}`, "is declared twice");
      }
      for (const { constant, type } of properties) {
        for (const [word] of type.matchAll(/\b[A-Z]\w*/g)) {
          if (!names.includes(word) && word !== "Integer" && word !== "Elem") {
            this.#problem(constant, `is of the type ${word}, which isn't declared`);
          }
        }
      }
    }
  }

  #problem(name: string, what: string): TypeText {
    this.#problems.push(`${name} ${what}.`);
    return "unknown";
  }
}

function buildEvent(setter: CFunction, callbacks: readonly CallbackType[]): LibraryEvent {
  const [callback] = callbacksOf(setter);
  const parameters = callbacks.find(({ name }) => name === callback!.kind)!.parameters;
  const detail = parameters.length === 0
    ? "null"
    : parameters.length === 1
    ? parameters[0]!.type
    : `{ ${parameters.map(({ name, type }) => `readonly ${name}: ${type}`).join("; ")} }`;
  return { name: eventName(setter.name), setter: setter.name, detail };
}

function firstOf(callback: string): string {
  return `First${callback}`;
}

function listOf(type: TypeText): TypeText {
  return `readonly ${type}[]`;
}

function passedText(
  { kind, type }: { readonly kind: CallbackParameterKind; readonly type: TypeText },
): TypeText {
  if (kind === "string") return "string | null";
  return `${type === "unknown" ? "object" : type} | JsonText`;
}

function describedType({ type, element, reference }: KeyDescription): string {
  if (type !== "array") return type === "object" || type === "value" ? "object" : type;
  return `array of ${reference ?? element ?? "unknown"}`;
}

function duplicatesIn(names: readonly string[]): readonly string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}
