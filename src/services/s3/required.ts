import { keyFault } from './domain/names.ts'
import { invalidArgument, keyTooLong, malformedXml } from './errors.ts'

/** A part of a document that must be there. Fails with MalformedXML. */
export function required<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw malformedXml()
  return value
}

/** The key of a request. Fails with KeyTooLongError and InvalidArgument. */
export function requiredKey(key: string | undefined): string {
  const fault = keyFault(key ?? '')
  if (fault === 'too long') throw keyTooLong(key ?? '')
  if (fault !== undefined) throw invalidArgument('The key is not valid', 'key', key?.slice(0, 100) ?? '')
  return key ?? ''
}
