import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Credentials, STS } from '@aws-sdk/client-sts'
import { testServer } from '../../support/server.ts'
import { refuses } from '../iam/support.ts'
import { signedWith } from './support.ts'

const server = testServer()
const account = '111122223333'
const newSts = () => new STS(server.config({ account }))
const inSession = (credentials: Credentials | undefined) => new STS(signedWith(server, credentials))

describe('GetCallerIdentity', () => {
  it('answers the root user of the account that a key names', async () => {
    const { Account, Arn, UserId } = await newSts().getCallerIdentity({})
    assert.deepEqual([Account, Arn, UserId], [account, `arn:aws:iam::${account}:root`, account])
  })

  it('knows the partition of the region', async () => {
    const sts = new STS(server.config({ account, region: 'cn-north-1' }))
    assert.equal((await sts.getCallerIdentity({})).Arn, `arn:aws-cn:iam::${account}:root`)
  })
})

describe('GetSessionToken', () => {
  it('opens a session of the caller', async () => {
    const { Credentials } = await newSts().getSessionToken({ DurationSeconds: 900 })
    assert.match(Credentials?.AccessKeyId ?? '', /^ASIA[A-Z2-7]{16}$/)
    assert.match(Credentials?.SecretAccessKey ?? '', /^[A-Za-z0-9+/]{40}$/)
    const leftMs = (Credentials?.Expiration?.getTime() ?? 0) - Date.now()
    assert.ok(leftMs > 840_000 && leftMs <= 900_000, String(leftMs))
    const session = inSession(Credentials)
    assert.equal((await session.getCallerIdentity({})).Arn, `arn:aws:iam::${account}:root`)
    await refuses(session.getSessionToken({}), {
      code: 'AccessDenied',
      message: 'Cannot call GetSessionToken with session credentials',
      status: 403,
    })
    await refuses(session.getFederationToken({ Name: 'bob' }), { code: 'AccessDenied' })
  })

  it('holds the root user to one hour', async () => {
    const { Credentials } = await newSts().getSessionToken({ DurationSeconds: 43_200 })
    assert.ok((Credentials?.Expiration?.getTime() ?? 0) - Date.now() <= 3_600_000)
  })

  it('makes the token as long as it is asked to', async () => {
    const { Credentials } = await newSts().getSessionToken({ MinimumSessionTokenSize: 2000 })
    assert.ok((Credentials?.SessionToken?.length ?? 0) >= 2000)
  })

  it('refuses durations out of range', async () => {
    await refuses(newSts().getSessionToken({ DurationSeconds: 899 }), {
      code: 'ValidationError',
      message:
        "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
      status: 400,
    })
  })
})

describe('GetFederationToken', () => {
  it('opens a session for somebody else', async () => {
    const { Credentials, FederatedUser, PackedPolicySize } = await newSts().getFederationToken({
      Name: 'bob',
    })
    assert.deepEqual(FederatedUser, {
      FederatedUserId: `${account}:bob`,
      Arn: `arn:aws:sts::${account}:federated-user/bob`,
    })
    assert.equal(PackedPolicySize, 0)
    const { Arn, UserId } = await inSession(Credentials).getCallerIdentity({})
    assert.deepEqual([Arn, UserId], [FederatedUser?.Arn, FederatedUser?.FederatedUserId])
  })

  it('refuses malformed session policies', async () => {
    await refuses(newSts().getFederationToken({ Name: 'bob', Policy: '{"Version":"2012-10-17"}' }), {
      code: 'MalformedPolicyDocument',
      status: 400,
    })
  })
})

describe('GetAccessKeyInfo', () => {
  it('reads the account from the key', async () => {
    const { Credentials } = await newSts().getSessionToken({})
    const other = new STS(server.config({ account: '999999999999' }))
    assert.equal((await other.getAccessKeyInfo({ AccessKeyId: Credentials?.AccessKeyId })).Account, account)
    await refuses(other.getAccessKeyInfo({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }), {
      code: 'ValidationError',
    })
  })
})

describe('operations that are absent', () => {
  it('say so', async () => {
    await refuses(newSts().decodeAuthorizationMessage({ EncodedMessage: 'x' }), {
      code: 'NotImplemented',
      status: 501,
    })
  })
})
