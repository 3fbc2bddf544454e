import fc from 'fast-check'

/** An arbitrary that is made when the first value is drawn, for shapes that refer to themselves. */
export class LazyArbitrary<T> extends fc.Arbitrary<T> {
  readonly #make: () => fc.Arbitrary<T>
  #made: fc.Arbitrary<T> | undefined

  constructor(make: () => fc.Arbitrary<T>) {
    super()
    this.#make = make
  }

  get #arbitrary(): fc.Arbitrary<T> {
    this.#made ??= this.#make()
    return this.#made
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<T> {
    return this.#arbitrary.generate(random, biasFactor)
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.#arbitrary.canShrinkWithoutContext(value)
  }

  override shrink(value: T, context: unknown): fc.Stream<fc.Value<T>> {
    return this.#arbitrary.shrink(value, context)
  }
}
