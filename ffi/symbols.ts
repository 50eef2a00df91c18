/**
 * THE table: every C function of the library that this module can call, and every callback
 * signature that the library answers with. The adapters' native types, the copier's records and the
 * TypeScript types of calls all derive from it, so a function is added by one entry here.
 *
 * Names, order and types are those of the vendor's headers.
 *
 * @module
 */

import type { CallbackDefinition, FunctionDefinition } from "./signatures.ts";

/**
 * What the library calls back with. Every C signature ends in the caller's `user_data`, which is
 * not listed: it carries the number that tells whose callback it is.
 */
export const callbacks = {
  TIMCommCallback: [["code", "i32"], ["desc", "string"], ["json_params", "json"]],
  TIMNetworkStatusListenerCallback: [["status", "i32"], ["code", "i32"], ["desc", "string"]],
  TIMKickedOfflineCallback: [],
  TIMUserSigExpiredCallback: [],
  TIMSelfInfoUpdatedCallback: [["json_user_profile", "json"]],
  TIMUserStatusChangedCallback: [["json_user_status_array", "json"]],
  TIMUserInfoChangedCallback: [["json_user_info_array", "json"]],
  TIMLogCallback: [["level", "i32"], ["log", "string"]],
} as const satisfies Record<string, CallbackDefinition>;

/** The C functions, by name: those of TIMManager.h in its order, then callExperimentalAPI. */
export const symbols = {
  TIMSetNetworkStatusListenerCallback: {
    parameters: [["cb", "TIMNetworkStatusListenerCallback"], ["user_data", "user_data"]],
    result: "void",
  },
  TIMSetKickedOfflineCallback: {
    parameters: [["cb", "TIMKickedOfflineCallback"], ["user_data", "user_data"]],
    result: "void",
  },
  TIMSetUserSigExpiredCallback: {
    parameters: [["cb", "TIMUserSigExpiredCallback"], ["user_data", "user_data"]],
    result: "void",
  },
  TIMSetSelfInfoUpdatedCallback: {
    parameters: [["cb", "TIMSelfInfoUpdatedCallback"], ["user_data", "user_data"]],
    result: "void",
  },
  TIMSetUserStatusChangedCallback: {
    parameters: [["cb", "TIMUserStatusChangedCallback"], ["user_data", "user_data"]],
    result: "void",
  },
  TIMSetUserInfoChangedCallback: {
    parameters: [["cb", "TIMUserInfoChangedCallback"], ["user_data", "user_data"]],
    result: "void",
  },
  TIMSetLogCallback: {
    parameters: [["cb", "TIMLogCallback"], ["user_data", "user_data"]],
    result: "void",
  },

  TIMInit: {
    parameters: [["sdk_app_id", "u64"], ["json_sdk_config", "json"]],
    result: "i32",
  },
  TIMUninit: { parameters: [], result: "i32", waitsForLibraryThreads: true },
  TIMGetSDKVersion: { parameters: [], result: "string" },
  TIMGetServerTime: { parameters: [], result: "u64" },
  TIMSetConfig: {
    parameters: [["json_config", "json"], ["cb", "TIMCommCallback"], ["user_data", "user_data"]],
    result: "i32",
  },

  TIMLogin: {
    parameters: [
      ["user_id", "string"],
      ["user_sig", "string"],
      ["cb", "TIMCommCallback"],
      ["user_data", "user_data"],
    ],
    result: "i32",
  },
  TIMLogout: {
    parameters: [["cb", "TIMCommCallback"], ["user_data", "user_data"]],
    result: "i32",
  },
  TIMGetLoginUserID: { parameters: [["user_id_buffer", { outBytes: 128 }]], result: "i32" },
  TIMGetLoginStatus: { parameters: [], result: "i32" },

  TIMProfileGetUserProfileList: {
    parameters: [
      ["json_get_user_profile_list_param", "json"],
      ["cb", "TIMCommCallback"],
      ["user_data", "user_data"],
    ],
    result: "i32",
  },
  TIMProfileModifySelfUserProfile: {
    parameters: [
      ["json_modify_self_user_profile_param", "json"],
      ["cb", "TIMCommCallback"],
      ["user_data", "user_data"],
    ],
    result: "i32",
  },
  TIMSubscribeUserInfo: {
    parameters: [
      ["json_user_id_list", "json"],
      ["cb", "TIMCommCallback"],
      ["user_data", "user_data"],
    ],
    result: "i32",
  },
  TIMUnsubscribeUserInfo: {
    parameters: [
      ["json_user_id_list", "json"],
      ["cb", "TIMCommCallback"],
      ["user_data", "user_data"],
    ],
    result: "i32",
  },
  TIMGetUserStatus: {
    parameters: [
      ["json_identifier_array", "json"],
      ["cb", "TIMCommCallback"],
      ["user_data", "user_data"],
    ],
    result: "i32",
  },
  TIMSetSelfStatus: {
    parameters: [
      ["json_current_user_status", "json"],
      ["cb", "TIMCommCallback"],
      ["user_data", "user_data"],
    ],
    result: "i32",
  },
  TIMSubscribeUserStatus: {
    parameters: [
      ["json_identifier_array", "json"],
      ["cb", "TIMCommCallback"],
      ["user_data", "user_data"],
    ],
    result: "i32",
  },
  TIMUnsubscribeUserStatus: {
    parameters: [
      ["json_identifier_array", "json"],
      ["cb", "TIMCommCallback"],
      ["user_data", "user_data"],
    ],
    result: "i32",
  },

  callExperimentalAPI: {
    parameters: [["json_param", "json"], ["cb", "TIMCommCallback"], ["user_data", "user_data"]],
    result: "i32",
  },
} as const satisfies Record<string, FunctionDefinition<keyof typeof callbacks>>;
