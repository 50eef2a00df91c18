/**
 * The generated files: they are up to date, nothing of the headers is left out, and a C compiler
 * reads the same in the headers.
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import * as enums from "../../ffi/generated/enums.ts";
import { errorNames } from "../../ffi/generated/error_names.ts";
import { release } from "../../ffi/library_file/release.ts";
import type { FunctionDefinition } from "../../ffi/table/symbol_table.ts";
import { callbacks, symbols } from "../../ffi/generated/symbols.ts";
import { fetchTarball } from "../../ffi/library_file/tarball.ts";
import { buildModel } from "../../scripts/headers/build_model.ts";
import { changesOf } from "../../scripts/headers/changes.ts";
import { corrections } from "../../scripts/headers/corrections.ts";
import { generate } from "../../scripts/headers/generate.ts";
import type { CallbackParameter, FunctionParameter } from "../../scripts/headers/model.ts";
import { headerDirectory, readHeaders } from "../../scripts/headers/vendor_headers.ts";
import { root } from "../../scripts/runtimes.ts";
import { libraryEvents } from "../../ffi/generated/listeners.ts";
import { atEnd } from "../support/at_end.ts";
import { assertEquals, describe, it } from "../support/testing.ts";

const headers = await readHeaders(release, () => fetchTarball(release));
const model = buildModel(headers, corrections);
const files = await generate(release, () => {});
const source = [...headers.values()].join("\n");

const compiler = process.env.CC || "cc";
const directory = mkdtempSync(join(tmpdir(), "imsdk-headers-"));
await atEnd(() => rmSync(directory, { recursive: true, force: true }));

/** What a pattern finds in the headers, without their comments if it can't be in those. */
function found(pattern: RegExp, text = source): readonly string[] {
  return [...text.matchAll(pattern)].map(([, name]) => name!);
}

