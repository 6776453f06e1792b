import { StateStore } from "./state-store.ts";

/** The state of one core, opened when it is first needed. */
export class OnDemandState {
  readonly #directory: string;
  #store: StateStore | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** @throws HoldfastError `holdfast.state.*` when the state directory cannot be used */
  get(): StateStore {
    return (this.#store ??= new StateStore(this.#directory));
  }

  /** Closes the state if it was opened; it is not opened again. */
  close(): void {
    this.#store?.close();
  }
}
