/** The version of this module: the same as in deno.json, which is not at hand in every build. */
export const VERSION = "0.1.0";
