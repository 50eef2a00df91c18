/**
 * The options that configure the library itself: how they are checked, and written as its JSON.
 *
 * @module
 */

import { kindOf } from "../ffi/base/kind_of.ts";
import { checkOptionNames } from "../ffi/base/options_object.ts";
import { checkBoolean, checkInteger, checkText } from "../ffi/calls/encode.ts";
import { NO_THREAD } from "../ffi/calls/main_thread.ts";
import type {
  RequestParam,
  SdkConfig,
  ServerAddress as JsonServerAddress,
  SetConfig,
} from "../ffi/generated/json_shapes.ts";
import type { LogLevel } from "./enums.ts";
import type {
  CustomServerOptions,
  OpenOptions,
  ProxyOptions,
  ServerAddress,
} from "./open_options.ts";

/** The checked options that configure the library; what is `undefined` is not set. */
export interface Configuration {
  readonly proxy: ProxyOptions | undefined;
  readonly customServer: CustomServerOptions | undefined;
  readonly appDefinedData: string | undefined;
  readonly localStorage: boolean | undefined;
}

/** The options of a session, checked and completed. */
export interface SessionConfig extends Configuration {
  readonly sdkAppId: bigint;
  readonly libraryPath: string | URL | undefined;
  readonly isolated: boolean;
  readonly dataDir: string | undefined;
  readonly logDir: string | undefined;
  readonly logLevel: LogLevel;
  readonly consoleLog: boolean;
  readonly callTimeout: number;
}

/** The directories that the library writes into: absolute paths. */
export interface Directories {
  readonly dataDir: string;
  readonly logDir: string;
}

const PROXY_OPTIONS = ["type", "host", "port", "username", "password"];
const SERVER_OPTIONS = ["longConnections", "shortConnections", "publicKey"];

/** What a refused option keeps from being done, as errors begin with it. */
export const OPENING = "Cannot open the session";

const MAX_APP_DEFINED_BYTES = 64;
/** The limit of SOCKS5. The library neither checks it nor truncates. */
const MAX_CREDENTIAL_BYTES = 255;

/**
 * Checks the options that configure the library, and copies them, because each restart of the
 * library needs them again.
 *
 * @throws {TypeError} An option is missing or of the wrong type.
 * @throws {RangeError} An option is out of range.
 */
export function checkConfiguration(options: OpenOptions): Configuration {
  const { proxy, customServer, appDefinedData, localStorage } = options;
  if (localStorage !== undefined) checkBoolean(`${OPENING}: localStorage`, localStorage);
  return {
    proxy: proxy === undefined ? undefined : checkProxy(proxy),
    customServer: customServer === undefined ? undefined : checkCustomServer(customServer),
    appDefinedData: appDefinedData === undefined
      ? undefined
      : checkBytes(`${OPENING}: appDefinedData`, appDefinedData, MAX_APP_DEFINED_BYTES),
    localStorage,
  };
}

/** The JSON for `TIMSetConfig`. */
export function settingsJson(config: SessionConfig): SetConfig {
  const { consoleLog, logLevel, proxy, appDefinedData, localStorage } = config;
  return {
    set_config_is_log_output_console: consoleLog,
    set_config_log_level: logLevel,
    set_config_callback_log_level: logLevel,
    ...(appDefinedData !== undefined && { set_config_user_define_data: appDefinedData }),
    ...(localStorage !== undefined && {
      set_config_user_config: { user_config_is_is_disable_storage: !localStorage },
    }),
    ...(proxy && proxyJson(proxy)),
  };
}

/** The JSON for `TIMInit`. */
export function initialisationJson({ dataDir, logDir }: Directories): SdkConfig {
  return {
    sdk_config_config_file_path: dataDir,
    sdk_config_log_file_path: logDir,
    sdk_config_main_thread_id: NO_THREAD,
  };
}

/** The JSON for `callExperimentalAPI` that names the servers. */
export function customServerJson(customServer: CustomServerOptions): RequestParam {
  const { longConnections, shortConnections, publicKey } = customServer;
  return {
    request_internal_operation: "internal_operation_set_custom_server_info",
    request_set_custom_server_info_param: {
      longconnection_address_array: longConnections.map(addressJson),
      ...(shortConnections && {
        shortconnection_address_array: shortConnections.map(addressJson),
      }),
      server_public_key: publicKey,
    },
  };
}

