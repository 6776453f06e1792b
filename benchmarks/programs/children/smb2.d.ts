declare module "smb2" {
  type Callback<Value> = (error: Error | null, value?: Value) => void;

  /** What is used of the package, which has no types. */
  export default class SMB2 {
    constructor(options: {
      readonly share: string;
      readonly port: number;
      readonly domain: string;
      readonly username: string;
      readonly password: string;
      /** Milliseconds without a request until the connection is closed; 0 for never. */
      readonly autoCloseTimeout: number;
    });
    writeFile(name: string, data: Buffer, callback: Callback<void>): void;
    readFile(name: string, callback: Callback<Buffer>): void;
    close(): void;
  }
}
