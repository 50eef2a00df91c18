/**
 * Writes `ffi/generated/release_checksums.ts`.
 *
 * @module
 */

import type { ReleaseChecksums } from "./release_checksums.ts";
import { type GeneratedFile, heading } from "./text.ts";

/** The checksums of a published version. */
export function emitReleaseChecksums(name: string, checksums: ReleaseChecksums): GeneratedFile {
  const { version, sdkVersion, integrity, size, files } = checksums;
  const about = ["The checksums of the pinned version of the vendor's package."];
  return {
    path: "ffi/generated/release_checksums.ts",
    text: heading({ package: name, version }, about) + `
/** Computed when the version was pinned. The types in release.ts describe each value. */
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
