/**
 * Where this project is hosted. It has no host yet, so nothing of it names one: an address that
 * belongs to somebody else would have users run a stranger's code.
 *
 * @module
 */

/** What `package.json` says of the host, under its own names. */
export interface ProjectHost {
  readonly repository: { readonly type: "git"; readonly url: string };
  /** The page about the project. */
  readonly homepage: string;
  /** Where problems are reported. */
  readonly bugs: string;
}

/** The host. The first step of a release, in CONTRIBUTING.md, is to fill it in. */
export const projectHost: ProjectHost | undefined = undefined;
