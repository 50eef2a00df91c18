/**
 * What is used of npm's own code: its fetcher, its settings and its reader of tarballs. A module of
 * its own, because the npm package has it as one file that contains those packages.
 *
 * @module
 */

import Config from "@npmcli/config";
import vocabulary from "@npmcli/config/lib/definitions/index.js";
import pacote from "pacote";

export { Parser } from "tar";

/** A tarball on its way. */
export interface TarballStream extends AsyncIterable<Uint8Array> {
  on(type: "error", listener: () => void): unknown;
}

/** The part of pacote that is used here; it publishes no types. */
interface Pacote {
  readonly tarball: {
    stream<Result>(
      spec: string,
      handler: (stream: TarballStream) => Promise<Result>,
      options: Readonly<Record<string, unknown>>,
    ): Promise<Result>;
  };
}

/** The part of `@npmcli/config` that is used here; it publishes no types. */
interface NpmConfig {
  readonly flat: Readonly<Record<string, unknown>>;
  load(): Promise<void>;
}

type NpmConfigClass = new (options: Readonly<Record<string, unknown>>) => NpmConfig;

/** Fetches a tarball, and hands it over as a stream. */
export const streamTarball: Pacote["tarball"]["stream"] = (pacote as Pacote).tarball.stream;

/** npm's settings, before they are loaded. */
export function npmConfig(options: Readonly<Record<string, unknown>>): NpmConfig {
  return new (Config as NpmConfigClass)({ ...vocabulary, ...options });
}
