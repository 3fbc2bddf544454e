/** Metrics and the dimensions that tell them apart. */

/** A name and a value. */
export type Dimension = { readonly name: string; readonly value: string }

/** A metric's identity. Dimensions are in the order of their names. */
export type MetricName = {
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly Dimension[]
}

/** Dimensions in one order, whatever order they were given in. */
export function sortDimensions(
  given: ReadonlyArray<{ readonly Name: string | undefined; readonly Value: string | undefined }> | undefined,
): Dimension[] {
  return (given ?? [])
    .map(({ Name = '', Value = '' }) => ({ name: Name, value: Value }))
    .sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0))
}