function committed(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

describe("the generated files", () => {
  for (const file of files) {
    it(`${file.path} is up to date`, () => {
      assertEquals(changesOf(file, committed(file.path)), []);
      assertEquals(committed(file.path) === file.text, true, "its comments or its layout differ");
    });

    it(`${file.path} has no sentence of the headers`, () => {
      assertEquals(found(/([\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+)/g, file.text), []);
    });
  }
});

describe("what the headers declare", () => {
  it("is in the table: all functions, in the order of the headers", () => {
    assertEquals(Object.keys(symbols), found(/^TIM_(?:API|DECL)\b[^(]*?(\w+)\s*\(/gm));
    assertEquals(Object.keys(symbols).length, 240);
  });

  it("is in the table: all types of callbacks", () => {
    const names = Object.keys(callbacks).filter((name) => !name.startsWith("First"));
    assertEquals(names, found(/^typedef void\s*\(\s*\*\s*(\w+)/gm));
    assertEquals(names.length, 72);
  });

  it("is in the table: the parameters of all functions, by their names", () => {
    const lists = found(/^TIM_(?:API|DECL)\b[^(]*\(([^)]*)\)/gm);
    Object.entries<FunctionDefinition>(symbols).forEach(([name, { parameters }], index) => {
      const expected = found(/(\w+)\s*(?:,|$)/g, lists[index]!).filter((word) => word !== "void");
      assertEquals([name, ...parameters.map(([parameter]) => parameter)], [name, ...expected]);
    });
  });

  it("is in the types: all keys, as keys of a structure or as values of one", () => {
    const keys = [
      ...model.structures.flatMap(({ properties }) => properties.map(({ constant }) => constant)),
      ...model.valueSets.flatMap(({ values }) => values.map(({ constant }) => constant)),
    ];
    assertEquals(keys.toSorted(), found(/^static const char\s*\*\s*(\w+)/gm).toSorted());
    assertEquals(keys.length, 827);
    const shapes = committed("ffi/generated/json_shapes.ts");
    for (const { properties } of model.structures) {
      for (const { constant } of properties) assertEquals(shapes.includes(`\`${constant}\``), true);
    }
    for (const { values } of model.valueSets) {
      for (const { value } of values) assertEquals(shapes.includes(`"${value}"`), true);
    }
  });

  it("is in the types: all enumerations", () => {
    const names = found(/^enum\s+(\w+)\s*\{/gm);
    assertEquals(
      [...names].toSorted(),
      [...Object.keys(enums), "TIMResult", "TIMErrCode"].toSorted(),
    );
  });

  it("is in the events: all listeners, under different names", () => {
    const setters = Object.keys(symbols).filter((name) => /^TIM(Set|Add)\w+Callback$/.test(name));
    assertEquals(Object.values<string>(libraryEvents), setters);
    assertEquals(setters.length, 70);
  });
});

/** The C types that a compiler must find where the table has something of a kind. */
function typeInC(
  { kind, type }: CallbackParameter | FunctionParameter,
): string {
  if (typeof kind === "object") return "char *";
  switch (kind) {
    case "i32":
      return type in enums ? `enum ${type}` : "int32_t";
    case "u32":
      return "uint32_t";
    case "i64":
      return "int64_t";
    case "u64":
      return "uint64_t";
    case "bool":
      return "bool";
    case "string":
    case "json":
      return "const char *";
    case "user_data":
      return "const void *";
    default:
      return kind;
  }
}

const resultsInC = { u32: "uint32_t", u64: "uint64_t", string: "const char *", void: "void" };

/** A C program that fails to compile, or exits with an error, if the headers say otherwise. */
function checkingProgram(): string {
  const same = (expression: string, type: string): string =>
    `_Static_assert(__builtin_types_compatible_p(${expression}, ${type}), "${expression}");`;
  const enumerations = Object.entries<Readonly<Record<string, number>>>(enums);
  const constants = [
    ...model.structures.flatMap(({ properties }) =>
      properties.map(({ constant, key }) => [constant, key])
    ),
    ...model.valueSets.flatMap(({ values }) =>
      values.map(({ constant, value }) => [constant, value])
    ),
  ];
  return [
    "#include <string.h>",
    // Some declarations leave the word enum out, as C++ may.
    ...enumerations.map(([name]) => `typedef enum ${name} ${name};`),
    '#include "TIMCloud.h"',
    ...Object.keys(callbacks).filter((name) => name.startsWith("First"))
      .map((name) => `typedef ${name.replace("First", "")} ${name};`),
    ...enumerations.flatMap(([name, values]) => [
      `_Static_assert(sizeof(enum ${name}) == 4, "${name}");`,
      ...Object.entries(values).map(([name, value]) =>
        `_Static_assert((int)${name} == ${value}, "${name}");`
      ),
    ]),
    ...[...errorNames].map(([code, name]) => `_Static_assert(${name} == ${code}, "${name}");`),
    ...model.callbacks.map(({ name, parameters }) =>
      same(name, `void (*)(${[...parameters.map(typeInC), "const void *"].join()})`)
    ),
    ...model.functions.map(({ name, parameters, result, resultType }) => {
      const returned = result !== "i32"
        ? resultsInC[result]
        : resultType in enums
        ? `enum ${resultType}`
        : "int32_t";
      const list = parameters.map(typeInC).join() || "void";
      return same(`__typeof__(${name})`, `${returned} (${list})`);
    }),
    "int main(void) {",
    ...constants.map(([constant, text]) =>
      `  if (strcmp(${constant}, ${JSON.stringify(text)}) != 0) return 1;`
    ),
    "  return 0;",
    "}",
  ].join("\n");
}

describe("a C compiler", () => {
  const title = "reads the same types, values and keys in the headers";
  const { error } = spawnSync(compiler, ["--version"]);
  if (error !== undefined) {
    it.skip(`${title} (skipped: there is no C compiler here)`, () => {});
    return;
  }
  it(title, () => {
    const path = join(directory, "headers.c");
    writeFileSync(path, checkingProgram());
    const program = join(directory, "headers");
    const flags = ["-w", "-I", headerDirectory(release), "-o", program];
    const build = spawnSync(compiler, [...flags, path], { encoding: "utf8" });
    assertEquals(build.stderr, "");
    assertEquals(spawnSync(program).status, 0, "a key has another text");
  });
});
