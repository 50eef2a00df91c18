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
 * Makes all generated files in memory. Those on disk are not touched.
 *
 * @param release Which release they are made for.
 * @param tell Called with a message before a slow step.
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
    // The integrity is known only of the pinned release. For others, the registry's own is checked.
    return tarball ??= fetchTarball({ package: name, version, ...(isPinned ? { integrity } : {}) });
  };
  if (!isPinned) tell(`${release.package} ${pinned.version} was pinned, now ${release.version}.`);
  const checksums = isPinned ? pinned : await checksumsOf(release, await fetch());
  const model = buildModel(await readHeaders(release, fetch), corrections);
  checkDescriptions(model, descriptions);
  return await emitFiles(model, descriptions, release, checksums);
}
