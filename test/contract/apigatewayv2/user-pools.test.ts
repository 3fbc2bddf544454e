/** JWT authorizers whose issuer is a user pool of this server. Source: API Gateway Developer Guide, "JWT authorizers"; Cognito Developer Guide, "Accessing resources with API Gateway". */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { testServer } from '../../support/server.ts'
import { Account, obedient } from './support.ts'

const server = testServer()
const password = 'Passw0rd!'

describe('JWT authorizers with user pools', () => {
  let account: Account
  let cognito: CognitoIdentityProvider
  let apiId: string
  let pool: string
  let client: string

  before(async () => {
    account = new Account(server)
    cognito = new CognitoIdentityProvider(account.config)
    await account.makeFunction('f', obedient)
    apiId = await account.api('people')
    pool = (await cognito.createUserPool({ PoolName: 'people' })).UserPool?.Id ?? ''
    const made = await cognito.createUserPoolClient({
      UserPoolId: pool,
      ClientName: 'app',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    })
    client = made.UserPoolClient?.ClientId ?? ''
    await cognito.adminCreateUser({ UserPoolId: pool, Username: 'ann', MessageAction: 'SUPPRESS' })
    await cognito.adminSetUserPassword({
      UserPoolId: pool,
      Username: 'ann',
      Password: password,
      Permanent: true,
    })
  })

  it("take tokens by AWS's address of the issuer, and by those of this server", async () => {
    const { AuthenticationResult: tokens } = await cognito.initiateAuth({
      ClientId: client,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ann', PASSWORD: password },
    })
    const issuers = [
      `https://cognito-idp.us-east-1.amazonaws.com/${pool}`,
      `${server.endpoint}/${pool}`,
      `http://cognito-idp.us-east-1.localhost:${server.port}/${pool}`,
    ]
    for (const [index, Issuer] of issuers.entries()) {
      const { AuthorizerId } = await account.gateway.createAuthorizer({
        ApiId: apiId,
        Name: `pool${index}`,
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Issuer, Audience: [client] },
      })
      await account.route(apiId, `GET /own/${index}`, 'f', { AuthorizationType: 'JWT', AuthorizerId })
      for (const token of [tokens?.IdToken, tokens?.AccessToken]) {
        const reply = await account.send(apiId, `/own/${index}`, {
          headers: { authorization: `Bearer ${token}` },
        })
        assert.equal(reply.status, 200, reply.body)
        const event = JSON.parse(reply.body) as {
          requestContext: { authorizer: { jwt: { claims: Record<string, string> } } }
        }
        assert.equal(event.requestContext.authorizer.jwt.claims.iss, issuers[0])
      }
      const broken = `${tokens?.IdToken?.slice(0, -8)}AAAAAAAA`
      const refusal = await account.send(apiId, `/own/${index}`, {
        headers: { authorization: `Bearer ${broken}` },
      })
      assert.equal(refusal.status, 401)
    }
  })
})
