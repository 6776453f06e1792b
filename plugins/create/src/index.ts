export { namesOf, type PluginNames } from "./plugin-names.ts";
export { CreateError } from "./create-error.ts";
export { writePlugin } from "./write-plugin.ts";
