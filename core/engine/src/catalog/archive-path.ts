import { failure } from "../messages/holdfast-error.ts";

const segment = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** The directory of one system's archives: `<product>/sn_<system name>`. */
export function systemDirectory(product: string, system: string): string {
  return `${product}/sn_${system}`;
}

/** Whether a product's or system's name can be a directory's. */
export function isPathName(name: string): boolean {
  return segment.test(name);
}

/**
 * Product and system name become directory names.
 *
 * @throws HoldfastError for names that cannot
 */
export function checkSystemNames(product: string, system: string): void {
  for (const name of [product, system]) {
    if (!isPathName(name))
      throw failure("holdfast.catalog.bad-system-name", JSON.stringify(name.slice(0, 80)));
  }
}
