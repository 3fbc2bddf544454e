/**
 * What the policies of users, groups and sessions let through the doors that ask for a signature: APIs of all kinds, their connections, function
 * URLs. Sources: API Gateway Developer Guide, "Control access for invoking an API", "Policy evaluation outcome tables"; Lambda Developer Guide,
 * "Control access to Lambda function URLs"; IAM User Guide, "Policy evaluation logic".
 */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { APIGateway } from '@aws-sdk/client-api-gateway'
import { ApiGatewayManagementApi } from '@aws-sdk/client-apigatewaymanagementapi'
import { IAM } from '@aws-sdk/client-iam'
import { STS } from '@aws-sdk/client-sts'
import { type Reply, sendAsHost } from '../../support/send-as-host.ts'
import { testServer } from '../../support/server.ts'
import { asked, connected, refusal, SocketAccount } from '../apigatewayv2/sockets.ts'

interface Key {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

const version = { Version: '2012-10-17' }
const allowing = (Action: string | string[], Resource: string | string[] = '*', more: object = {}) =>
  JSON.stringify({ ...version, Statement: [{ Effect: 'Allow', Action, Resource, ...more }] })
const denying = (Action: string, Resource = '*') =>
  JSON.stringify({ ...version, Statement: [{ Effect: 'Deny', Action, Resource }] })

describe('what identity policies let through', () => {
  const server = testServer()
  let account: SocketAccount
  let iam: IAM
  let sts: STS
  let rest = ''
  let http = ''
  let socket = ''
  let url = ''

  before(async () => {
    account = new SocketAccount(server)
    iam = new IAM(account.config)
    sts = new STS(account.config)
    const answer = '{"statusCode": 200, "body": event["requestContext"].get("connectionId", "in")}'
    await account.makeFunction('f', `def handler(event, context):\n    return ${answer}\n`)
    rest = await restApi()
    http = await account.api('http')
    await account.route(http, 'GET /pets/{id}', 'f', { AuthorizationType: 'AWS_IAM' })
    socket = await account.socketApi('socket')
    await account.toFunction(socket, '$connect', 'f', { AuthorizationType: 'AWS_IAM' })
    await account.toFunction(socket, '$default', 'f', { twoWay: true })
    const made = await account.lambda.createFunctionUrlConfig({ FunctionName: 'f', AuthType: 'AWS_IAM' })
    url = new URL(made.FunctionUrl ?? '').host
  })

  /** A REST API with a method that answers itself. */
  async function restApi(policy?: object): Promise<string> {
    const gateway = new APIGateway(account.config)
    const { id: restApiId = '', rootResourceId = '' } = await gateway.createRestApi({
      name: 'rest',
      ...(policy === undefined ? {} : { policy: JSON.stringify({ ...version, Statement: [policy] }) }),
    })
    const { id: resourceId = '' } = await gateway.createResource({
      restApiId,
      parentId: rootResourceId,
      pathPart: 'pets',
    })
    const place = { restApiId, resourceId, httpMethod: 'GET' }
    await gateway.putMethod({ ...place, authorizationType: 'AWS_IAM' })
    const requestTemplates = { 'application/json': '{"statusCode": 200}' }
    await gateway.putIntegration({ ...place, type: 'MOCK', requestTemplates })
    await gateway.putMethodResponse({ ...place, statusCode: '200' })
    await gateway.putIntegrationResponse({ ...place, statusCode: '200' })
    await gateway.createDeployment({ restApiId, stageName: 'prod' })
    return restApiId
  }

  /** A user with a key. */
  async function user(UserName: string, policy?: string): Promise<Key> {
    await iam.createUser({ UserName })
    if (policy !== undefined) await grant(UserName, policy)
    const { AccessKey } = await iam.createAccessKey({ UserName })
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
  }

  const grant = (UserName: string, PolicyDocument: string) =>
    iam.putUserPolicy({ UserName, PolicyName: 'own', PolicyDocument })

  /** Signed well enough for a server that does not verify. */
  function signed({ accessKeyId }: Key): Record<string, string> {
    const scope = `${accessKeyId}/20261127/us-east-1/execute-api/aws4_request`
    const signature = `SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`
    return {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, ${signature}`,
      'x-amz-date': '20261127T000000Z',
    }
  }

  const apiHost = (id: string) => `${id}.execute-api.us-east-1.localhost:${server.port}`
  const askRest = (key: Key, api = rest, headers: Record<string, string> = {}): Promise<Reply> =>
    sendAsHost(server.port, apiHost(api), '/prod/pets', { headers: { ...signed(key), ...headers } })
  const askHttp = (key: Key, path = '/pets/1') =>
    sendAsHost(server.port, apiHost(http), path, { headers: signed(key) })
  const askUrl = (key: Key) => sendAsHost(server.port, url, '/', { headers: signed(key) })
  const shownArn = (api: string, rest: string) =>
    `arn:aws:execute-api:us-east-1:********${account.id.slice(-4)}:${api}/${rest}`
  const arnOf = (api: string, rest: string) => `arn:aws:execute-api:us-east-1:${account.id}:${api}/${rest}`

  /** Why a request to the REST API is refused. */
  async function whyRest(key: Key, api = rest): Promise<string> {
    const { status, body, headers } = await askRest(key, api)
    assert.equal(status, 403, body)
    assert.equal(headers['x-amzn-errortype'], 'AccessDeniedException')
    const { Message } = JSON.parse(body) as { Message: string }
    const [, why = Message] = Message.split(`on resource: ${shownArn(api, 'prod/GET/pets')} `)
    return why
  }

  const missing = (kind: string, action = 'execute-api:Invoke') =>
    `because no ${kind} allows the ${action} action`

  it('users may send to REST APIs what their own, attached and group policies allow', async () => {
    const anna = await user('anna')
    assert.equal(
      (await askRest(anna)).body,
      JSON.stringify({
        Message: `User: arn:aws:iam::${account.id}:user/anna is not authorized to perform: execute-api:Invoke on resource: ${shownArn(rest, 'prod/GET/pets')} ${missing('identity-based policy')}`,
      }),
    )
    await grant('anna', allowing('execute-api:*', arnOf(rest, 'prod/GET/p*')))
    assert.equal((await askRest(anna)).status, 200)
    await grant('anna', allowing('execute-api:Invoke', arnOf(rest, 'prod/POST/*')))
    assert.equal(await whyRest(anna), missing('identity-based policy'))
    await iam.createGroup({ GroupName: 'senders' })
    await iam.attachGroupPolicy({
      GroupName: 'senders',
      PolicyArn: 'arn:aws:iam::aws:policy/AmazonAPIGatewayInvokeFullAccess',
    })
    await iam.addUserToGroup({ GroupName: 'senders', UserName: 'anna' })
    assert.equal((await askRest(anna)).status, 200)
    await grant('anna', denying('execute-api:Invoke'))
    assert.equal(await whyRest(anna), 'with an explicit deny in an identity-based policy')
    await iam.deleteUserPolicy({ UserName: 'anna', PolicyName: 'own' })
    const { Policy } = await iam.createPolicy({ PolicyName: 'bound', PolicyDocument: allowing('s3:*') })
    const PolicyArn = Policy?.Arn ?? ''
    await iam.putUserPermissionsBoundary({ UserName: 'anna', PermissionsBoundary: PolicyArn })
    assert.equal(await whyRest(anna), missing('permissions boundary'))
    await iam.createPolicyVersion({
      PolicyArn,
      PolicyDocument: allowing('execute-api:*'),
      SetAsDefault: true,
    })
    assert.equal((await askRest(anna)).status, 200)
  })

  it('conditions know the request and who sends it', async () => {
    const when = (Condition: object) => allowing('execute-api:Invoke', '*', { Condition })
    const key = await user('conditional')
    await iam.tagUser({ UserName: 'conditional', Tags: [{ Key: 'team', Value: 'blue' }] })
    const met = {
      IpAddress: { 'aws:SourceIp': '127.0.0.0/8' },
      StringEquals: {
        'aws:RequestedRegion': 'us-east-1',
        'aws:username': 'conditional',
        'aws:PrincipalTag/team': 'blue',
        'aws:UserAgent': 'me',
        'aws:PrincipalAccount': account.id,
      },
      Bool: { 'aws:SecureTransport': 'true' },
      ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::*:user/cond*` },
    }
    await grant('conditional', when(met))
    assert.equal((await askRest(key, rest, { 'user-agent': 'me' })).status, 200)
    assert.equal((await askRest(key, rest, { 'user-agent': 'other' })).status, 403)
    await grant('conditional', when({ ...met, IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }))
    assert.equal((await askRest(key, rest, { 'user-agent': 'me' })).status, 403)
  })

