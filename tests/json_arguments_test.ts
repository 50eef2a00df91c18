/** What goes in as JSON comes out unchanged, or is refused before C is called. */

import { type MessageInput, openNative } from "../ffi/mod.ts";
import { checkJsonValue, mayHaveMisfit } from "../ffi/calls/json_check.ts";
import { stringifyJson } from "../ffi/calls/json.ts";
import { Random } from "./support/random.ts";
import { standIn, standInPath } from "./support/stand_in.ts";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";

const { api } = await openNative(standInPath);
const HALF = "\ud83d";

/** Without the types, as JavaScript calls it. */
const send = (message: unknown): Promise<{ readonly result: unknown }> =>
  api.TIMMsgSendMessage("c", 1, message as MessageInput);

const echoed = async (message: unknown): Promise<unknown> =>
  ((await send(message)).result as { json_msg_param: unknown }).json_msg_param;

const text = (content: unknown): object => ({ elem_type: 0, text_elem_content: content });

async function login(): Promise<void> {
  await standIn.reset();
  api.TIMInit(1, null);
  await api.TIMLogin("alice", "sig");
}

// Bound before the first test, for the sanitizer.
await login();
await send({});
api.TIMConvSetDraft("c", 1, null);

describe("JSON that would not arrive unchanged", () => {
  beforeEach(login);

  const cycle = { message_elem_array: [text("a"), text(`x${HALF}`)] };
  const refused: readonly (readonly [string, unknown, typeof Error, string])[] = [
    ["a half character", cycle, TypeError, ".message_elem_array[1].text_elem_content must be well"],
    ["the other half", { a: "\ude00" }, TypeError, ".a must be well-formed"],
    ["halves in the wrong order", ["\ude00\ud83d"], TypeError, "json_msg_param[0] must be"],
    ["half a character in a key", { [`a${HALF}`]: 1 }, TypeError, '["a\\ud83d"] must be'],
    ["a wrapped text", { a: Object(HALF) }, TypeError, ".a must be well-formed"],
    ["what toJSON() gives", { a: { toJSON: () => [HALF] } }, TypeError, ".a[0] must be"],
    ["half a character beside a bigint", [1n, HALF], TypeError, "json_msg_param[1] must be"],
    ["NaN", { message_custom_int: NaN }, TypeError, ".message_custom_int must be a number that"],
    ["a wrapped NaN", [[Object(NaN)]], TypeError, "[0][0] must be a number that JSON has"],
    ["Infinity", { a: [0, -Infinity] }, TypeError, ".a[1] must be a number that JSON has"],
    ["undefined in a list", ["bob", undefined], TypeError, "[1] must not be undefined"],
    ["a fraction", { message_custom_int: 1.5 }, RangeError, "must be an integer, but is 1.5"],
    ["a small fraction", { message_custom_int: 1e-9 }, RangeError, "an integer, but is 1e-9"],
    ["2^31", { message_custom_int: 2 ** 31 }, RangeError, "to 2147483647, but is 2147483648"],
    ["below -2^31", { message_custom_int: -(2 ** 31) - 1 }, RangeError, "from -2147483648 to"],
    ["2^32", { message_priority: 2 ** 32 }, RangeError, "to 4294967295, but is 4294967296"],
    ["1e21", { message_custom_int: 1e21 }, RangeError, "2147483647, but is 1e+21"],
    ["a bigint of 32 bits", { message_custom_int: 2n ** 31n }, RangeError, "2147483647"],
    ["65 bits", { message_server_time: 2n ** 64n }, RangeError, "to 18446744073709551615"],
    ["a rounded integer", { message_server_time: 2 ** 60 }, RangeError, "must be a bigint beyond"],
    ["a negative time", { message_server_time: -1.5 }, RangeError, "an integer, but is -1.5"],
    [
      "a fraction in a list of integers",
      { msg_getmsglist_param_message_seq_array: [1, 2.5] },
      RangeError,
      ".msg_getmsglist_param_message_seq_array[1] must be an integer",
    ],
  ];

  for (const [title, value, expected, words] of refused) {
    it(`is refused before C sees it: ${title}`, async () => {
      const before = standIn.count("TIMMsgSendMessage");
      const error = await assertRejects(() => send(value), expected, words);
      assertEquals(error.constructor, expected);
      assertStringIncludes(error.message, "Cannot call TIMMsgSendMessage: json_msg_param");
      assertEquals(standIn.count("TIMMsgSendMessage"), before);
    });
  }

  const texts: readonly (readonly [string, string, typeof Error, string])[] = [
    ["an escape", '{"a":["x\\ud83d"]}', TypeError, ".a[0] must be well-formed"],
    ["a large escape", '{"a":["x\\uD83D"]}', TypeError, ".a[0] must be well-formed"],
    ["an escape in a key", '{"\\udc00":0}', TypeError, "must be well-formed"],
    ["the character itself", `{"a":"${HALF}"}`, TypeError, "must be well-formed"],
    ["a fraction", '{ "message_custom_int": 0.5 }', RangeError, "must be an integer"],
    ["an exponent", '{"message_custom_int":1E10}', RangeError, "must be from"],
    ["another exponent", '{"message_custom_int":25e-1}', RangeError, "must be an integer"],
    ["more than C has", '{"message_custom_int":\n4294967296}', RangeError, "must be from"],
    ["more than a number has", '{"a":1e999}', TypeError, "must be a number that JSON has"],
  ];
  for (const [title, json, expected, words] of texts) {
    it(`is refused when it is text already: ${title}`, async () => {
      const before = standIn.count("TIMMsgSendMessage");
      const error = await assertRejects(() => send(json), expected, words);
      assertStringIncludes(error.message, "Cannot call TIMMsgSendMessage: json_msg_param");
      assertEquals(standIn.count("TIMMsgSendMessage"), before);
    });
  }
});

