/**
 * Parses a C header into its declarations, each with the comment before it.
 *
 * @module
 */

/** A declaration of a header. */
export interface Declaration {
  /** The header's file name. */
  readonly header: string;
  /** The declaration on one line, without comments and without its semicolon. */
  readonly text: string;
  /** The documentation comment before it, without its asterisks; empty when there is none. */
  readonly documentation: readonly string[];
  /** The lines of other comments before it, back to the declaration or documentation before. */
  readonly comment: readonly string[];
}

/** A parameter as C declares it. */
export interface CParameter {
  /** Its type, such as "const char*"; an enumeration has no `enum` before its name. */
  readonly type: string;
  /** Its name. */
  readonly name: string;
}

/** What a declaration declares. */
export type CDeclaration =
  | { readonly kind: "enumeration"; readonly name: string; readonly body: string }
  | { readonly kind: "constant"; readonly name: string; readonly value: string }
  | { readonly kind: "callback"; readonly name: string; readonly parameters: readonly CParameter[] }
  | {
    readonly kind: "function";
    readonly name: string;
    readonly result: string;
    readonly parameters: readonly CParameter[];
  };

const TOKEN = new RegExp(
  [
    /\/\*[^]*?\*\//, // a comment
    /\/\/[^\n]*/, // a comment of one line
    /#(?:[^\n\\]|\\[^])*/, // a directive, with the lines that it's continued on
    /"(?:[^"\\\n]|\\.)*"/,
    /[{};]/,
    /[^"#{};/]+|[^]/,
  ].map(({ source }) => source).join("|"),
  "g",
);

/**
 * The declarations of a header, in order.
 *
 * @throws {Error} It isn't a header: something is unterminated.
 */
export function declarationsOf(header: string, source: string): readonly Declaration[] {
  const declarations: Declaration[] = [];
  let text = "";
  let depth = 0;
  let documentation: readonly string[] = [];
  let comment: string[] = [];
  for (const [token] of source.replaceAll("\r", "").matchAll(TOKEN)) {
    const isBetween = text.trim() === "";
    if (token.startsWith("//")) {
      if (isBetween) comment.push(token.slice(2).trim());
    } else if (token.startsWith("/*")) {
      if (!isBetween || !token.startsWith("/**")) continue;
      documentation = token.slice(3, -2).split("\n").map((line) => line.replace(/^\s*\* ?/, ""));
      comment = [];
    } else if (token.startsWith("#")) {
      continue;
    } else if (token === ";" && depth === 0) {
      declarations.push({
        header,
        text: text.trim().replaceAll(/\s+/g, " "),
        documentation,
        comment,
      });
      [text, documentation, comment] = ["", [], []];
    } else if (token === "{" && /^\s*extern\s+"C"\s*$/.test(text)) {
      text = "";
    } else if (token === "}" && isBetween && depth === 0) {
      continue; // the end of extern "C"
    } else {
      if (token === "{") depth++;
      if (token === "}") depth--;
      text += token;
    }
  }
  if (text.trim() !== "") throw new Error(`${header}: "${text.trim().slice(0, 80)}" has no end`);
  return declarations;
}

/**
 * What a declaration declares.
 *
 * @throws {Error} It's a construct that these headers have not used so far.
 */
export function parseDeclaration({ header, text }: Declaration): CDeclaration {
  const match = /^enum (?<enumeration>\w+) \{(?<body>.*)\}$/.exec(text) ??
    /^static const char ?\* ?(?<constant>\w+) ?= ?"(?<value>[^"\\]*)"$/.exec(text) ??
    /^typedef void ?\( ?\* ?(?<callback>\w+) ?\) ?\((?<parameters>[^()]*)\)$/.exec(text) ??
    /^(?:TIM_API|TIM_DECL) (?<result>.*?) ?(?<function>\w+) ?\((?<parameters>[^()]*)\)$/.exec(text);
  const found = match?.groups;
  if (found === undefined) throw new Error(`${header}: what is "${text}"?`);
  const { enumeration, body, constant, value, callback, result } = found;
  const parameters = (found.parameters ?? "").split(",").map((parameter) => parameter.trim())
    .filter((parameter) => parameter !== "" && parameter !== "void")
    .map((parameter) => parseParameter(header, parameter));
  if (enumeration !== undefined) return { kind: "enumeration", name: enumeration, body: body! };
  if (constant !== undefined) return { kind: "constant", name: constant, value: value! };
  if (callback !== undefined) return { kind: "callback", name: callback, parameters };
  return { kind: "function", name: found.function!, result: typeName(result!), parameters };
}

function parseParameter(header: string, text: string): CParameter {
  const [, type, name] = /^(.*[ *])(\w+)$/.exec(text) ?? [];
  if (type === undefined || name === undefined) {
    throw new Error(`${header}: the parameter "${text}" has no name`);
  }
  return { type: typeName(type), name };
}

function typeName(type: string): string {
  return type.trim().replace(/^enum /, "").replaceAll(/ \*/g, "*");
}
