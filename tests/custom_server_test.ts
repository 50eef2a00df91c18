/**
 * The real library against servers and proxies of the test's own on 127.0.0.1, which don't speak
 * its protocol: what a session reports of each. Nothing here has a network, see onRealLibrary.
 */

import { createServer, type Socket } from "node:net";
import { KeepAlive } from "../ffi/base/keep_alive.ts";
import type { NativeLibrary } from "../ffi/mod.ts";
import {
  ImSdk,
  ImSdkError,
  LoginStatus,
  LogLevel,
  NetworkStatus,
  type NetworkStatusDetail,
  type OpenOptions,
} from "../mod.ts";
import {
  A_LOGIN,
  APP_ID,
  AT_ONCE,
  freshDirectory,
  NO_NETWORK,
  onRealLibrary,
  openCopy,
  within,
} from "./support/real_library.ts";
import { assert, assertEquals, assertMatch, assertRejects } from "./support/testing.ts";
import { until } from "../scripts/until.ts";

const { runs, describe, it } = onRealLibrary(import.meta.url);

const { Connecting, ConnectFailed } = NetworkStatus;
const GARBLED = 9502;
const REFUSED = 9511;
const UNREACHABLE = 9512;

const USER_SIG = "a-sig-that-is-none";
const PASSWORD = "pass-word-of-the-proxy";
/** The credentials as an HTTP proxy receives them. */
const CREDENTIALS = btoa(`u:${PASSWORD}`);

/** The first bytes that the library sends on a long connection. */
const GREETING = "OS.Hello";

/** A listener on 127.0.0.1, and what it has received. */
interface Listener extends AsyncDisposable {
  readonly port: number;
  /** For each connection, what the library has sent on it. */
  readonly heard: readonly string[];
}

/** How a listener behaves. */
interface Manners {
  /** Called with a new connection. */
  readonly greet?: (socket: Socket) => void;
  /** Called when data has arrived on a connection. */
  readonly answer?: (socket: Socket, heard: string) => void;
}

/** Accepts, and closes at once. */
const closing: Manners = { greet: (socket) => socket.destroy() };

