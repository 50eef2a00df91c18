/**
 * The real library's database of a user on this machine, as if the user had chatted.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

type Sqlite = typeof import("node:sqlite");
type Row = Readonly<Record<string, string | number>>;

/** SQLite, or `undefined` on a runtime without it: Node.js has it from 22 on. */
export const sqlite: Sqlite | undefined = await import("node:sqlite").catch(() => undefined);

/** The time of everything that has happened. */
export const TIME = 1700000000;
/** The random number of the message. */
export const RANDOM = 4_000_000_007;

const C2C = 1;
const GROUP = 2;
const SENT = 2;
const GROUP_MEMBER = 200;

const bob = {
  user_id: "bob",
  nick_name: "Bob 👩‍🚀",
  face_url: "http://127.0.0.1/bob.png",
  gender: 1,
  birthday: 19800101,
  language: 7,
  location: "Zürich",
  signature: "爱丽丝",
  level: 3,
  role: 4,
  allow_type: 1,
  relation_type: 3,
  remark: "Robert",
  add_time: TIME,
  add_source: "AddSource_Type_Web",
  add_wording: "It's me",
  last_update_time: TIME,
};

const gardeners = {
  group_id: "@TGS#1",
  group_name: "Gardeners",
  group_type: "Public",
  face_url: "http://127.0.0.1/garden.png",
  notification: "It rains",
  introduction: "Of the valley",
  create_time: TIME,
  owner_userid: "bob",
  member_count: 2,
  max_member_count: 200,
  online_member_count: 1,
  add_option: 1,
  is_shutup_all: 0,
  member_visible: 1,
  group_searchable: 1,
  groupinfo_sequence: 1,
  groupinfo_timestamp: TIME,
  next_message_sequence: 5,
  last_message_timestamp: TIME,
  self_role: GROUP_MEMBER,
  self_join_time: TIME,
  last_update_time: TIME,
};

const conversations = [
  {
    type: C2C,
    sid: "bob",
    msg_unread: 3,
    active_time: TIME,
    c2c_readed_time: TIME - 60,
    flag: 0,
    mark: 0,
    custom_info: "blue",
  },
  {
    type: GROUP,
    sid: "@TGS#1",
    msg_unread: 2,
    active_time: TIME + 1,
    group_latest_seq: 5,
    group_readed_seq: 3,
    group_name: "Gardeners",
    flag: 0,
    mark: 0,
    custom_info: "",
  },
];

const message = {
  type: C2C,
  sid: "bob",
  time: TIME,
  client_time: TIME,
  is_self: 0,
  is_read: 0,
  status: SENT,
  seq: 1,
  rand: RANDOM,
  flag: 0,
  sender: "bob",
};

/** A table as the library makes it, and what is written into it. */
interface Table {
  readonly file: string;
  readonly name: string;
  /** In the library's order, in which it reads them. */
  readonly columns: string;
  readonly unique: string;
  readonly rows: readonly Row[];
}

const tables: readonly Table[] = [
  {
    file: "im.db",
    name: "userinfo",
    columns: `
      user_id text, tiny_id integer, nick_name text, face_url text, gender integer,
      birthday integer, language integer, location text, signature text, level integer,
      role integer, allow_type integer, relation_type integer, remark text, add_time integer,
      add_source text, add_wording text, standard_sequence integer, custom_sequence integer,
      friend_groups blob, custom_user_info blob, custom_friend_info blob,
      last_update_time integer`,
    unique: "user_id",
    rows: [bob],
  },
  {
    file: "im.db",
    name: "groupinfo",
    columns: `
      group_id text, group_name text, group_type text, face_url text, notification text,
      introduction text, create_time integer, owner_userid text, owner_tinyid integer,
      member_count integer, max_member_count integer, online_member_count integer,
      add_option integer, is_shutup_all integer, member_visible integer,
      group_searchable integer, groupinfo_sequence integer, groupinfo_timestamp integer,
      next_message_sequence integer, last_message_timestamp integer,
      message_revoke_timestamp integer, custom_info blob, self_name_card text,
      self_join_time integer, self_role integer, self_message_recv_option integer,
      self_message_read_sequence integer, self_mute_time integer, last_update_time integer,
      ignored_unread_sequence blob, group_custom_string text, flag integer,
      approval_option integer, default_permissions integer, enable_permission_group integer`,
    unique: "group_id",
    rows: [gardeners],
  },
  {
    file: "im.db",
    name: "session",
    columns: `
      type integer, sid text, msg_unread integer, active_time integer, content blob,
      group_latest_seq integer, group_readed_seq integer, group_revoke_time integer,
      c2c_readed_time integer, c2c_receipt_time integer, group_name text, flag integer,
      mark integer, custom_info text, group_ids text, last_message_key blob`,
    unique: "type, sid",
    rows: conversations,
  },
  {
    file: "msg_0.db",
    name: "message",
    columns: `
      type integer, sid text, time integer, is_self integer, is_read integer, status integer,
      seq integer, rand integer, flag integer, sender text, content blob, client_time integer,
      element_types integer, element_descriptions text, read_receipt integer,
      read_members blob, extension_sequence integer, extension_content blob,
      reaction_content blob`,
    unique: "type, sid, seq, rand, time, is_self",
    rows: [message],
  },
];

/**
 * Makes the database of a user. The library itself makes the tables that are missing.
 *
 * @param directory The library's directory for the data of all users.
 */
export function makeDatabase(
  { DatabaseSync }: Sqlite,
  { directory, appId, userId }: {
    readonly directory: string;
    readonly appId: number;
    readonly userId: string;
  },
): void {
  const user = join(directory, `${appId}_${Buffer.from(userId).toString("hex")}`);
  mkdirSync(user);
  for (const { file, name, columns, unique, rows } of tables) {
    const database = new DatabaseSync(join(user, file));
    const id = "id integer primary key autoincrement";
    database.exec(`create table ${name} (${id}, ${columns}, unique (${unique}))`);
    for (const row of rows) {
      const places = Object.keys(row).map(() => "?").join();
      database.prepare(`insert into ${name} (${Object.keys(row)}) values (${places})`)
        .run(...Object.values(row));
    }
    database.close();
  }
}