function proxyJson({ type, host, port, username, password }: ProxyOptions): SetConfig {
  return {
    [`set_config_${type}_proxy_info`]: {
      [`${type}_proxy_info_ip`]: host,
      [`${type}_proxy_info_port`]: port,
      [`${type}_proxy_info_username`]: username,
      [`${type}_proxy_info_password`]: password,
    },
  };
}

function addressJson({ host, port }: ServerAddress): JsonServerAddress {
  return {
    server_address_ip: host,
    server_address_port: port,
    ...(isIPv6(host) && { server_address_is_ipv6: true }),
  };
}

function checkProxy(proxy: ProxyOptions): ProxyOptions {
  checkObject(`${OPENING}: proxy`, proxy);
  checkOptionNames(OPENING, proxy, PROXY_OPTIONS, "proxy.");
  const { type, username, password } = proxy;
  if (type !== "socks5" && type !== "http") {
    throw new TypeError(`${OPENING}: proxy.type must be "socks5" or "http".`);
  }
  if (password !== undefined && username === undefined) {
    throw new TypeError(
      `${OPENING}: proxy.username must be a string where there is a proxy.password.`,
    );
  }
  return {
    type,
    ...checkAddress(`${OPENING}: proxy`, proxy),
    ...(username !== undefined &&
      { username: checkBytes(`${OPENING}: proxy.username`, username, MAX_CREDENTIAL_BYTES) }),
    ...(password !== undefined &&
      { password: checkBytes(`${OPENING}: proxy.password`, password, MAX_CREDENTIAL_BYTES) }),
  };
}

function checkCustomServer(customServer: CustomServerOptions): CustomServerOptions {
  checkObject(`${OPENING}: customServer`, customServer);
  checkOptionNames(OPENING, customServer, SERVER_OPTIONS, "customServer.");
  const { shortConnections } = customServer;
  const longConnections = checkAddresses(
    `${OPENING}: customServer.longConnections`,
    customServer.longConnections,
  );
  if (longConnections.length === 0) {
    throw new RangeError(
      `${OPENING}: customServer.longConnections must have at least one address.`,
    );
  }
  const publicKey = checkText(`${OPENING}: customServer.publicKey`, customServer.publicKey);
  // The library treats an empty key as no key, and would use the vendor's.
  if (publicKey === "") {
    throw new RangeError(`${OPENING}: customServer.publicKey must not be empty.`);
  }
  return {
    longConnections,
    publicKey,
    ...(shortConnections !== undefined && {
      shortConnections: checkAddresses(
        `${OPENING}: customServer.shortConnections`,
        shortConnections,
      ),
    }),
  };
}

function checkAddresses(where: string, addresses: readonly ServerAddress[]): ServerAddress[] {
  if (!Array.isArray(addresses)) {
    throw new TypeError(`${where} must be an array of addresses, but is ${kindOf(addresses)}.`);
  }
  return addresses.map((address, index) => {
    checkObject(`${where}[${index}]`, address);
    return checkAddress(`${where}[${index}]`, address);
  });
}

function checkAddress(where: string, { host, port }: ServerAddress): ServerAddress {
  const name = checkText(`${where}.host`, host);
  // The library would take a URL for a host name, and only report that it cannot be reached.
  if (!/^[^\s/@:[\]]+$/.test(name) && !isIPv6(name)) {
    throw new RangeError(
      `${where}.host must be a name or an IP address, without scheme, port or brackets.`,
    );
  }
  return { host: name, port: Number(checkInteger(`${where}.port`, port, [1n, 65535n])) };
}

/** Text of 1 to `max` bytes of UTF-8. No message shows it, because it may be a secret. */
function checkBytes(where: string, value: string, max: number): string {
  const bytes = new TextEncoder().encode(checkText(where, value)).length;
  if (bytes < 1 || bytes > max) {
    throw new RangeError(`${where} must be 1 to ${max} bytes of UTF-8, but is ${bytes}.`);
  }
  return value;
}

function checkObject(where: string, value: unknown): void {
  if (typeof value !== "object" || value === null) {
    throw new TypeError(`${where} must be an object, but is ${kindOf(value)}.`);
  }
}

/** Asked of the URL parser, because node:net would have to be loaded for it on every start. */
function isIPv6(text: string): boolean {
  return /^[\da-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]`);
}
