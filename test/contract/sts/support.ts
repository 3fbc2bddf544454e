import type { Credentials } from '@aws-sdk/client-sts'
import type { ClientConfig, TestServer } from '../../support/server.ts'

/** Client settings that sign with temporary credentials. */
export function signedWith(server: TestServer, credentials: Credentials | undefined): ClientConfig {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = credentials ?? {}
  return {
    ...server.config(),
    credentials: {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    },
  }
}
