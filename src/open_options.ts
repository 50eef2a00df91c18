/**
 * The options of the public functions, as their callers write them.
 *
 * @module
 */

import type { LogLevel } from "./enums.ts";

/**
 * How to open a session. Paths are relative to the working directory; a URL must be a `file:` URL.
 *
 * @example What a bot may want
 * ```ts
 * import { LogLevel, type OpenOptions } from "@imsdk/ffi";
 *
 * export const options: OpenOptions = {
 *   sdkAppId: 1400000000,
 *   dataDir: "data/bot",
 *   logLevel: LogLevel.Warn,
 *   callTimeout: 10_000,
 * };
 * ```
 */
export interface OpenOptions {
  /**
   * The id of the app on the vendor's console: a positive integer of at most 64 bits, a bigint
   * beyond 2^53 - 1. C: `sdk_app_id` of `TIMInit`
   */
  readonly sdkAppId: number | bigint;
  /**
   * The native library. By default the one that the environment variable `IMSDK_LIBRARY` names, or
   * else the one that `imsdk install` has put into the cache directory.
   */
  readonly libraryPath?: string | URL;
  /**
   * Whether the session gets a copy of the library for itself, so that it can be open beside others
   * in this process, on any thread, each with a `dataDir` of its own. A copy is made in the
   * directory that the environment variable `IMSDK_COPIES` names, or else in `copies` in the cache
   * directory, and removed as soon as it is loaded; later sessions use it again. By default there is
   * no copy, and one session at a time.
   *
   * Deno needs `--allow-read` and `--allow-write` for that directory, and `--allow-env` for
   * `IMSDK_COPIES` and the variables that tell where the cache is.
   */
  readonly isolated?: boolean;
  /**
   * Where the library keeps its configuration and its databases; created when missing. One session
   * at a time can use it, of this process or any other. By default `imsdk/<sdkAppId>` in the user's
   * data directory. C: `sdk_config_config_file_path` of `TIMInit`
   */
  readonly dataDir?: string | URL;
  /**
   * Where the library writes its log files; created when missing. By default the data directory. C:
   * `sdk_config_log_file_path` of `TIMInit`
   */
  readonly logDir?: string | URL;
  /**
   * How much the library logs in `log` events and on the console. It does not apply to its log
   * files. By default `LogLevel.Info`. C: `set_config_log_level`, `set_config_callback_log_level`
   * of `TIMSetConfig`
   */
  readonly logLevel?: LogLevel;
  /**
   * Whether the library may write its log to standard output as well. By default it may not. C:
   * `set_config_is_log_output_console` of `TIMSetConfig`
   */
  readonly consoleLog?: boolean;
  /** A proxy between the library and its servers. By default there is none. */
  readonly proxy?: ProxyOptions;
  /** The servers of a private deployment. By default they are the vendor's. */
  readonly customServer?: CustomServerOptions;
  /**
   * What the vendor's servers pass on to your server when a user goes online or offline: 1 to 64
   * bytes of UTF-8. C: `set_config_user_define_data` of `TIMSetConfig`
   */
  readonly appDefinedData?: string;
  /**
   * Whether the library may keep what it has received in its databases. By default it may. It
   * creates the database files in either case. C: `user_config_is_is_disable_storage` of
   * `TIMSetConfig`, negated
   */
  readonly localStorage?: boolean;
  /**
   * The longest that any request waits for the library's answer, and a login for the sig
   * function's, in milliseconds: above 0 and at most 2,147,483,647. By default 60,000.
   */
  readonly callTimeout?: number;
}

/** What ends the wait of one call. */
export interface RequestOptions {
  /** Ends the wait: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A server, and where it listens. */
export interface ServerAddress {
  /** Its name or IP address, without a scheme. C: `server_address_ip` */
  readonly host: string;
  /** Its TCP port, 1 to 65,535. C: `server_address_port` */
  readonly port: number;
}

/**
 * A proxy between the library and its servers. C: `set_config_socks5_proxy_info` or
 * `set_config_http_proxy_info` of `TIMSetConfig`
 */
export interface ProxyOptions {
  /** The protocol that the proxy speaks. An HTTP proxy must allow `CONNECT` to any port. */
  readonly type: "socks5" | "http";
  /** Its name or IP address, without a scheme. C: `socks5_proxy_info_ip`, `http_proxy_info_ip` */
  readonly host: string;
  /** Its TCP port, 1 to 65,535. C: `socks5_proxy_info_port`, `http_proxy_info_port` */
  readonly port: number;
  /**
   * The user name, if the proxy requires one: at most 255 bytes of UTF-8. C:
   * `socks5_proxy_info_username`, `http_proxy_info_username`
   */
  readonly username?: string;
  /**
   * The password of that user: at most 255 bytes of UTF-8. C: `socks5_proxy_info_password`,
   * `http_proxy_info_password`
   */
  readonly password?: string;
}

/**
 * The servers of a private deployment, in place of the vendor's. C:
 * `internal_operation_set_custom_server_info` of `callExperimentalAPI`
 */
export interface CustomServerOptions {
  /**
   * Where the library keeps a connection open: at least one address. C:
   * `longconnection_address_array`
   */
  readonly longConnections: readonly ServerAddress[];
  /**
   * Where it sends single requests while that connection isn't up. By default there are none. C:
   * `shortconnection_address_array`
   */
  readonly shortConnections?: readonly ServerAddress[];
  /** The public key of the deployment's servers. C: `server_public_key` */
  readonly publicKey: string;
}
