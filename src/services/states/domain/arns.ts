/**
 * ARNs of Step Functions. A child of a Map Run belongs to a machine of the form `name/label`, where the label is the Map state's.
 *
 *     arn:aws:states:REGION:ACCOUNT:stateMachine:NAME           :VERSION | :ALIAS
 *     arn:aws:states:REGION:ACCOUNT:execution:NAME:EXECUTION
 *     arn:aws:states:REGION:ACCOUNT:express:NAME:EXECUTION:UUID
 *     arn:aws:states:REGION:ACCOUNT:mapRun:NAME/LABEL:UUID
 *     arn:aws:states:REGION:ACCOUNT:activity:NAME
 *
 * Source: Service Authorization Reference, "Resource types defined by AWS Step Functions".
 */
import { parseArn } from '../../../aws/arn.ts'
import {
  type AccountId,
  parseAccountId,
  parseRegion,
  partitionOf,
  type Region,
} from '../../../aws/identifiers.ts'

/** Account and region that a thing belongs to. */
export type Home = { readonly accountId: AccountId; readonly region: Region }

function arn({ accountId, region }: Home, resource: string): string {
  return `arn:${partitionOf(region)}:states:${region}:${accountId}:${resource}`
}

/** `qualifier`: a version's number or an alias's name. */
export function machineArn(home: Home, name: string, qualifier?: string | number): string {
  return arn(home, `stateMachine:${name}${qualifier === undefined ? '' : `:${qualifier}`}`)
}

export function executionArn(home: Home, machineName: string, name: string): string {
  return arn(home, `execution:${machineName}:${name}`)
}

export function expressArn(home: Home, machineName: string, name: string, uuid: string): string {
  return arn(home, `express:${machineName}:${name}:${uuid}`)
}

/** `machineName` with its label. */
export function mapRunArn(home: Home, machineName: string, uuid: string): string {
  return arn(home, `mapRun:${machineName}:${uuid}`)
}

export function activityArn(home: Home, name: string): string {
  return arn(home, `activity:${name}`)
}

/** What an ARN of this service names. */
export type Named = Home &
  (
    | { readonly kind: 'stateMachine'; readonly machineName: string; readonly qualifier?: string }
    | { readonly kind: 'execution'; readonly machineName: string; readonly name: string }
    | { readonly kind: 'express'; readonly machineName: string; readonly name: string; readonly uuid: string }
    | { readonly kind: 'mapRun'; readonly machineName: string; readonly uuid: string }
    | { readonly kind: 'activity'; readonly name: string }
  )

/** Reads an ARN of this service; undefined for anything else. */
export function readArn(text: string): Named | undefined {
  const parts = parseArn(text)
  if (parts?.service !== 'states') return undefined
  const accountId = parseAccountId(parts.accountId)
  const region = parseRegion(parts.region)
  if (!accountId || !region) return undefined
  const home = { accountId, region }
  const [kind, first = '', second, third, ...rest] = parts.resource.split(':')
  if (rest.length > 0 || first === '' || second === '' || third === '') return undefined
  if (kind === 'stateMachine' && third === undefined)
    return { ...home, kind, machineName: first, ...(second === undefined ? {} : { qualifier: second }) }
  if (kind === 'activity' && second === undefined) return { ...home, kind, name: first }
  if (second === undefined) return undefined
  if (kind === 'execution' && third === undefined) return { ...home, kind, machineName: first, name: second }
  if (kind === 'mapRun' && third === undefined) return { ...home, kind, machineName: first, uuid: second }
  if (kind === 'express' && third !== undefined)
    return { ...home, kind, machineName: first, name: second, uuid: third }
  return undefined
}

/** The type of resource that an ARN names, for words of errors. */
export function resourceTypeOf(text: string): string {
  return parseArn(text)?.resource.split(':', 1)[0] ?? ''
}
