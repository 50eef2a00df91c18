/**
 * Which C functions a session calls by itself, and its user doesn't. The generator makes `SessionApi`
 * of all the others, so the types and what is refused at run time can't differ.
 *
 * @module
 */

const members: Readonly<Record<string, string>> = {
  TIMInit: "ImSdk.open()",
  TIMUninit: "close()",
  TIMLogin: "login()",
  TIMLogout: "logout()",
};

/** What a session has instead of a C function that it calls by itself, or undefined for any other. */
export function sessionMemberFor(name: string): string | undefined {
  if (Object.hasOwn(members, name)) return members[name];
  return /^TIM(Set|Add|Remove).*Callback$/.test(name)
    ? "addEventListener() or events()"
    : undefined;
}
