/**
 * Writes `ffi/generated/release_checksums.ts`.
 *
 * @module
 */

import type { ReleaseChecksums } from "./release_checksums.ts";
import { type GeneratedFile, heading } from "./text.ts";

/** What a published version is known by. */
export function emitReleaseChecksums(name: string, checksums: ReleaseChecksums): GeneratedFile {
  const { version, sdkVersion, integrity, size, files } = checksums;
  const about = ["What the pinned version of the vendor's package is known by, to the last byte."];
  return {
    path: "ffi/generated/release_checksums.ts",
    text: heading({ package: name, version }, about) + `
/** What was found in the package when it was pinned; release.ts says what each of these is. */
export const checksums = {
  version: "${version}",
  sdkVersion: "${sdkVersion}",
  integrity:
    "${integrity}",
  size: ${String(size).replaceAll(/\B(?=(\d{3})+$)/g, "_")},
  files: {
${Object.entries(files).map(([file, sha256]) => `    "${file}": "${sha256}",`).join("\n")}
  },
} as const;
`,
  };
}
