/**
 * Makes all generated files of a release.
 *
 * @module
 */

import type { Release } from "../../ffi/library_file/release.ts";
import { checksums as pinned } from "../../ffi/generated/release_checksums.ts";
import { fetchTarball } from "../../ffi/library_file/tarball.ts";
import { buildModel } from "./build_model.ts";
import { corrections } from "./corrections.ts";
import { checkDescriptions, descriptions } from "./descriptions.ts";
import { emitFiles } from "./emit.ts";
import { checksumsOf } from "./release_checksums.ts";
import type { GeneratedFile } from "./text.ts";
import { readHeaders } from "./vendor_headers.ts";

/**
 * Makes all generated files, and leaves those that there are as they are.
 *
 * @param release Which release they are made for.
 * @param tell Is told what takes long.
 */
export async function generate(
  release: Release,
  tell: (line: string) => void,
): Promise<readonly GeneratedFile[]> {
  const isPinned = release.version === pinned.version;
  let tarball: Promise<Uint8Array> | undefined;
  const fetch = (): Promise<Uint8Array> => {
    tell(`Fetching ${release.package}@${release.version}.`);
    const { package: name, version, integrity } = release;
    // The integrity is known only of what is pinned; else the registry's own is what is checked.
    return tarball ??= fetchTarball({ package: name, version, ...(isPinned ? { integrity } : {}) });
  };
  if (!isPinned) tell(`${release.package} ${pinned.version} was pinned, now ${release.version}.`);
  const checksums = isPinned ? pinned : await checksumsOf(release, await fetch());
  const model = buildModel(await readHeaders(release, fetch), corrections);
  checkDescriptions(model, descriptions);
  return await emitFiles(model, descriptions, release, checksums);
}
