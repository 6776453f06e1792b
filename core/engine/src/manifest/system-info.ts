/** What identifies the appliance in its archives. */
export interface SystemInfo {
  /** The host's name, as `sn_<name>` at the location. */
  readonly name: string;
  /** The product's name, the top directory at the location. */
  readonly product: string;
  /** Dotted version of the product. */
  readonly version: string;
  /** Build number, the last part of job ids. */
  readonly build: string;
}
