/** The library's configuration, as it reaches C. */

import { type ImSdk, ImSdkError, type OpenOptions } from "../mod.ts";
import { openSession, standIn } from "./support/stand_in.ts";
import {
  assert,
  assertEquals,
  assertRejects,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";
import { until } from "../scripts/until.ts";

const PASSWORD = "pass-word-of-the-proxy";
const address = { host: "10.0.0.1", port: 8080 };
const customServer = { longConnections: [address], publicKey: "04ab" };

// A C function stays bound after its first call. Bound here, so that no test's sanitizer counts it.
await (await openSession({ customServer })).close();

describe("the library's configuration", () => {
  beforeEach(() => standIn.reset());

  function lastJson(name: string): Record<string, unknown> {
    return JSON.parse(standIn.last(`${name}.json`) ?? "null");
  }

  /** The keys that TIMSetConfig is given beyond those that it always is. */
  function lastSettings(): Record<string, unknown> {
    const usual = [
      "set_config_is_log_output_console",
      "set_config_log_level",
      "set_config_callback_log_level",
    ];
    const settings = Object.entries(lastJson("TIMSetConfig"));
    return Object.fromEntries(settings.filter(([key]) => !usual.includes(key)));
  }

  it("leaves the library's defaults alone where there is no option", async () => {
    await using _sdk = await openSession();
    assertEquals(lastSettings(), {});
    assertEquals(standIn.count("callExperimentalAPI"), 0);
  });

  for (
    const [shown, options, settings] of [
      [
        "a SOCKS5 proxy",
        { proxy: { type: "socks5", host: "proxy.example", port: 1080 } },
        {
          set_config_socks5_proxy_info: {
            socks5_proxy_info_ip: "proxy.example",
            socks5_proxy_info_port: 1080,
          },
        },
      ],
      [
        "an HTTP proxy with a user and a password",
        { proxy: { type: "http", host: "::1", port: 65535, username: "ü", password: PASSWORD } },
        {
          set_config_http_proxy_info: {
            http_proxy_info_ip: "::1",
            http_proxy_info_port: 65535,
            http_proxy_info_username: "ü",
            http_proxy_info_password: PASSWORD,
          },
        },
      ],
      [
        "a SOCKS5 proxy with a user alone",
        { proxy: { type: "socks5", host: "127.0.0.1", port: 1, username: "u".repeat(255) } },
        {
          set_config_socks5_proxy_info: {
            socks5_proxy_info_ip: "127.0.0.1",
            socks5_proxy_info_port: 1,
            socks5_proxy_info_username: "u".repeat(255),
          },
        },
      ],
      [
        "the app's data",
        { appDefinedData: "é".repeat(32) },
        { set_config_user_define_data: "é".repeat(32) },
      ],
      [
        "no local storage",
        { localStorage: false },
        { set_config_user_config: { user_config_is_is_disable_storage: true } },
      ],
      [
        "local storage",
        { localStorage: true },
        { set_config_user_config: { user_config_is_is_disable_storage: false } },
      ],
    ] as const satisfies readonly (readonly [string, Partial<OpenOptions>, object])[]
  ) {
    it(`has ${shown}`, async () => {
      await using _sdk = await openSession(options);
      assertEquals(lastSettings(), settings);
    });
  }

  it("has the servers of a private deployment", async () => {
    await using _sdk = await openSession({
      customServer: {
        longConnections: [address, { host: "im.example", port: 1 }],
        shortConnections: [{ host: "2001:db8::1", port: 65535 }],
        publicKey: "04ab",
      },
    });
    assertEquals(lastJson("callExperimentalAPI"), {
      request_internal_operation: "internal_operation_set_custom_server_info",
      request_set_custom_server_info_param: {
        longconnection_address_array: [
          { server_address_ip: "10.0.0.1", server_address_port: 8080 },
          { server_address_ip: "im.example", server_address_port: 1 },
        ],
        shortconnection_address_array: [
          {
            server_address_ip: "2001:db8::1",
            server_address_port: 65535,
            server_address_is_ipv6: true,
          },
        ],
        server_public_key: "04ab",
      },
    });
  });

  it("has no address for single requests by default", async () => {
    await using _sdk = await openSession({ customServer });
    assertEquals(lastJson("callExperimentalAPI").request_set_custom_server_info_param, {
      longconnection_address_array: [{ server_address_ip: "10.0.0.1", server_address_port: 8080 }],
      server_public_key: "04ab",
    });
  });

  it("is the same after a restart of the library, even if the options have changed", async () => {
    standIn.set({ "login.time": 5_000 });
    const proxy = { type: "http" as const, ...address };
    const servers = { ...customServer, longConnections: [{ ...address }] };
    await using sdk = await openSession({ proxy, customServer: servers, appDefinedData: "ours" });
    const names = ["TIMSetConfig", "callExperimentalAPI", "TIMInit"];
    const before = names.map(lastJson);
    proxy.port = 1;
    servers.longConnections[0]!.port = 1;

    const login = sdk.login("alice", "sig");
    await until(() => standIn.count("TIMLogin") === 1);
    await Promise.all([assertRejects(() => login, DOMException), sdk.logout()]);
    assertEquals(names.map((name) => standIn.count(name)), [2, 2, 2]);
    assertEquals(names.map(lastJson), before);
  });

  it("is not set again after close() has ended a login or a logout", async () => {
    for (const call of ["login", "logout"] as const) {
      await standIn.reset();
      const sdk = await openSession({ customServer });
      const ended = assertRejects(
        () => call === "login" ? sdk.login("alice", "sig") : sdk.logout(),
        DOMException,
      );
      await sdk.close();
      assertEquals((await ended).name, "AbortError");
      await standIn.idle();
      const names = ["TIMSetConfig", "callExperimentalAPI", "TIMInit"];
      assertEquals(names.map((name) => standIn.count(name)), [1, 1, 1]);
    }
  });

  it("rejects when the library refuses the servers", async () => {
    standIn.set({ "callExperimentalAPI.return": -3 });
    const error = await assertRejects(() => openSession({ customServer }), ImSdkError);
    assertEquals([error.api, error.code], ["callExperimentalAPI", -3]);
    assertEquals(standIn.count("TIMInit"), 0);
    standIn.set({ "callExperimentalAPI.return": 0 });
    await (await openSession({ customServer })).close();
  });

  it("opens without waiting for an answer about the servers, which never comes", async () => {
    const start = performance.now();
    await using sdk = await openSession({ customServer });
    assert(performance.now() - start < 1_000);
    await sdk.login("alice", "sig");
    assertEquals(sdk.loginUserId, "alice");
  });

  it("does not confuse the late answer about the servers with another", async () => {
    standIn.set({ "callExperimentalAPI.times": 2, "callExperimentalAPI.delay": 50 });
    await using sdk = await openSession({ customServer });
    await sdk.login("alice", "sig");
    await standIn.idle();
    assertEquals(sdk.loginUserId, "alice");
  });

  it("shows the proxy's password in no error and no event", async () => {
    const proxy = { type: "http", ...address, username: "u", password: PASSWORD } as const;
    standIn.set({ "TIMSetConfig.code": 6017, "TIMSetConfig.desc": `wrong: ${PASSWORD}` });
    const error = await assertRejects(() => openSession({ proxy }), ImSdkError);
    assertEquals(error.desc, "wrong: [proxy password]");
    assert(!String(error.stack).includes(PASSWORD));

    await standIn.reset();
    await using sdk = await openSession({ proxy });
    const lines = sdk.events("log");
    const states = sdk.events("networkstatus");
    standIn.emit("log", { a: 4, text: `GET ${PASSWORD}@proxy` });
    standIn.emit("network", { a: 3, b: 9511, text: `not ${PASSWORD}` });
    assertEquals((await lines.next()).value.detail.message, "GET [proxy password]@proxy");
    assertEquals((await states.next()).value.detail.desc, "not [proxy password]");
  });
});

describe("the library's configuration is checked:", () => {
  beforeEach(() => standIn.reset());

  const proxy = { type: "socks5", ...address };
  for (
    const [options, expected, words] of [
      [{ proxy: null }, TypeError, "proxy must be an object"],
      [{ proxy: "socks5://10.0.0.1:1080" }, TypeError, "proxy must be an object"],
      [{ proxy: address }, TypeError, 'proxy.type must be "socks5" or "http"'],
      [{ proxy: { ...proxy, type: "pac" } }, TypeError, 'proxy.type must be "socks5" or "http"'],
      [{ proxy: { type: "http", port: 1 } }, TypeError, "proxy.host must be a string"],
      [{ proxy: { ...proxy, host: "" } }, RangeError, "proxy.host must be a name or an IP address"],
      [{ proxy: { ...proxy, host: "http://10.0.0.1" } }, RangeError, "proxy.host must be a name"],
      [{ proxy: { ...proxy, host: "10.0.0.1:80" } }, RangeError, "proxy.host must be a name"],
      [{ proxy: { ...proxy, host: "[::1]" } }, RangeError, "proxy.host must be a name"],
      [{ proxy: { ...proxy, host: "a b" } }, RangeError, "proxy.host must be a name"],
      [{ proxy: { ...proxy, host: "a\0b" } }, TypeError, "proxy.host must not contain a NUL"],
      [{ proxy: { type: "http", host: "a" } }, TypeError, "proxy.port must be a number"],
      [
        { proxy: { ...proxy, port: 0 } },
        RangeError,
        "proxy.port must be from 1 to 65535, but is 0",
      ],
      [{ proxy: { ...proxy, port: 65536 } }, RangeError, "proxy.port must be from 1 to 65535"],
      [{ proxy: { ...proxy, port: 1.5 } }, RangeError, "proxy.port must be an integer"],
      [{ proxy: { ...proxy, port: "1080" } }, TypeError, "proxy.port must be a number"],
      [{ proxy: { ...proxy, username: "" } }, RangeError, "proxy.username must be 1 to 255 bytes"],
      [
        { proxy: { ...proxy, username: "é".repeat(128) } },
        RangeError,
        "proxy.username must be 1 to 255 bytes of UTF-8, but is 256",
      ],
      [{ proxy: { ...proxy, username: 7 } }, TypeError, "proxy.username must be a string"],
      [{ proxy: { ...proxy, password: PASSWORD } }, TypeError, "proxy.username must be a string"],
      [
        { proxy: { ...proxy, username: "u", password: PASSWORD + "\0" } },
        TypeError,
        "proxy.password must not contain a NUL",
      ],
      [
        { proxy: { ...proxy, username: "u", password: PASSWORD.repeat(12) } },
        RangeError,
        "proxy.password must be 1 to 255 bytes of UTF-8, but is 264",
      ],
      [{ customServer: null }, TypeError, "customServer must be an object"],
      [
        { customServer: { publicKey: "04ab" } },
        TypeError,
        "customServer.longConnections must be an array",
      ],
      [
        { customServer: { ...customServer, longConnections: [] } },
        RangeError,
        "customServer.longConnections must have at least one address",
      ],
      [
        { customServer: { ...customServer, longConnections: ["10.0.0.1:80"] } },
        TypeError,
        "customServer.longConnections[0] must be an object",
      ],
      [
        { customServer: { ...customServer, longConnections: [address, { ...address, port: -1 }] } },
        RangeError,
        "customServer.longConnections[1].port must be from 1 to 65535, but is -1",
      ],
      [
        { customServer: { ...customServer, shortConnections: address } },
        TypeError,
        "customServer.shortConnections must be an array",
      ],
      [
        { customServer: { ...customServer, shortConnections: [{ port: 80 }] } },
        TypeError,
        "customServer.shortConnections[0].host must be a string",
      ],
      [
        { customServer: { longConnections: [address] } },
        TypeError,
        "customServer.publicKey must be a string",
      ],
      [
        { customServer: { ...customServer, publicKey: "" } },
        RangeError,
        "customServer.publicKey must not be empty",
      ],
      [{ appDefinedData: { a: 1 } }, TypeError, "appDefinedData must be a string"],
      [{ appDefinedData: "" }, RangeError, "appDefinedData must be 1 to 64 bytes of UTF-8"],
      [
        { appDefinedData: "é".repeat(33) },
        RangeError,
        "appDefinedData must be 1 to 64 bytes of UTF-8, but is 66",
      ],
      [{ appDefinedData: "\ud800" }, TypeError, "appDefinedData must be well-formed Unicode"],
      [{ localStorage: "off" }, TypeError, "localStorage must be a boolean"],
    ] as const
  ) {
    it(JSON.stringify(options), async () => {
      const open = openSession as (options: unknown) => Promise<ImSdk>;
      const error = await assertRejects(() => open(options), expected, words);
      assert(!error.message.includes(PASSWORD));
      assertEquals(standIn.count("TIMSetConfig"), 0);
    });
  }
});
