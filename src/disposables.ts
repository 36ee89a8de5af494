/**
 * Resources that are disposed of together, the last one first. Does what `AsyncDisposableStack` of
 * the ECMAScript standard does, which Node 22 does not have yet.
 */
export class Disposables implements AsyncDisposable {
  #disposers: (() => PromiseLike<void> | void)[] = [];

  /** Takes over `resource`, and gives it back. */
  use<T extends AsyncDisposable>(resource: T): T {
    this.#disposers.push(() => resource[Symbol.asyncDispose]());
    return resource;
  }

  /** Calls `dispose` with the others. */
  defer(dispose: () => PromiseLike<void> | void): void {
    this.#disposers.push(dispose);
  }

  /** Hands everything over to another owner; nothing is left here. */
  move(): Disposables {
    const moved = new Disposables();
    moved.#disposers = this.#disposers;
    this.#disposers = [];
    return moved;
  }

  /** Disposes of everything, also where some of it fails; then the first failure is thrown. */
  async [Symbol.asyncDispose](): Promise<void> {
    const failures: unknown[] = [];
    for (const dispose of this.#disposers.splice(0).reverse()) {
      try {
        await dispose();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
