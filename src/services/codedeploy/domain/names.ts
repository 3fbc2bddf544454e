/** ARNs and ids of CodeDeploy. Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS CodeDeploy". */
import { type AccountId, partitionOf, type Region } from '../../../aws/identifiers.ts'
import { type RandomSource, randomText } from '../../../base/random.ts'

/** An account in a region. */
export type Home = { readonly accountId: AccountId; readonly region: Region }

export function applicationArn(home: Home, name: string): string {
  return `${prefixOf(home)}application:${name}`
}

export function groupArn(home: Home, applicationName: string, name: string): string {
  return `${prefixOf(home)}deploymentgroup:${applicationName}/${name}`
}

export function prefixOf({ accountId, region }: Home): string {
  return `arn:${partitionOf(region)}:codedeploy:${region}:${accountId}:`
}

/** `d-` and nine characters, as AWS's are. */
export function newDeploymentId(random: RandomSource): string {
  return `d-${randomText(random, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 9)}`
}

/** What a deployment's only target is called: the function and its alias. UNVERIFIED: the form. */
export function targetIdOf({ functionName, alias }: { functionName: string; alias: string }): string {
  return `${functionName}:${alias}`
}