/** Listens on a port of the system's choice. */
async function listen({ greet, answer }: Manners = {}): Promise<Listener> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const index = heard.push("") - 1;
    sockets.add(socket);
    // The library may reset a connection while it's still being sent something.
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (bytes) => {
      heard[index] += bytes.toString("latin1");
      answer?.(socket, heard[index]!);
    });
    greet?.(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert(typeof address === "object" && address !== null);
  return {
    port: address.port,
    heard,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}

/** A port without a listener, which the system never assigns to one that asks for any port. */
const FREE_PORT = 1;

function serversAt(port: number): Pick<OpenOptions, "customServer"> {
  const addresses = [{ host: "127.0.0.1", port }];
  return {
    customServer: { longConnections: addresses, shortConnections: addresses, publicKey: "04ab" },
  };
}

/** A session, and what it reports. */
interface Session {
  readonly sdk: ImSdk;
  readonly network: readonly NetworkStatusDetail[];
}

async function openOn(library: NativeLibrary, options: Partial<OpenOptions>): Promise<Session> {
  const sdk = await ImSdk.open({
    sdkAppId: APP_ID,
    libraryPath: library.path,
    dataDir: freshDirectory(),
    ...options,
  });
  const network: NetworkStatusDetail[] = [];
  sdk.addEventListener("networkstatus", ({ detail }) => void network.push(detail));
  return { sdk, network };
}

/** The outcome of a session with a login that can't succeed. */
interface Outcome extends Session {
  /** What the login was rejected with. */
  readonly error: unknown;
  /** How long the login took, in milliseconds. */
  readonly ms: number;
  /** The session's connection state after that. */
  readonly end: readonly [LoginStatus, string | null];
  /** For each connection to the server, what the library has sent on it. */
  readonly heard: readonly string[];
}

/** Logs in on a separate instance, and waits until the login has failed. */
async function tryLogin(port: number, heard: readonly string[] = []): Promise<Outcome> {
  const session = await openOn(await openCopy(), serversAt(port));
  const { sdk } = session;
  const start = performance.now();
  const error = await sdk.login("alice", USER_SIG).catch((error: unknown) => error);
  const ms = performance.now() - start;
  const end = [sdk.loginStatus, sdk.loginUserId] as const;
  await within(AT_ONCE, sdk.logout());
  await within(AT_ONCE, sdk.close());
  return { ...session, error, ms, end, heard };
}

/**
 * Each takes half a minute, so all run at once. They start before the first test, because Deno's
 * sanitizer reports a timer that ends in a test but was started outside.
 */
async function tryLogins() {
  // Neither the library's callbacks nor a session's time limits keep the process alive.
  const keepAlive = new KeepAlive();
  keepAlive.hold();
  const tryLoginOn = async (manners: Manners): Promise<Outcome> => {
    await using listener = await listen(manners);
    return await tryLogin(listener.port, listener.heard);
  };
  const [refused, closed, unanswered, garbled] = await Promise.all([
    tryLogin(FREE_PORT),
    tryLoginOn(closing),
    tryLoginOn({}),
    tryLoginOn({ answer: (socket) => socket.write(new Uint8Array(4096).fill(0xff)) }),
  ]);
  keepAlive.release();
  return { refused, closed, unanswered, garbled };
}

const outcomes = (runs ? await tryLogins() : undefined)!;
const library = (runs ? await openCopy() : undefined)!;
// Binds the functions that openCopy doesn't, for the same sanitizer.
if (runs) await (await openOn(library, serversAt(FREE_PORT))).sdk.close();

/** Opens the session of one test, which it must be possible to close at once. */
async function open(options: Partial<OpenOptions>): Promise<Session & AsyncDisposable> {
  const session = await openOn(library, options);
  return { ...session, [Symbol.asyncDispose]: () => within(AT_ONCE, session.sdk.close()) };
}

/** Begins a login and ends it, which restarts the library. */
async function endLogin(sdk: ImSdk): Promise<void> {
  const signal = AbortSignal.timeout(100);
  const error = await assertRejects(() => sdk.login("alice", USER_SIG, { signal }), DOMException);
  assertEquals(error.name, "TimeoutError");
}

function hasFailedWith({ network }: Session, code: number): boolean {
  return network.some((detail) => detail.status === ConnectFailed && detail.code === code);
}

describe("the real library, on a custom server", () => {
  it("connects to it as soon as it's initialised, and greets", async () => {
    await using listener = await listen();
    await using session = await open(serversAt(listener.port));
    await until(() => listener.heard.some((heard) => heard.includes(GREETING)));
    assertEquals(session.sdk.loginStatus, LoginStatus.LoggedOut);
  });

  it("connects to the same server again, each time a login was ended", async () => {
    await using listener = await listen();
    await using session = await open(serversAt(listener.port));
    await until(() => listener.heard.length > 0);
    for (let round = 0; round < 2; round++) {
      const before = listener.heard.length;
      await endLogin(session.sdk);
      await until(() => listener.heard.length > before);
    }
  });

  it("resolves the name of a server", async () => {
    await using listener = await listen();
    await using _session = await open({
      customServer: {
        longConnections: [{ host: "localhost", port: listener.port }],
        publicKey: "0",
      },
    });
    await until(() => listener.heard.length > 0);
  });

  for (const [shown, manners] of [["stays silent", {}], ["closes", closing]] as const) {
    it(`ends a login at once even where a server accepts and ${shown}`, async () => {
      await using listener = await listen(manners);
      await using session = await open(serversAt(listener.port));
      const { sdk } = session;
      const login = sdk.login("alice", USER_SIG);
      await until(() => listener.heard.length > 0);
      const ended = assertRejects(() => within(AT_ONCE, login), DOMException);
      await within(AT_ONCE, sdk.logout());
      assertEquals((await ended).name, "AbortError");
      assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);

      const again = assertRejects(() => sdk.login("bob", USER_SIG), DOMException);
      await until(() => library.api.TIMGetLoginStatus() === LoginStatus.LoggingIn);
      await within(AT_ONCE, sdk.close());
      assertEquals((await again).name, "AbortError");
    });
  }
});

