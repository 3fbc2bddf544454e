declare const brand: unique symbol

/** A string that cannot be swapped for another kind of string. */
export type Branded<Name extends string> = string & { readonly [brand]: Name }

/** Twelve digits. */
export type AccountId = Branded<'AccountId'>

/** A region's code, as `us-east-1`. */
export type Region = Branded<'Region'>

/** The part of AWS that a region belongs to, as ARNs name it. */
export type Partition =
  | 'aws'
  | 'aws-cn'
  | 'aws-us-gov'
  | 'aws-iso'
  | 'aws-iso-b'
  | 'aws-iso-e'
  | 'aws-iso-f'
  | 'aws-eusc'

/** The account that keys without an account of their own belong to. The number AWS's own documents use for examples is another one; this is what local tools have settled on. */
export const defaultAccountId = '000000000000' as AccountId

/** Reads an account id, or undefined when the text is not twelve digits. */
export function parseAccountId(text: string): AccountId | undefined {
  return /^\d{12}$/.test(text) ? (text as AccountId) : undefined
}

const regionForm = /^(?:[a-z]{2}|us-gov|us-iso[a-z]?|eu-iso[a-z]?|eusc-[a-z]{2})-[a-z]+-\d{1,2}$/

/** Reads a region's code, or undefined when the text does not have the form of one. */
export function parseRegion(text: string): Region | undefined {
  return regionForm.test(text) ? (text as Region) : undefined
}

const partitionOfPrefix: ReadonlyArray<readonly [string, Partition]> = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-iso-', 'aws-iso'],
  ['eusc-', 'aws-eusc'],
]

/** The partition of a region. Source: the SDKs' endpoint rules (partitions). */
export function partitionOf(region: Region): Partition {
  return partitionOfPrefix.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws'
}
