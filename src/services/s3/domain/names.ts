/** Names of buckets and objects. Source: Amazon S3 User Guide, "Bucket naming rules", "Naming Amazon S3 objects". */
import { utf8Bytes } from '../../../base/utf8.ts'

const bucketForm = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const addressForm = /^\d+\.\d+\.\d+\.\d+$/
const takenPrefixes = ['xn--', 'sthree-', 'amzn-s3-demo-']
const takenSuffixes = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3']

/** Whether a new bucket may have this name. */
export function isBucketName(name: string): boolean {
  return (
    bucketForm.test(name) &&
    !addressForm.test(name) &&
    !name.includes('..') &&
    !takenPrefixes.some((prefix) => name.startsWith(prefix) && prefix !== 'amzn-s3-demo-') &&
    !takenSuffixes.some((suffix) => name.endsWith(suffix))
  )
}

/** The longest key. Unit: bytes of UTF-8. Source: User Guide, "Naming Amazon S3 objects". */
export const keyBytesMax = 1024

/** Why a text cannot be a key. */
export function keyFault(key: string): 'too long' | 'empty' | 'not text' | undefined {
  if (key === '') return 'empty'
  if (!key.isWellFormed()) return 'not text'
  // U+0000 takes two bytes where keys are stored; nobody has a kilobyte of them.
  const bytes = utf8Bytes(key)
  if (bytes > keyBytesMax) return 'too long'
  return key.includes('\0') && bytes + key.split('\0').length > 1700 ? 'too long' : undefined
}
