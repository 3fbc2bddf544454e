import type { AssumeRoleResponse } from '@aws-sdk/client-sts'
import { AwsError } from '../../aws/aws-error.ts'
import type { Logger } from '../../base/logger.ts'
import type { FunctionVersion, RoleCredentials } from '../../compute/index.ts'
import type { Surroundings } from '../../dispatch/index.ts'

/** How long credentials of functions are good. Unit: seconds. Source: IAM User Guide, the least "maximum session duration". */
const sessionSeconds = 3_600

/**
 * Credentials of functions' roles, as the Lambda service gets them from STS. In local mode a role that is not there, or does
 * not trust Lambda, is no obstacle: the function then acts as its account, as any well-formed key does.
 */
export function roleCredentials(
  { call, clock, settings }: Surroundings,
  logger: Logger,
): (version: FunctionVersion) => Promise<RoleCredentials> {
  return async ({ accountId, region, roleArn, functionName }) => {
    const service = 'lambda.amazonaws.com'
    const principal = { type: 'service', accountId, arn: service, userId: service } as const
    const input = {
      RoleArn: roleArn,
      RoleSessionName: functionName,
      DurationSeconds: sessionSeconds,
    }
    try {
      const { Credentials: given } = await call<AssumeRoleResponse>('sts:AssumeRole', input, {
        principal,
        accountId,
        region,
      })
      return {
        accessKeyId: given?.AccessKeyId ?? '',
        secretAccessKey: given?.SecretAccessKey ?? '',
        sessionToken: given?.SessionToken ?? '',
        expiresAt: given?.Expiration?.getTime() ?? 0,
      }
    } catch (error) {
      if (settings.identity === 'enforce' || !(error instanceof AwsError)) throw error
      logger.debug('A function acts as its account: its role cannot be assumed', {
        roleArn,
        code: error.code,
      })
      return {
        accessKeyId: accountId,
        secretAccessKey: 'local',
        sessionToken: 'local',
        expiresAt: clock.now() + sessionSeconds * 1000,
      }
    }
  }
}
