/** ARNs of Scheduler. Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge Scheduler". */
import { type AccountId, partitionOf, type Region } from '../../../aws/identifiers.ts'

/** An account in a region. */
export type Home = { readonly accountId: AccountId; readonly region: Region }

/** The group that every account has in every region. */
export const defaultGroupName = 'default'

export function scheduleArn({ accountId, region }: Home, groupName: string, name: string): string {
  return `arn:${partitionOf(region)}:scheduler:${region}:${accountId}:schedule/${groupName}/${name}`
}

export function groupArn({ accountId, region }: Home, name: string): string {
  return `arn:${partitionOf(region)}:scheduler:${region}:${accountId}:schedule-group/${name}`
}
