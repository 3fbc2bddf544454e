import { KeyOrder } from './key-order.ts'

/** The order that keys have when they are put into an empty dictionary one after the other. */
export function orderOf(keys: readonly string[]): KeyOrder {
  const order = new KeyOrder()
  for (const key of keys) order.add(key)
  return order
}

/**
 * The order after a dictionary was copied several times by `copy.deepcopy`, which puts the keys into a new one in the order
 * of the old. Colliding keys may change places with every copy; what a copy gives depends on nothing but the order before,
 * so that it is enough to copy until an order comes again.
 */
export function orderAfterCopies(order: KeyOrder, copies: number): KeyOrder {
  const seen = [order]
  let now = order
  for (let made = 1; made <= copies; made += 1) {
    now = now.copied()
    // The usual case: what was copied once stays as it is.
    if (order.size < 2 || made === copies) return now
    const before = seen.findIndex((other) => other.isSameAs(now))
    if (before < 0) {
      seen.push(now)
      continue
    }
    // From here on it goes round in a circle of orders.
    const length = seen.length - before
    return (seen[before + ((copies - made + length - 1) % length)] ?? now).copied()
  }
  return now
}