  it('an API policy lets in who has none, and stops who has', async () => {
    const userArn = `arn:aws:iam::${account.id}:user/named`
    const key = await user('named')
    const statement = {
      Action: 'execute-api:Invoke',
      Resource: 'execute-api:/*',
      Principal: { AWS: userArn },
    }
    const open = await restApi({ ...statement, Effect: 'Allow' })
    const shut = await restApi({ ...statement, Effect: 'Deny' })
    assert.equal((await askRest(key, open)).status, 200)
    await grant('named', allowing('execute-api:Invoke'))
    assert.equal((await askRest(key)).status, 200)
    assert.equal(await whyRest(key, shut), 'with an explicit deny in a resource-based policy')
    const other = new IAM(server.config({ account: '399999999999' }))
    await other.createUser({ UserName: 'far' })
    const { AccessKey } = await other.createAccessKey({ UserName: 'far' })
    const far = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: '' }
    const theirs = await restApi({ ...statement, Effect: 'Allow', Principal: { AWS: '399999999999' } })
    assert.equal(await whyRest(far, theirs), missing('identity-based policy'))
    const UserName = 'far'
    await other.putUserPolicy({ UserName, PolicyName: 'own', PolicyDocument: allowing('execute-api:*') })
    assert.equal((await askRest(far, theirs)).status, 200)
    assert.equal(await whyRest(far), missing('resource-based policy'))
  })

  it('sessions may do what their role may, within their session policies', async () => {
    const trust = JSON.stringify({
      ...version,
      Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
    })
    await iam.createRole({ RoleName: 'caller', Path: '/team/', AssumeRolePolicyDocument: trust })
    const RoleArn = `arn:aws:iam::${account.id}:role/team/caller`
    const assume = async (RoleSessionName: string, Policy?: string): Promise<Key> => {
      const { Credentials } = await sts.assumeRole({ RoleArn, RoleSessionName, ...(Policy && { Policy }) })
      return { accessKeyId: Credentials?.AccessKeyId ?? '', secretAccessKey: '' }
    }
    const plain = await assume('plain')
    const narrow = await assume('narrow', allowing('s3:*'))
    assert.equal(await whyRest(plain), missing('identity-based policy'))
    await iam.putRolePolicy({
      RoleName: 'caller',
      PolicyName: 'p',
      PolicyDocument: allowing(['execute-api:*', 'lambda:Invoke*']),
    })
    assert.equal((await askRest(plain)).status, 200)
    assert.equal((await askHttp(plain)).status, 200)
    assert.equal((await askUrl(plain)).status, 200)
    assert.equal(await whyRest(narrow), missing('session policy'))
    assert.equal((await askHttp(narrow)).status, 403)
    assert.equal((await askUrl(narrow)).status, 403)
    const { Credentials } = await new STS({
      ...account.config,
      credentials: await user('lender', allowing('*')),
    }).getFederationToken({ Name: 'guest' })
    const guest = { accessKeyId: Credentials?.AccessKeyId ?? '', secretAccessKey: '' }
    assert.equal(await whyRest(guest), missing('session policy'))
  })

  it('HTTP APIs say no more than that it is forbidden', async () => {
    const key = await user('http', allowing('execute-api:Invoke', arnOf(http, '$default/GET/pets/1')))
    const good = await askHttp(key)
    assert.deepEqual([good.status, good.body], [200, 'in'])
    const bad = await askHttp(key, '/pets/2')
    assert.deepEqual([bad.status, bad.body], [403, '{"message":"Forbidden"}'])
  })

  it('WebSocket APIs are connected to, and their connections managed, by who may', async () => {
    const key = await user('socket')
    const dial = () => account.dial(socket, '/live', { headers: signed(key) })
    assert.equal((await refusal(dial())).status, 403)
    await grant('socket', allowing('execute-api:Invoke', arnOf(socket, 'live/$connect')))
    const client = await connected(dial())
    const ConnectionId = await asked(client, 'who?')
    const connections = new ApiGatewayManagementApi({
      ...account.config,
      endpoint: `${server.endpoint}/_aws/execute-api/${socket}/live`,
      credentials: key,
    })
    const arn = shownArn(socket, 'live/GET/@connections/{connectionId}')
    await assert.rejects(connections.getConnection({ ConnectionId }), {
      name: 'AccessDeniedException',
      message: `User: arn:aws:iam::${account.id}:user/socket is not authorized to perform: execute-api:ManageConnections on resource: ${arn} ${missing('identity-based policy', 'execute-api:ManageConnections')}`,
    })
    await grant('socket', allowing('execute-api:ManageConnections', arnOf(socket, 'live/GET/@connections/*')))
    assert.ok((await connections.getConnection({ ConnectionId })).ConnectedAt)
    await assert.rejects(connections.deleteConnection({ ConnectionId }), { name: 'AccessDeniedException' })
    client.close()
  })

  it('function URLs need both permissions', async () => {
    const key = await user('url', allowing('lambda:InvokeFunctionUrl'))
    const refused = await askUrl(key)
    assert.equal(refused.status, 403)
    assert.match(refused.body, /^\{"Message":"Forbidden\. For troubleshooting/)
    await grant('url', allowing('lambda:InvokeFunction', account.arn('f')))
    assert.equal((await askUrl(key)).status, 403)
    const StringEquals = { 'lambda:FunctionUrlAuthType': 'AWS_IAM' }
    const both = (Condition: object) => allowing('lambda:Invoke*', account.arn('f'), { Condition })
    await grant('url', both({ StringEquals }))
    assert.equal((await askUrl(key)).status, 200)
    await grant('url', both({ StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } }))
    assert.equal((await askUrl(key)).status, 403)
    const permission = { FunctionName: 'f', Principal: `arn:aws:iam::${account.id}:user/url` }
    for (const Action of ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'])
      await account.lambda.addPermission({ ...permission, StatementId: Action.slice(7), Action })
    assert.equal((await askUrl(key)).status, 200)
  })
})
