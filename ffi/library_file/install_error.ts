/** The native library could not be installed; nothing was left half-made. */
export class InstallError extends Error {
  /** The error's name, "InstallError". */
  override readonly name = "InstallError";
}
