import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type AccessKey, IAM } from '@aws-sdk/client-iam'
import { STS } from '@aws-sdk/client-sts'
import { type Lambent, startLambent } from '../../../src/index.ts'
import { lastingStore } from '../../support/test-stores.ts'
import { refuses } from '../iam/support.ts'

const account = '111122223333'
const RoleArn = `arn:aws:iam::${account}:role/Deploy`
const issuer = 'https://issuer.invalid'

let lambent: Lambent
let removeStore: () => void
let rootKey: AccessKey | undefined
let annasKey: AccessKey | undefined

interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

const signedBy = (credentials: Keys) => ({
  endpoint: lambent.endpoint,
  region: 'us-east-1',
  maxAttempts: 1,
  credentials,
})

const keysOf = (key: AccessKey | undefined): Keys => ({
  accessKeyId: key?.AccessKeyId ?? '',
  secretAccessKey: key?.SecretAccessKey ?? '',
})

// The first server takes any key, so that there are keys for the second, which takes those alone.
before(async () => {
  const { options, remove } = await lastingStore()
  removeStore = remove
  lambent = await startLambent(options)
  const iam = new IAM(signedBy({ accessKeyId: account, secretAccessKey: 'any' }))
  rootKey = (await iam.createAccessKey({})).AccessKey
  await iam.createUser({ UserName: 'anna' })
  annasKey = (await iam.createAccessKey({ UserName: 'anna' })).AccessKey
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' },
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/issuer.invalid` },
        Action: 'sts:AssumeRoleWithWebIdentity',
      },
    ],
  }
  await iam.createRole({ RoleName: 'Deploy', AssumeRolePolicyDocument: JSON.stringify(trust) })
  await iam.createOpenIDConnectProvider({ Url: issuer, ClientIDList: ['app'] })
  await lambent.stop()
  lambent = await startLambent({ ...options, identity: 'enforce' })
})
after(async () => {
  await lambent.stop()
  removeStore()
})

describe('in enforcing mode', () => {
  it('keys that were issued here count, with their secrets', async () => {
    const root = await new STS(signedBy(keysOf(rootKey))).getCallerIdentity({})
    assert.equal(root.Arn, `arn:aws:iam::${account}:root`)
    const anna = await new STS(signedBy(keysOf(annasKey))).getCallerIdentity({})
    assert.equal(anna.Arn, `arn:aws:iam::${account}:user/anna`)
    const wrong = new STS(signedBy({ ...keysOf(annasKey), secretAccessKey: 'wrong' }))
    await refuses(wrong.getCallerIdentity({}), { code: 'SignatureDoesNotMatch', status: 403 })
    const unknown = new STS(signedBy({ accessKeyId: account, secretAccessKey: 'any' }))
    await refuses(unknown.getCallerIdentity({}), { code: 'InvalidClientTokenId', status: 403 })
  })

  it('sessions count with their tokens alone', async () => {
    const anna = new STS(signedBy(keysOf(annasKey)))
    const { Credentials } = await anna.assumeRole({ RoleArn, RoleSessionName: 'run' })
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
    const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey }
    const session = new STS(signedBy({ ...keys, sessionToken: SessionToken }))
    const { Arn } = await session.getCallerIdentity({})
    assert.equal(Arn, `arn:aws:sts::${account}:assumed-role/Deploy/run`)
    await refuses(new STS(signedBy(keys)).getCallerIdentity({}), { code: 'InvalidClientTokenId' })
  })

  it('the root user assumes no roles', async () => {
    const root = new STS(signedBy(keysOf(rootKey)))
    await refuses(root.assumeRole({ RoleArn, RoleSessionName: 'run' }), {
      code: 'AccessDenied',
      message: 'Roles may not be assumed by root accounts.',
      status: 403,
    })
  })

  it('no multi-factor code can be right, for there are no devices', async () => {
    const anna = new STS(signedBy(keysOf(annasKey)))
    const code = { SerialNumber: `arn:aws:iam::${account}:mfa/anna`, TokenCode: '123456' }
    await refuses(anna.getSessionToken(code), { code: 'AccessDenied' })
  })

  it('tokens of providers need the keys of their issuer', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = { iss: issuer, sub: 's', aud: 'app', exp: Math.floor(Date.now() / 1000) + 600 }
    const { endpoint } = lambent
    const anonymous = new STS({ endpoint, region: 'us-east-1', maxAttempts: 1 })
    await refuses(
      anonymous.assumeRoleWithWebIdentity({
        RoleArn,
        RoleSessionName: 'ci',
        WebIdentityToken: `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`,
      }),
      { code: 'IDPCommunicationError', status: 400 },
    )
  })

  it('keys that are turned off no longer count', async () => {
    const iam = new IAM(signedBy(keysOf(rootKey)))
    const AccessKeyId = annasKey?.AccessKeyId
    const anna = new STS(signedBy(keysOf(annasKey)))
    await iam.updateAccessKey({ UserName: 'anna', AccessKeyId, Status: 'Inactive' })
    await refuses(anna.getCallerIdentity({}), { code: 'InvalidClientTokenId', status: 403 })
    await iam.updateAccessKey({ UserName: 'anna', AccessKeyId, Status: 'Active' })
    await anna.getCallerIdentity({})
  })
})
