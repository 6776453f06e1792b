import { type Mutant, wrongParse, wrongPlugin } from "./mutant.ts";

export const parseMutants: readonly Mutant[] = [
  wrongPlugin("plugin-description", "has a lower-case type", (plugin) => ({ ...plugin, types: ["memory"] })),
  wrongParse("parse-pure", "numbers its targets", (plugin) => {
    let serial = 0;
    return (address) => Object.assign(plugin.parse(address), { serial: (serial += 1) });
  }),
  wrongParse("parse-refuses-credentials", "leaves out what stands before @", (plugin) => (address) => {
    return plugin.parse({ ...address, location: address.location.replace(/\/\/[^/]*@/, "//") });
  }),
  wrongParse(
    "parse-refuses-control-characters",
    "leaves out line ends, as URL does",
    (plugin) => (address) => {
      return plugin.parse({ ...address, location: address.location.replace(/[\t\n\r]/g, "") });
    },
  ),
  wrongParse("parse-refuses-parent", "resolves .., as URL does", (plugin) => (address) => {
    const { location } = address;
    return plugin.parse({ ...address, location: URL.canParse(location) ? new URL(location).href : location });
  }),
  wrongParse("parse-refuses-other-locations", "takes every type for its own", (plugin) => (address) => {
    return plugin.parse({ ...address, type: "MEMORY" });
  }),
];
