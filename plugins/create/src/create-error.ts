/** Why no plugin was made, in words that say what to do about it. */
export class CreateError extends Error {
  /** Stable, `holdfast.create.<what>`. */
  readonly id: string;

  constructor(id: `holdfast.create.${string}`, message: string, options?: ErrorOptions) {
    super(message, options);
    this.id = id;
  }
}
