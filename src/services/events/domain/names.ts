/** Names and ARNs of EventBridge. Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge". */
import { parseArn } from '../../../aws/arn.ts'
import {
  type AccountId,
  parseAccountId,
  parseRegion,
  partitionOf,
  type Region,
} from '../../../aws/identifiers.ts'

/** An account in a region. */
export type Home = { readonly accountId: AccountId; readonly region: Region }

/** A bus by its owner's account, region and name. */
export type BusAddress = Home & { readonly busName: string }

/** The bus that every account has in every region. */
export const defaultBusName = 'default'

/** The bus that a name or an ARN stands for; undefined for an ARN of something else. */
export function readBus(home: Home, nameOrArn: string | undefined): BusAddress | undefined {
  if (nameOrArn === undefined) return { ...homeOf(home), busName: defaultBusName }
  if (!nameOrArn.startsWith('arn:')) return { ...homeOf(home), busName: nameOrArn }
  const arn = parseArn(nameOrArn)
  const [, busName] = /^event-bus\/(.+)$/.exec(arn?.resource ?? '') ?? []
  const accountId = parseAccountId(arn?.accountId ?? '')
  const region = parseRegion(arn?.region ?? '')
  if (arn?.service !== 'events' || !busName || !accountId || !region) return undefined
  return { accountId, region, busName }
}

/** Account and region alone. */
export function homeOf({ accountId, region }: Home): Home {
  return { accountId, region }
}

function arnOf({ accountId, region }: Home, resource: string): string {
  return `arn:${partitionOf(region)}:events:${region}:${accountId}:${resource}`
}

export function busArn(bus: BusAddress): string {
  return arnOf(bus, `event-bus/${bus.busName}`)
}

/** Rules of the default bus go without its name. */
export function ruleArn(bus: BusAddress, name: string): string {
  return arnOf(bus, bus.busName === defaultBusName ? `rule/${name}` : `rule/${bus.busName}/${name}`)
}

export function archiveArn(home: Home, name: string): string {
  return arnOf(home, `archive/${name}`)
}

export function replayArn(home: Home, name: string): string {
  return arnOf(home, `replay/${name}`)
}

/** `id` is a UUID. */
export function connectionArn(home: Home, name: string, id: string): string {
  return arnOf(home, `connection/${name}/${id}`)
}

export function apiDestinationArn(home: Home, name: string, id: string): string {
  return arnOf(home, `api-destination/${name}/${id}`)
}

/** A rule or a bus by its ARN, for tags. */
export function readTaggedArn(text: string): (BusAddress & { readonly ruleName?: string }) | undefined {
  const arn = parseArn(text)
  const accountId = parseAccountId(arn?.accountId ?? '')
  const region = parseRegion(arn?.region ?? '')
  if (arn?.service !== 'events' || !accountId || !region) return undefined
  const [kind, ...rest] = arn.resource.split('/')
  const last = rest.at(-1)
  if (!last) return undefined
  if (kind === 'event-bus') return { accountId, region, busName: rest.join('/') }
  if (kind !== 'rule') return undefined
  const busName = rest.length === 1 ? defaultBusName : rest.slice(0, -1).join('/')
  return { accountId, region, busName, ruleName: last }
}
