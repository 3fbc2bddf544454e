/** Resources that only describe surroundings. All keys begin with account and region. */
import { createHash } from 'node:crypto'
import type { AccountId, Region } from '../../../aws/identifiers.ts'
import type { JsonObject } from '../../../base/json.ts'
import { collection } from '../../../store/index.ts'

export type SurroundingsRecord = {
  readonly accountId: AccountId
  readonly region: Region
  /** `AWS::EC2::VPC`. */
  readonly typeName: string
  /** As Cloud Control names it. */
  readonly identifier: string
  /** What `Ref` gives. */
  readonly physicalId: string
  readonly attributes: JsonObject
  readonly properties: JsonObject
  /** Who made it: the same for each attempt. */
  readonly maker: string
}

export const surroundingsRecords = collection<SurroundingsRecord>()({
  name: 'cloudformation.surroundings',
  key: ({ accountId, region, typeName, identifier }) => [
    accountId,
    region,
    typeName,
    identifierKey(identifier),
  ],
})

/** An identifier that is longer than this is known by its hash: keys have an end. Unit: bytes. Source: chosen. */
const identifierKeyBytesMax = 512

/** The part of a key that an identifier is. */
export function identifierKey(identifier: string): string {
  if (Buffer.byteLength(identifier) <= identifierKeyBytesMax) return identifier
  return `#${createHash('sha256').update(identifier).digest('hex')}`
}
