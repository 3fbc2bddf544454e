/**
 * How functions are named. A function name in a request may be a name (`my-function`), a partial ARN
 * (`123456789012:function:my-function`) or an ARN, each with or without a version or alias behind it.
 * Source: Lambda API Reference, GetFunction, `FunctionName`.
 */
import type { AccountId, Partition, Region } from '../../../aws/identifiers.ts'

/** Where a request stands: what a name leaves out is taken from here. */
export interface Here {
  readonly accountId: AccountId
  readonly region: Region
  readonly partition: Partition
}

/** Which function is meant, in which account and region; `qualifier` is a version, an alias or `$LATEST`. */
export interface FunctionAddress extends Here {
  readonly name: string
  readonly qualifier?: string
}

/** The version that changes; all others were published and stay as they are. */
export const latest = '$LATEST'

const form =
  /^(?:arn:(?<partition>aws[a-zA-Z-]*)?:lambda:)?(?:(?<region>(?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(?<accountId>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9_.-]+)(?::(?<qualifier>\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9_-]+))?$/

const plainName = /^[a-zA-Z0-9_.-]+$/

/** Reads a function name in any of its forms; undefined when it has none of them. */
export function readFunctionName(text: string, here: Here): FunctionAddress | undefined {
  // Most say no more than the name.
  if (plainName.test(text)) {
    const { partition, region, accountId } = here
    return { partition, region, accountId, name: text }
  }
  const parts = form.exec(text)?.groups
  if (parts?.name === undefined) return undefined
  return {
    partition: (parts.partition ?? here.partition) as Partition,
    region: (parts.region ?? here.region) as Region,
    accountId: (parts.accountId ?? here.accountId) as AccountId,
    name: parts.name,
    ...(parts.qualifier === undefined ? {} : { qualifier: parts.qualifier }),
  }
}

/** The ARN of a function, without a qualifier unless one is given. */
export function functionArn(address: Omit<FunctionAddress, 'qualifier'>, qualifier?: string): string {
  const { partition, region, accountId, name } = address
  const suffix = qualifier === undefined ? '' : `:${qualifier}`
  return `arn:${partition}:lambda:${region}:${accountId}:function:${name}${suffix}`
}

/** Whether a qualifier names a published version: all digits. */
export function isVersionNumber(qualifier: string): boolean {
  return /^\d+$/.test(qualifier)
}

/** The ARN of a layer (`arn:aws:lambda:us-east-1:123456789012:layer:my-layer`), or of a version of it. */
export function layerArn(here: Here, name: string, version?: number): string {
  const suffix = version === undefined ? '' : `:${version}`
  return `arn:${here.partition}:lambda:${here.region}:${here.accountId}:layer:${name}${suffix}`
}

/** A layer, or a version of it. */
export interface LayerAddress extends Here {
  readonly name: string
  readonly version?: number
}

/** Reads the ARN of a layer or of a version of one; undefined when it is none. */
export function readLayerArn(text: string): LayerAddress | undefined {
  const parts = /^arn:(aws[a-zA-Z-]*)?:lambda:([^:]+):(\d{12}):layer:([a-zA-Z0-9_-]+)(?::(\d+))?$/.exec(text)
  if (!parts) return undefined
  const [, partition = 'aws', region = '', accountId = '', name = '', version] = parts
  return {
    partition: partition as Partition,
    region: region as Region,
    accountId: accountId as AccountId,
    name,
    ...(version === undefined ? {} : { version: Number(version) }),
  }
}
