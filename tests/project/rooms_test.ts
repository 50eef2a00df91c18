/**
 * The rooms of the code, as CONTRIBUTING.md describes them: imports lead downwards only, and never
 * in a circle. What is imported is read from `deno info`, types included.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../../scripts/runtimes.ts";
import { contentOf } from "../support/documents.ts";
import { assert, assertEquals, describe, it } from "../support/testing.ts";

/** From top to bottom. A room is the files whose paths begin with its name. */
const rooms = [
  "tests/",
  "scripts/",
  "src/cli.ts",
  "src/cli/",
  "mod.ts",
  "src/testing.ts",
  "src/testing/",
  "src/",
  "ffi/mod.ts",
  "ffi/doctor/",
  "ffi/isolation/",
  "ffi/library_file/",
  "ffi/runtimes/",
  "ffi/copier/",
  "ffi/calls/",
  "ffi/base/",
  "ffi/errors/",
  "ffi/generated/",
  "ffi/table/",
];

function modulesBelow(directory: string): string[] {
  return readdirSync(join(root, directory), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(directory, file));
}

/** What `deno info --json` says of a module, as far as it is read here. */
interface Info {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly code?: { readonly specifier?: string };
      readonly type?: { readonly specifier?: string };
    }[];
  }[];
}

/** The files that each file imports, as paths from the project's directory. */
type Imports = ReadonlyMap<string, readonly string[]>;

function importsOf(files: readonly string[]): Imports {
  const directory = mkdtempSync(join(tmpdir(), "imsdk-rooms-"));
  try {
    const all = join(directory, "all.ts");
    const lines = files.map((file) => `import "${pathToFileURL(join(root, file))}";\n`);
    writeFileSync(all, lines.join(""));
    const config = `--config=${join(root, "deno.json")}`;
    const output = execFileSync(Deno.execPath(), ["info", "--json", config, all], {
      encoding: "utf8",
      maxBuffer: 2 ** 26,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const { modules }: Info = JSON.parse(output);
    const base = pathToFileURL(root).href;
    const pathOf = (specifier = ""): string | undefined =>
      specifier.startsWith(base) && specifier.endsWith(".ts")
        ? relative(root, new URL(specifier).pathname)
        : undefined;
    return new Map(modules.flatMap(({ specifier, dependencies = [] }) => {
      const path = pathOf(specifier);
      if (path === undefined) return [];
      const targets = dependencies.flatMap(({ code, type }) => [code, type])
        .flatMap((target) => pathOf(target?.specifier) ?? []);
      return [[path, [...new Set(targets)]] as const];
    }));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function roomOf(path: string): number {
  return rooms.findIndex((room) => path.startsWith(room));
}

/** The imports that lead upwards. */
function upwards(imports: Imports): string[] {
  return [...imports].flatMap(([file, targets]) =>
    targets.filter((target) => roomOf(target) < roomOf(file))
      .map((target) => `${file} -> ${target}`)
  );
}

/** The first circle that is found, as a path back to its beginning. */
function circleIn(imports: Imports): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const target of imports.get(file) ?? []) {
      const circle = visit(target, [...path, file]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return undefined;
}

describe("the rooms of the code", () => {
  const files = ["mod.ts", ...["ffi", "src", "scripts", "tests"].flatMap(modulesBelow)];
  const imports = importsOf(files);

  it("have all files", () => {
    assertEquals(files.filter((file) => roomOf(file) < 0), []);
    assertEquals(files.filter((file) => !imports.has(file)), []);
    assert([...imports.values()].flat().length > files.length);
  });

  it("are imported downwards only", () => {
    assertEquals(upwards(imports), []);
  });

  it("have no circle of imports", () => {
    assertEquals(circleIn(imports), undefined);
  });

  it("are each described in CONTRIBUTING.md", () => {
    const guide = contentOf("CONTRIBUTING.md");
    assertEquals(rooms.filter((room) => !guide.includes(`\`${room}\``)), []);
  });

  it("are reported when imported upwards, or in a circle", () => {
    const wrong: Imports = new Map([
      ["ffi/table/a.ts", ["ffi/calls/b.ts"]],
      ["ffi/calls/b.ts", ["ffi/calls/c.ts"]],
      ["ffi/calls/c.ts", ["ffi/calls/b.ts"]],
    ]);
    assertEquals(upwards(wrong), ["ffi/table/a.ts -> ffi/calls/b.ts"]);
    assertEquals(circleIn(wrong), ["ffi/calls/b.ts", "ffi/calls/c.ts", "ffi/calls/b.ts"]);
  });
});