describe("the real library, behind a proxy", () => {
  it("asks a SOCKS5 proxy, as the user, for the server", async () => {
    await using proxy = await listen({
      answer(socket, heard) {
        const isGreeting = heard.charCodeAt(0) === 5 && heard.length === 2 + heard.charCodeAt(1);
        if (isGreeting) socket.write(Uint8Array.of(5, 2));
        else if (heard.endsWith(PASSWORD)) socket.write(Uint8Array.of(1, 0));
      },
    });
    await using _session = await open({
      ...serversAt(4321),
      proxy: {
        type: "socks5",
        host: "127.0.0.1",
        port: proxy.port,
        username: "u",
        password: PASSWORD,
      },
    });
    const credentials = `\x01\x01u${String.fromCharCode(PASSWORD.length)}${PASSWORD}`;
    const connectTo = "\x05\x01\x00\x01\x7f\x00\x00\x01\x10\xe1";
    await until(() => proxy.heard.some((heard) => heard.endsWith(credentials + connectTo)));
  });

  it("asks an HTTP proxy, as the user, for the server", async () => {
    await using proxy = await listen();
    await using _session = await open({
      ...serversAt(4321),
      proxy: {
        type: "http",
        host: "localhost",
        port: proxy.port,
        username: "u",
        password: PASSWORD,
      },
    });
    await until(() => proxy.heard.some((heard) => heard.endsWith("\r\n\r\n")));
    const request = proxy.heard[0]!;
    assertMatch(request, /^CONNECT 127\.0\.0\.1:4321 HTTP/);
    assertMatch(request, new RegExp(`Basic ${CREDENTIALS}\r\n`));
  });

  for (const type of ["socks5", "http"] as const) {
    it(`asks a ${type} proxy again after a login was ended`, async () => {
      await using proxy = await listen();
      await using session = await open({
        ...serversAt(4321),
        proxy: { type, host: "127.0.0.1", port: proxy.port },
      });
      await until(() => proxy.heard.length > 0);
      const before = proxy.heard.length;
      await endLogin(session.sdk);
      await until(() => proxy.heard.length > before);
    });

    it(`reports that no ${type} proxy is listening`, async () => {
      await using session = await open({
        proxy: { type, host: "127.0.0.1", port: FREE_PORT },
      });
      await until(() => hasFailedWith(session, REFUSED));
    });
  }

  it("uses no proxy when it's opened without one", async () => {
    await using session = await open({});
    await until(() => hasFailedWith(session, UNREACHABLE));
  });

  for (const type of ["socks5", "http"] as const) {
    it(`never logs the password of a ${type} proxy`, async () => {
      // The library's own lines, because the session would redact them.
      const lines: string[] = [];
      const stop = library.api.TIMSetLogCallback((_level, line) => lines.push(line ?? ""));
      await using proxy = await listen({
        answer: (socket) => socket.write(type === "http" ? "HTTP/1.1 407 No\r\n\r\n" : "\xff\xff"),
      });
      await using _session = await open({
        logLevel: LogLevel.Verbose,
        proxy: { type, host: "127.0.0.1", port: proxy.port, username: "u", password: PASSWORD },
      });
      await until(() => proxy.heard.length > 1);
      stop();
      assert(lines.length > 10, String(lines.length));
      assert(!lines.some((line) => line.includes(PASSWORD) || line.includes(CREDENTIALS)));
    });
  }
});

describe("a login on a custom server that does not speak the protocol", () => {
  function statuses({ network }: Session): (readonly [number, number])[] {
    return network.map(({ status, code }) => [status, code] as const);
  }

  for (
    const [shown, name] of [
      ["nobody listens", "refused"],
      ["it closes", "closed"],
      ["it stays silent", "unanswered"],
      ["it sends garbage", "garbled"],
    ] as const
  ) {
    it(`fails as without a network when ${shown}`, () => {
      const { error, ms, end } = outcomes[name];
      assert(error instanceof ImSdkError, String(error));
      assertEquals([error.api, error.code], ["TIMLogin", NO_NETWORK]);
      const [least, most] = A_LOGIN;
      assert(ms >= least && ms <= most, `It took ${Math.round(ms)} ms`);
      assertEquals(end, [LoginStatus.LoggedOut, null]);
    });
  }

  it("dispatches an event every ten seconds when nothing listens", () => {
    assertEquals(statuses(outcomes.refused).slice(0, 4), [
      [Connecting, 0],
      [ConnectFailed, REFUSED],
      [Connecting, 0],
      [ConnectFailed, REFUSED],
    ]);
    assertEquals(outcomes.refused.network[1]!.desc, "ERR_CONNECTION_REFUSED");
  });

  it("dispatches an event every ten seconds when the server sends garbage", () => {
    assertEquals(statuses(outcomes.garbled).slice(0, 4), [
      [Connecting, 0],
      [ConnectFailed, GARBLED],
      [Connecting, 0],
      [ConnectFailed, GARBLED],
    ]);
    assertMatch(outcomes.garbled.heard[0]!, new RegExp(GREETING));
  });

  for (const [shown, name] of [["stays silent", "unanswered"], ["closes", "closed"]] as const) {
    it(`is never connected where the server ${shown}, and tries again and again`, () => {
      const { heard } = outcomes[name];
      assert(heard.length >= 3, String(heard.length));
      // The library may retry without an event, or report the failure, with varying codes.
      const [first, ...others] = statuses(outcomes[name]);
      assertEquals(first, [Connecting, 0]);
      for (const [status, code] of others) {
        assert(status === (code === 0 ? Connecting : ConnectFailed), `${status} ${code}`);
      }
    });
  }

  it("is tried on a connection for single requests too", () => {
    const { heard } = outcomes.unanswered;
    assert(heard.some((text) => text !== "" && !text.includes(GREETING)));
  });
});