describe("JSON that arrives unchanged", () => {
  beforeEach(login);

  const values: Readonly<Record<string, object>> = {
    "whole characters": [text("👍 𝄞 爱 \ud83d\ude00"), text("\\ud83d \\\\uD83D")],
    "control characters": [text("\u0001\u007f\u2028\uffff\ufdd0")],
    "null": { a: null, b: [null] },
    "the largest": { message_custom_int: 2 ** 31 - 1, message_server_time: 2n ** 64n - 1n },
    "the smallest": { message_custom_int: -(2 ** 31), group_counter_value: -(2n ** 63n) },
    "what the library uses in unsigned keys": { message_priority: -1, elem_type: 2 ** 32 - 1 },
    "fractions where C has them": { location_elem_latitude: 47.37, location_elem_longitude: 1e-7 },
    "keys that the library alone sets": { message_group_receipt_unread_count: -1 },
    "keys of yours": { mine: 1.5, "1.5": 0.25 },
    "numbers in texts": ['1.5, [2.5, "4294967296": 1e+30 null'],
  };
  for (const [title, value] of Object.entries(values)) {
    it(`is sent: ${title}`, async () => {
      assertEquals(await echoed(value), value);
      assertEquals(await echoed(stringifyJson(value)), value);
    });
  }

  it("is sent as it is when the library is to refuse it", () => {
    assertEquals(api.TIMConvSetDraft("c", 1, '{"\\ud83d": 1.5'), 0);
    assertStringIncludes(standIn.last("TIMConvSetDraft.arguments") ?? "", '{"\\ud83d": 1.5');
  });

  it("has the characters of a text in place of their escapes, which the library drops", () => {
    const before = '{"a":"\\ud83d\\ude00 \\\\ud83d","id":18446744073709551615}';
    assertEquals(api.TIMConvSetDraft("c", 1, before), 0);
    const sent = standIn.last("TIMConvSetDraft.arguments") ?? "";
    assertStringIncludes(sent, '{"a":"😀 \\\\ud83d","id":18446744073709551615}');
  });
});

describe("the look at the text of JSON", () => {
  it("finds all that the look at the values refuses", () => {
    const numbers = [
      NaN,
      Infinity,
      1.5,
      -2.25,
      1e-7,
      1.5e-7,
      1e21,
      2.5e30,
      2 ** 31,
      -(2 ** 31) - 1,
    ];
    const larger = [2 ** 32, 2 ** 53, 1e16, 9999999999, -3000000000, 2147483648];
    const fine = [0, -1, 7, 1620877708, 2147483647, -2147483648, 123456789];
    let refused = 0;
    for (let seed = 0; seed < 2_000; seed++) {
      const random = new Random(seed);
      const number = random.pick([...numbers, ...larger, ...fine]);
      const pad = "p".repeat(random.below(23));
      const json = { [pad]: pad, list: [text(pad), { message_custom_int: number }] };
      const isRefused = !isAccepted(json);
      assertEquals(isRefused, !fine.includes(number), String(number));
      if (isRefused) refused++;
      assert(!isRefused || mayHaveMisfit(stringifyJson(json)), stringifyJson(json));
    }
    assert(refused > 500, `${refused}`);
  });

  it("spares plain messages the look at their values", () => {
    const message = {
      message_elem_array: [text('Order #98765432109876, see "example.com", 爱丽丝')],
      message_client_time: 1620877708,
      message_msg_id: "144115233874815003-1620877708-1038050731",
      message_sender_profile: { user_profile_face_url: "https://example.com/a-1.png" },
    };
    assert(!mayHaveMisfit(stringifyJson(message)));
  });
});

function isAccepted(value: unknown): boolean {
  try {
    checkJsonValue("it", value);
    return true;
  } catch {
    return false;
  }
}
