import type { AccountId } from '../../aws/identifiers.ts'
import type { Settings, Version } from './records.ts'

/** For tests: an active `$LATEST` without code of its own, with the role `worker` of the account, and settings laid over. */
export function testVersion(accountId: AccountId, name: string, settings: Partial<Settings> = {}): Version {
  return {
    version: '$LATEST',
    architecture: 'x86_64',
    code: { kind: 'folder', path: '/nowhere' },
    settings: {
      description: '',
      packageType: 'Zip',
      roleArn: `arn:aws:iam::${accountId}:role/worker`,
      memoryMb: 128,
      timeoutSeconds: 3,
      ephemeralStorageMb: 512,
      layers: [],
      tracing: 'PassThrough',
      logging: { format: 'Text', group: `/aws/lambda/${name}` },
      snapStart: 'None',
      ...settings,
    },
    progress: { state: 'Active', lastUpdateStatus: 'Successful' },
    revisionId: 'revision',
    environmentKey: name,
    modifiedAt: 0,
  }
}
