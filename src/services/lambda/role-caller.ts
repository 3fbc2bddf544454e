import type { Caller } from '../../dispatch/index.ts'
import type { Home } from './records.ts'

/**
 * On whose behalf Lambda acts for a function: a session of its role, named as the function is. The unique id of the role is
 * not known here; policies ask for ARNs.
 */
export function roleCaller({ accountId, region }: Home, roleArn: string, functionName: string): Caller {
  const [, partition = 'aws', , , roleAccount = accountId] = roleArn.split(':')
  const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1)
  const arn = `arn:${partition}:sts::${roleAccount}:assumed-role/${roleName}/${functionName}`
  return {
    accountId,
    region,
    principal: {
      type: 'assumed-role',
      accountId,
      arn,
      userId: `${roleName}:${functionName}`,
      roleArn,
    },
  }
}
