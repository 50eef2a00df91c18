/**
 * Writes the generated files.
 *
 * @module
 */

import type { Descriptions } from "./descriptions.ts";
import { emitEnums } from "./emit_enums.ts";
import { emitErrorNames } from "./emit_error_names.ts";
import { emitFunctions } from "./emit_functions.ts";
import { emitIntegerKeys } from "./emit_integer_keys.ts";
import { emitJsonShapes } from "./emit_json_shapes.ts";
import { emitLibraryEvents } from "./emit_library_events.ts";
import { emitReleaseChecksums } from "./emit_release_checksums.ts";
import { emitSessionTypes } from "./emit_session_types.ts";
import { emitSymbols } from "./emit_symbols.ts";
import type { Model } from "./model.ts";
import type { ReleaseChecksums } from "./release_checksums.ts";
import type { GeneratedFile, Origin } from "./text.ts";

const emitters = [
  emitSymbols,
  emitFunctions,
  emitJsonShapes,
  emitIntegerKeys,
  emitEnums,
  emitErrorNames,
  emitLibraryEvents,
  emitSessionTypes,
];

/** The generated files, formatted: from the model, its descriptions and the release's checksums. */
export function emitFiles(
  model: Model,
  descriptions: Descriptions,
  origin: Origin,
  checksums: ReleaseChecksums,
): Promise<readonly GeneratedFile[]> {
  const files = [
    ...emitters.map((emit) => emit(model, origin, descriptions)),
    emitReleaseChecksums(origin.package, checksums),
  ];
  return Promise.all(files.map(async ({ path, text }) => ({
    path,
    text: await format(path, text),
  })));
}

async function format(path: string, text: string): Promise<string> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext=ts", "-"],
    cwd: new URL("../../", import.meta.url),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot format ${path}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}
