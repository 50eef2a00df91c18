/**
 * Compares this module's JSON, which keeps integers of 64 bits, with that of the runtime. Both
 * parse the same texts, and take turns in going first. Its argument is the number of rounds.
 *
 * @module
 */

import process from "node:process";
import { parseJson } from "../../../ffi/calls/json.ts";

/** Microseconds a text, by round. */
export interface JsonTimes {
  readonly module: readonly number[];
  readonly runtime: readonly number[];
}

/** For each size of text: the time with integers that need a bigint, and without. */
export type JsonReport = Readonly<Record<JsonSize, Readonly<Record<"small" | "large", JsonTimes>>>>;

/** The sizes of the texts. */
export type JsonSize = "1 KB" | "64 KB";

/** How many messages make a text of the size. */
const messages: Readonly<Record<JsonSize, number>> = { "1 KB": 1, "64 KB": 60 };
const WARM_UP_ROUNDS = 5;
/** A round is long enough for the clock's resolution, and short enough for equal machine load. */
const CHARACTERS_IN_ROUND = 2_000_000;

const [rounds = ""] = process.argv.slice(2);

/** A message as the library writes it. Its strings have as many digits as a large integer. */
function message(n: number, integers: string): string {
  const client = 1620877708 + n;
  return `{"message_client_time":${client},"message_cloud_custom_str":"{\\"order\\":\\"2024${n}\\"}",` +
    `"message_conv_id":"c2c_12345678901234567","message_conv_type":1,"message_custom_int":0,` +
    `"message_custom_str":"","message_elem_array":[{"elem_type":0,"text_elem_content":` +
    `"Order #98765432109876${10 + n}, 爱丽丝 said \\"hi\\" at 12:30"}],` +
    `"message_excluded_from_last_message":false,"message_group_at_user_array":[],` +
    `"message_has_sent_receipt":false,"message_is_excluded_from_unread_count":false,` +
    `"message_is_from_self":false,"message_is_online_msg":false,"message_is_peer_read":false,` +
    `"message_is_read":true,"message_msg_id":"144115233874815003-${client}-1038050731",` +
    `"message_need_read_receipt":false,"message_platform":"windows","message_priority":2,` +
    `"message_rand":${1038050731 + n},"message_sender":"user_${n}","message_sender_profile":{` +
    `"user_profile_identifier":"user_${n}","user_profile_nick_name":"Alice",` +
    `"user_profile_face_url":"https://example.com/alice.png","user_profile_gender":1},` +
    `"message_seq":${15843 + n},"message_server_time":${client},"message_status":2,` +
    `"message_support_message_extension":false,${integers}"message_version":0}`;
}

function compare(text: string): JsonTimes {
  const parsers = { module: parseJson, runtime: (text: string): unknown => JSON.parse(text) };
  const names = Object.keys(parsers) as (keyof JsonTimes)[];
  const times: Record<keyof JsonTimes, number[]> = { module: [], runtime: [] };
  const count = Math.ceil(CHARACTERS_IN_ROUND / text.length);
  for (let round = 0; round < WARM_UP_ROUNDS + Number(rounds); round++) {
    for (const place of names.keys()) {
      const name = names[(round + place) % names.length]!;
      const parse = parsers[name];
      const start = performance.now();
      for (let n = 0; n < count; n++) parse(text);
      const microseconds = (performance.now() - start) * 1000 / count;
      if (round >= WARM_UP_ROUNDS) times[name].push(microseconds);
    }
  }
  return times;
}

function compareBoth(size: JsonSize): JsonReport[JsonSize] {
  const text = (integers: (n: number) => string): string =>
    `[${Array.from({ length: messages[size] }, (_, n) => message(n, integers(n)))}]`;
  return {
    small: compare(text(() => "")),
    large: compare(text((n) => `"message_unique_id":${6961616747713488299n + BigInt(n)},`)),
  };
}

const report: JsonReport = { "1 KB": compareBoth("1 KB"), "64 KB": compareBoth("64 KB") };
console.log(JSON.stringify(report));
