/** The end of deployments, and the way back that some of them take: a deployment of its own. */
import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import type { Atomic, Stored } from '../../../store/index.ts'
import { writeAppSpec } from '../domain/app-spec.ts'
import type { Deployment } from '../domain/deployment.ts'
import { newDeploymentId } from '../domain/names.ts'
import { goesBack, notBegun } from '../domain/progress.ts'
import { defaultConfigName } from '../domain/traffic.ts'
import { deployments, type Group, groups, type LastDeployment } from '../records.ts'
import { goOn } from './go-on.ts'
import { type Happened, tell } from './notices.ts'

const happened: Readonly<Record<string, Happened>> = {
  Succeeded: 'DeploymentSuccess',
  Failed: 'DeploymentFailure',
  Stopped: 'DeploymentStop',
}

/** Adds to a commit that a deployment has ended: what its group knows of it, what is told, and the deployment that goes back. */
export async function end(
  { store, random, clock }: BackgroundSurroundings,
  commit: Atomic,
  ended: Deployment,
  before: Stored<Deployment>,
): Promise<void> {
  const back = goesBack(ended) ? wayBack(ended, newDeploymentId(random), clock.now()) : undefined
  const last: Deployment =
    back === undefined
      ? ended
      : {
          ...ended,
          rollbackDeploymentId: back.id,
          rollbackMessage: `Deployment ${ended.id} terminated. Automatic rollback is triggered with a DeploymentId ${back.id}.`,
        }
  deployments.put(commit, last, before)
  const told = happened[last.status]
  if (told) tell(commit, last, told)
  if (back) {
    deployments.put(commit, back, undefined)
    goOn(commit, back)
  }
  // It may have another name by now, or be gone.
  const group = await groups.findBy(store, 'byId', [last.accountId, last.region, last.groupId])
  if (group) groups.put(commit, groupAfter(group.value, last, back), group)
}

/**
 * The deployment that undoes another one: all traffic goes at once to the version from before, and nobody is asked. There is nothing to go
 * back to in one whose revision could not be read.
 * UNVERIFIED: its revision and configuration, which AWS's documents do not show.
 */
function wayBack(ended: Deployment, id: string, now: number): Deployment | undefined {
  const { plan } = ended
  if (!plan) return undefined
  const { functionName, alias, currentVersion, targetVersion } = plan
  const content = writeAppSpec({
    functionName,
    alias,
    currentVersion: targetVersion,
    targetVersion: currentVersion,
  })
  const { accountId, region, applicationId, applicationName, groupId, groupName } = ended
  return {
    accountId,
    region,
    id,
    applicationId,
    applicationName,
    groupId,
    groupName,
    configName: defaultConfigName,
    routing: { type: 'AllAtOnce' },
    serviceRoleArn: ended.serviceRoleArn,
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
    previousRevision: ended.revision,
    creator: 'codeDeployRollback',
    ownAlarms: false,
    triggers: ended.triggers,
    ...notBegun(now),
    rollbackTriggeringDeploymentId: ended.id,
    rollbackMessage: `Deployment ${id} is triggered to roll back deployment ${ended.id}.`,
  }
}

function groupAfter(group: Group, ended: Deployment, back: Deployment | undefined): Group {
  const { activeDeploymentId: _active, ...rest } = group
  const last: LastDeployment = {
    id: ended.id,
    status: ended.status,
    createdAt: ended.createdAt,
    ...(ended.completedAt === undefined ? {} : { endedAt: ended.completedAt }),
  }
  return {
    ...rest,
    lastAttempted: last,
    ...(ended.status === 'Succeeded' && { lastSuccessful: last, targetRevision: ended.revision }),
    ...(back && { activeDeploymentId: back.id }),
  }
}
