import type { AccountId, Region } from '../../aws/identifiers.ts'
import type { Caller } from '../../dispatch/index.ts'

/**
 * On whose behalf a service acts that was given a role: a session of it, named by what the service does it for. The unique id of
 * the role is not known here; policies ask for ARNs.
 */
export function roleCaller(
  { accountId, region }: { readonly accountId: AccountId; readonly region: Region },
  roleArn: string,
  sessionName: string,
  more: Pick<Caller, 'signal' | 'traceHeader' | 'causes'> = {},
): Caller {
  const [, partition = 'aws', , , roleAccount = accountId] = roleArn.split(':')
  const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1)
  const session = sessionName.slice(0, 64)
  return {
    ...more,
    accountId,
    region,
    principal: {
      type: 'assumed-role',
      accountId: roleAccount as AccountId,
      arn: `arn:${partition}:sts::${roleAccount}:assumed-role/${roleName}/${session}`,
      userId: `${roleName}:${session}`,
      roleArn,
    },
  }
}
