import type { Protocol } from '../../models/index.ts'

/** Services word what is wrong with a signature in four ways, by how they speak. */
export type SignatureFamily = 'query' | 'json' | 'restJson' | 's3'

/** The family of a protocol; restXml here is S3. */
export function familyOf(protocol: Protocol): SignatureFamily {
  switch (protocol) {
    case 'awsQuery':
      return 'query'
    case 'restXml':
      return 's3'
    case 'restJson1':
      return 'restJson'
    default:
      return 'json'
  }
}
