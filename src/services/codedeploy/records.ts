/**
 * What CodeDeploy keeps. Keys begin with account and region. Groups belong to an application by its id, for applications and groups may
 * be given other names.
 *
 * A deployment goes on when its id comes through the work queue, one message at a time; what is due later waits in the queue of
 * instants, and is void when the deployment is due at another by then.
 */

import type { TrafficRouting } from '../../aws/traffic-shifts.ts'
import type { JsonObject } from '../../base/json.ts'
import { collection, type Key } from '../../store/index.ts'
import type { AlarmSettings, AutoRollback, Deployment, Trigger } from './domain/deployment.ts'
import type { Home } from './domain/names.ts'
import type { ComputePlatform } from './domain/traffic.ts'

export type Tags = Readonly<Record<string, string>>

/** Instants in milliseconds since the epoch, here and below. */
export type Application = Home & {
  readonly id: string
  readonly name: string
  readonly platform: ComputePlatform
  readonly tags: Tags
  readonly createdAt: number
}

export const applications = collection<Application>()({
  name: 'codedeploy.applications',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

export type LastDeployment = {
  readonly id: string
  readonly status: string
  readonly createdAt: number
  readonly endedAt?: number
}

export type Group = Home & {
  readonly id: string
  readonly applicationId: string
  readonly name: string
  readonly configName: string
  readonly serviceRoleArn: string
  readonly triggers: readonly Trigger[]
  readonly alarms?: AlarmSettings
  readonly autoRollback?: AutoRollback
  readonly style: { readonly type: string; readonly option: string }
  /** Settings of other platforms, in the words of the API: they are kept, and change nothing. */
  readonly others: JsonObject
  readonly tags: Tags
  readonly activeDeploymentId?: string
  readonly targetRevision?: JsonObject
  readonly lastSuccessful?: LastDeployment
  readonly lastAttempted?: LastDeployment
}

export const groups = collection<Group>()({
  name: 'codedeploy.groups',
  key: ({ accountId, region, applicationId, name }) => [accountId, region, applicationId, name],
  indexes: { byId: { key: ({ accountId, region, id }) => [accountId, region, id] } },
})

/** A deployment configuration of one's own. `settings`: what the API has of other platforms. */
export type Config = Home & {
  readonly id: string
  readonly name: string
  readonly platform: ComputePlatform
  readonly routing: TrafficRouting
  readonly settings: JsonObject
  readonly createdAt: number
}

export const configs = collection<Config>()({
  name: 'codedeploy.configs',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

/** A revision that was registered or deployed. */
export type Revision = Home & {
  readonly applicationId: string
  /** SHA-256 of its location. */
  readonly hash: string
  readonly location: JsonObject
  readonly description?: string
  readonly groupNames: readonly string[]
  readonly registeredAt: number
  readonly firstUsedAt?: number
  readonly lastUsedAt?: number
}

export const revisions = collection<Revision>()({
  name: 'codedeploy.revisions',
  key: ({ accountId, region, applicationId, hash }) => [accountId, region, applicationId, hash],
})

export const deployments = collection<Deployment>()({
  name: 'codedeploy.deployments',
  key: ({ accountId, region, id }) => [accountId, region, id],
  indexes: {
    byTime: { key: ({ accountId, region, createdAt, id }) => [accountId, region, createdAt, id] },
    byGroup: {
      key: ({ accountId, region, groupId, createdAt, id }) => [accountId, region, groupId, createdAt, id],
    },
  },
})

/** A deployment that is to go on. Messages of one deployment are a group. */
export type Work = Home & { readonly id: string }
export const workQueue: Key = ['codedeploy.work']

/** A deployment that is due at an instant. */
export type Instant = Work & { readonly dueAt: number }
export const instantQueue: Key = ['codedeploy.instants']

/** What is told of a deployment: to the event bus, or to a trigger's topic under the group's role. */
export type Notice = Home &
  (
    | { readonly to: 'bus'; readonly applicationArn: string; readonly entry: JsonObject }
    | {
        readonly to: 'topic'
        readonly topicArn: string
        readonly roleArn: string
        readonly deploymentId: string
        readonly subject: string
        readonly message: string
      }
  )
export const noticeQueue: Key = ['codedeploy.notices']
