/**
 * Which thread the library calls back on, where that depends on how it was initialised: on Windows.
 *
 * @module
 */

import type { SdkConfig } from "../generated/json_shapes.ts";
import { parseJson, stringifyJson } from "./json.ts";

/**
 * A thread id that never occurs on Windows, where all are multiples of four. If the main thread is
 * the calling thread, the library posts callbacks to its Windows message loop, which no JavaScript
 * runtime pumps. With any other id it does not. What the first `TIMInit` of a process says is kept
 * by the library for as long as the process lives.
 */
export const NO_THREAD = 1;

/**
 * The JSON for `TIMInit`, with {@linkcode NO_THREAD} unless it names a thread. What is no JSON is
 * the library's to refuse.
 */
export function withoutMessageLoop(config: unknown): unknown {
  if (typeof config !== "string") return isComplete(config) ? config : withNoThread(config);
  let value: unknown;
  try {
    value = parseJson(config);
  } catch {
    return config;
  }
  return isComplete(value) ? config : stringifyJson(withNoThread(value));
}

/** Whether there is nothing to add: to a configuration with a thread, and to what is none. */
function isComplete(config: unknown): boolean {
  if (typeof config !== "object" || config === null || Array.isArray(config)) return true;
  return "sdk_config_main_thread_id" in config;
}

function withNoThread(config: unknown): SdkConfig {
  return { sdk_config_main_thread_id: NO_THREAD, ...config as SdkConfig };
}
