/**
 * Compares generated files with what they were before.
 *
 * @module
 */

import type { GeneratedFile } from "./text.ts";

/** A change of something that the headers declare. */
export interface Change {
  readonly what: "added" | "removed" | "changed";
  /** Such as "function" or "key". */
  readonly kind: string;
  readonly name: string;
  /** What it was and what it is, where it has changed. */
  readonly before?: string;
  readonly after?: string;
}

/** The kind of the members of a generated declaration. For all others, the file decides. */
const kindsByDeclaration: Readonly<Record<string, string>> = {
  callbacks: "callback",
  symbols: "function",
  SessionApi: "call",
  NativeApi: "call",
  errorNames: "error code",
  LibraryEventMap: "event",
  libraryEvents: "event's function",
  checksums: "checksum",
};
const kindsByFile: Readonly<Record<string, string>> = {
  "ffi/generated/enums.ts": "enumerator",
  "ffi/generated/json_shapes.ts": "key",
  "ffi/generated/session_types.ts": "type of a session",
};

/** A member of a declaration, or a declaration that has none, as a generated file has it. */
interface Member {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
}

/** Lists what is added to a generated file, removed from it or changed. */
export function changesOf({ path, text }: GeneratedFile, before: string): readonly Change[] {
  const old = membersOf(path, before);
  const current = membersOf(path, text);
  const isIn = (members: ReadonlyMap<string, Member>, id: string): boolean => members.has(id);
  return [
    ...[...old].filter(([id]) => !isIn(current, id))
      .map(([, { kind, name }]): Change => ({ what: "removed", kind, name })),
    ...[...current].flatMap(([id, { kind, name, text: after }]): readonly Change[] => {
      const was = old.get(id)?.text;
      if (was === undefined) return [{ what: "added", kind, name }];
      return was === after ? [] : [{ what: "changed", kind, name, before: was, after }];
    }),
  ];
}

/** The members of an export from another file are the names that it exports. */
const DECLARATION = /^export (?:const |interface |type )(?<name>\w+|\{)/;
const MEMBER =
  /^ {2}(?:readonly |(?: {2})?(?="))?(?:"(?<text>[^"]+)"\??:|\[(?<number>-?\d+),|(?<name>\w+))/;
/** A line that closes a declaration, or an object in it, belongs to no member. */
const END = /^(?: {2})?[}\]]/;

/** The members of all declarations of a generated file, each with all its lines as one. */
function membersOf(path: string, text: string): ReadonlyMap<string, Member> {
  const members = new Map<string, Member>();
  let declaration = "";
  let current: { readonly id: string; readonly member: Member } | undefined;
  const begin = (name: string): void => {
    const kind = kindsByDeclaration[declaration] ?? kindsByFile[path] ?? path;
    const isKeyed = kind === "key" || kind === "enumerator";
    const member = {
      kind,
      name: isKeyed && name !== "" ? `${declaration}.${name}` : name,
      text: "",
    };
    current = { id: `${declaration}.${name}`, member };
  };
  for (const line of text.replaceAll(/\/\*\*[^]*?\*\//g, "").split("\n")) {
    const start = DECLARATION.exec(line)?.groups?.name;
    const groups = MEMBER.exec(line)?.groups;
    const name = groups?.text ?? groups?.number ?? groups?.name;
    if (start !== undefined) {
      declaration = start;
      begin("");
    } else if (name !== undefined && declaration !== "") {
      begin(name);
    }
    if (current === undefined || END.test(line)) continue;
    const { id, member } = current;
    const added = `${member.text} ${line.trim()}`.trim();
    current = { id, member: { ...member, name: member.name || declaration, text: added } };
    members.set(id, current.member);
  }
  return members;
}
