import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IAM } from '@aws-sdk/client-iam'
import { STS } from '@aws-sdk/client-sts'
import { testServer } from '../../support/server.ts'
import { refuses } from '../iam/support.ts'
import { signedWith } from './support.ts'

const server = testServer()
const account = '111122223333'
const issuer = 'token.example.com'

/** A token whose signature nobody verifies in local mode. */
function tokenOf(claims: object = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const defaults = {
    iss: `https://${issuer}`,
    sub: 'repo:me/app:ref:refs/heads/main',
    aud: 'sts.amazonaws.com',
    exp: Math.floor(Date.now() / 1000) + 600,
  }
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ ...defaults, ...claims })}.c2lnbmF0dXJl`
}

describe('AssumeRoleWithWebIdentity', () => {
  const RoleArn = `arn:aws:iam::${account}:role/FromCi`
  const provider = `arn:aws:iam::${account}:oidc-provider/${issuer}`
  const assume = (WebIdentityToken: string) => {
    const { endpoint, region } = server.config()
    return new STS({ endpoint, region, maxAttempts: 1 }).assumeRoleWithWebIdentity({
      RoleArn,
      RoleSessionName: 'ci',
      WebIdentityToken,
    })
  }

  it('needs a provider, then a role, then its trust', async () => {
    const iam = new IAM(server.config({ account }))
    await refuses(assume(tokenOf()), {
      code: 'InvalidIdentityToken',
      message: `No OpenIDConnect provider found in your account for https://${issuer}`,
      status: 400,
    })
    await iam.createOpenIDConnectProvider({ Url: `https://${issuer}`, ClientIDList: ['sts.amazonaws.com'] })
    const unauthorized = {
      code: 'AccessDenied',
      message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
      status: 403,
    }
    await refuses(assume(tokenOf()), unauthorized)
    await iam.createRole({
      RoleName: 'FromCi',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Federated: provider },
          Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
          Condition: {
            StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' },
            StringLike: { [`${issuer}:sub`]: 'repo:me/*' },
          },
        },
      }),
    })
    await refuses(assume(tokenOf({ sub: 'repo:you/app' })), unauthorized)

    const answer = await assume(
      tokenOf({ 'https://aws.amazon.com/tags': { principal_tags: { team: ['blue'] } } }),
    )
    assert.deepEqual(
      [answer.Provider, answer.Audience, answer.SubjectFromWebIdentityToken],
      [provider, 'sts.amazonaws.com', 'repo:me/app:ref:refs/heads/main'],
    )
    const session = new STS(signedWith(server, answer.Credentials))
    assert.equal((await session.getCallerIdentity({})).Arn, `arn:aws:sts::${account}:assumed-role/FromCi/ci`)
  })

  it('refuses tokens that are malformed, expired or for somebody else', async () => {
    await refuses(assume('nonsense'), {
      code: 'InvalidIdentityToken',
      message:
        'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    })
    await refuses(assume(tokenOf({ iss: `https://${'x'.repeat(3000)}` })), { code: 'InvalidIdentityToken' })
    await refuses(assume(tokenOf({ aud: 'somebody else' })), {
      code: 'InvalidIdentityToken',
      message: 'Incorrect token audience',
    })
    await refuses(assume(tokenOf({ exp: 1000 })), {
      code: 'ExpiredTokenException',
      message: /^Token expired: current date\/time \d+ must be before the expiration date\/time 1000$/,
    })
  })
})
