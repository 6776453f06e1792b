import type { ConformanceCase } from "../conformance-case.ts";
import { mustHold } from "../conformance-failure.ts";

export const pluginDescription: ConformanceCase = {
  name: "plugin-description",
  title:
    "a plugin describes itself: contract 1, a name, upper-case types, options with a meaning and a default",
  needs: [],
  run(place) {
    const { contract, name, types, options } = place.harness.plugin;
    mustHold(contract === 1, `contract is 1, not ${String(contract)}`);
    mustHold(name !== "", "name is the npm package's name");
    mustHold(types.length > 0, "types has at least one type");
    for (const type of types) {
      mustHold(
        /^[A-Z][A-Z0-9-]*$/.test(type),
        `the type ${type} is upper-case, of letters, digits and hyphens`,
      );
    }
    const names = options.map((option) => option.name);
    mustHold(new Set(names).size === names.length, "no two options have the same name");
    for (const option of options) {
      mustHold(/^[a-z][a-z0-9-]*$/.test(option.name), `the option ${option.name} is lower-case with hyphens`);
      mustHold(/^\S.*\S$/.test(option.meaning), `the meaning of the option ${option.name} is one line`);
      mustHold(typeof option.default === "string", `the option ${option.name} says its default`);
    }
  },
};
