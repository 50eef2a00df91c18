/**
 * The public names of a module and their documentation, as `deno doc` reports them.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { currentHost, root } from "../../scripts/runtimes.ts";

interface Tag {
  readonly kind: string;
  readonly name?: string;
}

interface Parameter {
  readonly name?: string;
  /** Of one with a default. */
  readonly left?: { readonly name: string };
}

interface FunctionDefinition {
  readonly params: readonly Parameter[];
  readonly returnType?: {
    readonly repr: string;
    readonly value?: { typeParams?: readonly Type[] };
  };
}

interface Type {
  readonly repr: string;
}

interface Documented {
  readonly name: string;
  readonly jsDoc?: { readonly doc?: string; readonly tags?: readonly Tag[] };
}

interface Method extends Documented {
  readonly kind: "method" | "getter" | "setter";
  readonly functionDef: FunctionDefinition;
}

interface Declaration extends Documented {
  readonly kind: string;
  readonly location: { readonly filename: string };
  readonly def: Partial<FunctionDefinition> & {
    readonly properties?: readonly Documented[];
    readonly methods?: readonly Method[];
  };
}

interface PublicSymbol {
  readonly name: string;
  readonly declarations: readonly Declaration[];
}

function symbolsOf(file: string): readonly PublicSymbol[] {
  const { stdout } = spawnSync(currentHost.executable, ["doc", "--json", file], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  const { nodes }: { nodes: Record<string, { symbols: readonly PublicSymbol[] }> } = JSON.parse(
    stdout,
  );
  return Object.values(nodes).flatMap(({ symbols }) => symbols);
}

/**
 * The names of a class's or an interface's members, without duplicates, in alphabetical order.
 *
 * @throws {Error} There is no such class or interface.
 */
export function publicNames(file: string, name: string): string[] {
  const symbol = symbolsOf(file).find((symbol) => symbol.name === name);
  if (symbol === undefined) throw new Error(`${file} exports no ${name}`);
  const names = symbol.declarations.flatMap(({ def: { properties = [], methods = [] } }) =>
    [...properties, ...methods].map(({ name }) => name)
  );
  return [...new Set(names)].sort();
}

/** A function or a method, and what is missing in its documentation. */
export interface DocumentedFunction {
  /** Its name, after that of its class. */
  readonly name: string;
  /** The module that has it. */
  readonly file: string;
  /** What its documentation lacks. */
  readonly lacks: readonly string[];
}

/** The public functions and methods of an entry point. */
export function publicFunctions(entryPoint: string): DocumentedFunction[] {
  return symbolsOf(entryPoint).flatMap(({ name, declarations }) =>
    declarations.flatMap((declaration) => {
      const file = relative(root, fileURLToPath(declaration.location.filename));
      const { kind, def } = declaration;
      if (kind === "function") {
        return [{ name, file, lacks: lackOf(declaration, def as FunctionDefinition) }];
      }
      if (kind !== "class") return [];
      return (def.methods ?? []).filter(({ kind }) => kind === "method").map((method) => ({
        name: `${name}.${method.name}`,
        file,
        lacks: lackOf(method, method.functionDef),
      }));
    })
  );
}

/** What the documentation of a function lacks. */
function lackOf({ jsDoc }: Documented, { params, returnType }: FunctionDefinition): string[] {
  const tags = jsDoc?.tags ?? [];
  const documented = tags.filter(({ kind }) => kind === "param").map(({ name }) => name);
  const has = (tag: string): boolean => tags.some(({ kind }) => kind === tag);
  const lacks = params.map((parameter) => parameter.name ?? parameter.left?.name)
    .filter((name) => name !== undefined && !documented.includes(name))
    .map((name) => `@param ${name}`);
  const results = returnType?.repr === "Promise" ? returnType.value?.typeParams : [returnType];
  const givesNothing = results?.[0]?.repr === "void";
  if (!givesNothing && !has("return")) lacks.push("@returns");
  if (!has("example")) lacks.push("@example");
  if (!jsDoc?.doc) lacks.push("a summary");
  return lacks;
}
