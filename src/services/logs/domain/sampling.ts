/**
 * Takes `count` of many items, spread evenly over them and in their order.
 * Source: API Reference, StartLiveTail ("the log events are sampled down to 500 log events").
 */
export function sample<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items
  return Array.from(
    { length: count },
    (_, index) => items[Math.floor((index * items.length) / count)],
  ).filter((item) => item !== undefined)
}
