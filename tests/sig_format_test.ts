/** Sigs as they are signed and read, compared with those of the vendor's package for signing. */

import { Buffer } from "node:buffer";
import { deflateSync } from "node:zlib";
// Its package.json names two main files, of which Bun takes the one that isn't there.
import vendor from "tls-sig-api-v2/TLSSigAPIv2.js";
import { readUserSig, signUserSig, type SignUserSigOptions } from "../mod.ts";
import {
  afterEach,
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertThrows,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";

const secretKey = "0123456789abcdef".repeat(4);
const sdkAppId = 1400000000;
const NOW_MS = Date.parse("2026-03-04T05:06:07.890Z");
const whitespace = [" ", "\n", "\r\n", "\t", "\u00a0", "\ufeff"];

/** A sig with these fields, whether they make sense or not. */
function sigWith(fields: unknown): string {
  const text = typeof fields === "string" ? fields : JSON.stringify(fields);
  const base64 = deflateSync(Buffer.from(text)).toString("base64");
  return base64.replaceAll("+", "*").replaceAll("/", "-").replaceAll("=", "_");
}

const fields = {
  "TLS.ver": "2.0",
  "TLS.identifier": "alice",
  "TLS.sdkappid": sdkAppId,
  "TLS.time": 1_700_000_000,
  "TLS.expire": 3600,
  "TLS.sig": "c2lnbmF0dXJl",
};

describe("signUserSig", () => {
  const { now } = Date;
  beforeEach(() => {
    Date.now = () => NOW_MS;
  });
  afterEach(() => {
    Date.now = now;
  });

  const sign = (options: Partial<SignUserSigOptions> = {}): string =>
    signUserSig({ sdkAppId, secretKey, userId: "alice", expiresIn: 86_400, ...options });

  it("makes byte for byte what the vendor's package makes", () => {
    const users = ["alice", "a", "u".repeat(127), "爱丽丝", "👍", 'a "quoted"\\name\n\t', "é"];
    const keys = [secretKey, secretKey.toUpperCase(), "f".repeat(64)];
    const seen = new Set<string>();
    for (const userId of users) {
      for (const key of keys) {
        for (const app of [1, sdkAppId, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
          for (const expiresIn of [1, 86_400, 2 ** 31 - 1]) {
            const expected = new vendor.Api(app, key).genUserSig(userId, expiresIn);
            assertEquals(sign({ sdkAppId: app, secretKey: key, userId, expiresIn }), expected);
            seen.add(expected);
          }
        }
      }
    }
    assertEquals(seen.size, users.length * keys.length * 4 * 3);
  });

  it("takes the app's id as a bigint, and the key with white space around it", () => {
    assertEquals(sign({ sdkAppId: BigInt(sdkAppId) }), sign());
    for (const space of whitespace) {
      assertEquals(sign({ secretKey: `${space}${secretKey}${space}` }), sign());
    }
  });

  it("returns the sig itself, without a promise", () => {
    assertMatch(sign(), /^eJ[\w*-]{100,}$/);
  });

  for (
    const [shown, options, expected, message] of [
      ["no app id", { sdkAppId: undefined }, TypeError, "sdkAppId"],
      ["an app id of 0", { sdkAppId: 0 }, RangeError, "sdkAppId"],
      ["an app id beyond 2^53", { sdkAppId: 2n ** 53n }, RangeError, "sdkAppId"],
      ["no key", { secretKey: undefined }, TypeError, "secretKey"],
      ["an empty key", { secretKey: " \n" }, TypeError, "is empty"],
      ["a key that lacks a digit", { secretKey: secretKey.slice(1) }, TypeError, "63 characters"],
      ["a key with another letter", { secretKey: `g${secretKey.slice(1)}` }, TypeError, "64"],
      ["no user", { userId: undefined }, TypeError, "userId"],
      ["an empty user id", { userId: "" }, RangeError, "userId"],
      ["a user id that is too long", { userId: "u".repeat(128) }, RangeError, "userId"],
      ["half a character", { userId: "\ud83d" }, TypeError, "userId"],
      ["no lifetime", { expiresIn: undefined }, TypeError, "expiresIn"],
      ["a lifetime of 0", { expiresIn: 0 }, RangeError, "expiresIn"],
      ["a lifetime that is negative", { expiresIn: -1 }, RangeError, "expiresIn"],
      ["a fraction of a second", { expiresIn: 1.5 }, RangeError, "expiresIn"],
      ["a lifetime of no number", { expiresIn: NaN }, RangeError, "expiresIn"],
      ["a lifetime of 2^31", { expiresIn: 2 ** 31 }, RangeError, "expiresIn"],
    ] as const
  ) {
    it(`refuses ${shown}, and does not show the key`, () => {
      const error = assertThrows(
        () => sign(options as unknown as SignUserSigOptions),
        expected,
        message,
      );
      const { secretKey: key = secretKey } = options as Partial<SignUserSigOptions>;
      if (key.trim()) assert(!error.message.includes(key.trim().slice(0, 8)), error.message);
    });
  }

  it("refuses options that are no object", () => {
    for (const options of [undefined, null, secretKey]) {
      const sign = () => signUserSig(options as unknown as SignUserSigOptions);
      const { message } = assertThrows(sign, TypeError, "{ sdkAppId, secretKey");
      assert(!message.includes(secretKey));
    }
  });
});

describe("readUserSig", () => {
  it("tells of a sig what the vendor's package has put into it", () => {
    for (const userId of ["alice", "爱丽丝 👍", "u".repeat(127)]) {
      const before = Math.floor(Date.now() / 1000) * 1000;
      const sig = new vendor.Api(sdkAppId, secretKey).genUserSig(userId, 3600);
      const info = readUserSig(sig);
      assertEquals([info.userId, info.sdkAppId], [userId, sdkAppId]);
      assertInstanceOf(info.issuedAt, Date);
      assert(info.issuedAt.getTime() >= before && info.issuedAt.getTime() <= Date.now());
      assertEquals(info.expiresAt.getTime() - info.issuedAt.getTime(), 3_600_000);
    }
  });

  it("reads what signUserSig makes, expired sigs, and those of rooms", () => {
    const sig = signUserSig({ sdkAppId, secretKey, userId: "alice", expiresIn: 7 });
    assertEquals(readUserSig(sig).userId, "alice");
    const expired = new vendor.Api(sdkAppId, secretKey).genUserSig("alice", -60);
    assert(readUserSig(expired).expiresAt.getTime() < Date.now());
    const ofRoom = new vendor.Api(sdkAppId, secretKey).genPrivateMapKey("alice", 60, 1, 255);
    assertEquals(readUserSig(ofRoom).userId, "alice");
  });

  it("reads integers that are written as text", () => {
    const texts = { "TLS.sdkappid": `${sdkAppId}`, "TLS.time": "1700000000", "TLS.expire": "3600" };
    assertEquals(readUserSig(sigWith({ ...fields, ...texts })), {
      userId: "alice",
      sdkAppId,
      issuedAt: new Date(1_700_000_000_000),
      expiresAt: new Date(1_700_003_600_000),
    });
  });

  it("drops white space around the sig", () => {
    const sig = sigWith(fields);
    for (const space of whitespace) {
      assertEquals(readUserSig(`${space}${sig}${space}${space}`), readUserSig(sig));
    }
  });

  const whole = sigWith(fields);
  for (
    const [shown, sig, message] of [
      ["another text", "the sig of alice", "a character that no sig has"],
      ["a sig with a line break in it", `${whole.slice(0, 60)}\n${whole.slice(60)}`, "a character"],
      ["a sig in quotation marks", `"${whole}"`, "a character"],
      ["ordinary base64", "a+b/", "a character"],
      ["base64 of something else", "YWxpY2U_", "is cut off or has been changed"],
      ["the beginning of a sig", whole.slice(0, 80), "is cut off or has been changed"],
      ["the end of a sig", whole.slice(20), "is cut off or has been changed"],
      [
        "a sig that fills memory",
        sigWith("x".repeat(10_000_000)),
        "is cut off or has been changed",
      ],
      ["the secret key", secretKey, "has the form of a secret key"],
      ["something that is no JSON", sigWith("alice"), "is not of the format"],
      ["null", sigWith(null), "is not of the format"],
      ["an array", sigWith([]), "is not of the format"],
      ["another version", sigWith({ ...fields, "TLS.ver": "3.0" }), "is not of the format"],
      ["no user", sigWith({ ...fields, "TLS.identifier": 7 }), "is not of the format"],
      ["no app", sigWith({ ...fields, "TLS.sdkappid": null }), "is not of the format"],
      [
        "an app beyond 2^53",
        sigWith({ ...fields, "TLS.sdkappid": 2 ** 53 }),
        "is not of the format",
      ],
      ["no time", sigWith({ ...fields, "TLS.time": "today" }), "is not of the format"],
      ["no lifetime", sigWith({ ...fields, "TLS.expire": 1.5 }), "is not of the format"],
      ["no date", sigWith({ ...fields, "TLS.time": 9e15 }), "is not of the format"],
    ] as const
  ) {
    it(`says why it can't read ${shown}, and does not show it`, () => {
      const { message: said } = assertThrows(() => readUserSig(sig), TypeError, message);
      assert(!said.includes(sig.slice(0, 20)), said);
    });
  }

  it("refuses what is no text, and an empty one", () => {
    assertThrows(() => readUserSig(undefined as unknown as string), TypeError, "userSig");
    for (const empty of ["", ...whitespace]) {
      assertThrows(() => readUserSig(empty), RangeError, "userSig");
    }
  });
});
