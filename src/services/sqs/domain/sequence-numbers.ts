/** AWS's numbers have twenty digits and begin like this; what follows grows with each message of the store. */
const first = 18_849_496_460_467_696_128n

/** The SequenceNumber of a message, by its id in the store's queue. Source: API Reference, SendMessage: it grows within a group. */
export function sequenceNumber(id: number): string {
  return String(first + BigInt(id))
}
