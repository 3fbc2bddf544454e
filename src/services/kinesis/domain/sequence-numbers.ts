/**
 * Sequence numbers: 56 digits, which grow with each record of a shard and from a shard to its children. AWS does not publish
 * what is in them; those of 2013 and later were found to be one large number made of hexadecimal fields: a mark, the shard's
 * time, the record's number, the shard. The same fields are here, so that they have AWS's size and order, and every one
 * tells its shard and its place in the shard's log.
 * Source: the fields as the authors of mhart/kinesalite observed them on AWS.
 */

/** What a sequence number says. */
export interface SequencePlace {
  /** The shard's epoch. Unit: seconds. */
  readonly epoch: number
  readonly shardIndex: number
  /** The record's place in the shard, 1 the first; 0 is before all. */
  readonly place: bigint
}

/** The place that stands for the end of a closed shard. */
export const lastPlace = 0x7fffffffffffffffn

export function writeSequenceNumber({ epoch, shardIndex, place }: SequencePlace): string {
  const time = epoch.toString(16).padStart(9, '0')
  const shard = shardIndex.toString(16).padStart(8, '0')
  const fields = ['2', time, shard.slice(-1), place.toString(16).padStart(16, '0'), '00', time, shard, '2']
  return BigInt(`0x${fields.join('')}`).toString()
}

/** Undefined for what is no sequence number of this form. */
export function readSequenceNumber(text: string): SequencePlace | undefined {
  if (!/^\d{1,129}$/.test(text)) return undefined
  const hex = BigInt(text).toString(16)
  const fields = /^2([0-9a-f]{9})[0-9a-f]([0-7][0-9a-f]{15})[0-9a-f]{2}[0-9a-f]{9}([0-7][0-9a-f]{7})2$/.exec(
    hex,
  )
  if (fields === null) return undefined
  const [, time = '', place = '', shard = ''] = fields
  return {
    epoch: Number.parseInt(time, 16),
    shardIndex: Number.parseInt(shard, 16),
    place: BigInt(`0x${place}`),
  }
}
