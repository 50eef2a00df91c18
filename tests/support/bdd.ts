/**
 * The part of `@std/testing/bdd` that the tests use, over each runtime's own test runner.
 *
 * @module
 */

type Body = () => void | Promise<void>;

interface It {
  (name: string, body: Body): void;
  /** Registers a test that is counted as skipped; its name says why. */
  skip(name: string, body: Body): void;
}

export interface Bdd {
  describe: (name: string, body: () => void) => void;
  it: It;
  beforeEach: (body: Body) => void;
  afterEach: (body: Body) => void;
}

/**
 * Groups for Deno, whose test runner has none: a test's full name is its groups' names and its own.
 * `describe` of `@std` registers a group and all that is in it as one test, so that a filter could
 * not choose from it, and a report would count the groups. So each test is registered separately.
 *
 * @param it Registers a test: that of `@std`, if it's used.
 */
function onDeno(it: It): Bdd {
  interface Group {
    names: string[];
    before: Body[];
    after: Body[];
  }
  let group: Group = { names: [], before: [], after: [] };

  const grouped = (register: It["skip"]) => (name: string, body: Body): void => {
    const { names, before, after } = group;
    register([...names, name].join(" > "), async () => {
      try {
        for (const hook of before) await hook();
        await body();
      } finally {
        for (const hook of after.toReversed()) await hook();
      }
    });
  };

  return {
    describe(name, body) {
      const outer = group;
      group = {
        names: [...outer.names, name],
        before: [...outer.before],
        after: [...outer.after],
      };
      body();
      group = outer;
    },
    it: Object.assign(grouped(it), { skip: grouped(it.skip) }),
    beforeEach: (body) => void group.before.push(body),
    afterEach: (body) => void group.after.push(body),
  };
}

/**
 * The names, for the current runtime.
 *
 * @param std The module of `@std`, if it's used.
 */
export async function bddFor(std: { readonly it: It } | undefined): Promise<Bdd> {
  if ("Deno" in globalThis) {
    return onDeno(std?.it ?? Object.assign(Deno.test.bind(Deno), { skip: Deno.test.ignore }));
  }
  // Bun serves "node:test" from its own runner; no type of either runner is needed beyond these
  // names.
  return "Bun" in globalThis ? await import("bun:test") : await import("node:test");
}
