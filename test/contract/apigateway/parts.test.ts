/**
 * Models, validators, authorizers, gateway responses, documentation, links, certificates, SDK types, names of one's own. Answers and errors
 * are AWS's own, as they were published (localstack/localstack:tests/aws/services/apigateway), and of the API Reference.
 */
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe, it } from 'node:test'
import { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2'
import { testServer } from '../../support/server.ts'
import { Account, patch, refused } from './support.ts'

const server = testServer()
const bad = 'BadRequestException'
const missing = 'NotFoundException'

describe('models', () => {
  it('are made, changed and deleted, unless methods name them', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId, place } = await account.mockApi('models')
    const { items = [] } = await gateway.getModels({ restApiId })
    assert.deepEqual(
      items.map(({ name }) => name),
      ['Empty', 'Error'],
    )
    const schema = '{"title": "one", "type": "object"}'
    const model = { restApiId, name: 'testModel', contentType: 'application/json', schema }
    const { $metadata, id, ...made } = await gateway.createModel(model)
    assert.deepEqual(made, { name: 'testModel', contentType: 'application/json', schema })
    await refused(
      gateway.createModel(model),
      'ConflictException',
      'Model name already exists for this REST API',
    )
    await refused(gateway.createModel({ ...model, name: '' }), bad, 'Model name must be non-empty')
    await refused(
      gateway.createModel({ ...model, name: 'other', schema: '' }),
      bad,
      'Model schema must have at least 1 property or array items defined',
    )
    await refused(gateway.createModel({ ...model, name: 'other', schema: '{' }), bad)
    const update = (op: string, path: string, value: string) =>
      gateway.updateModel({ restApiId, modelName: 'testModel', patchOperations: patch(op, path, value) })
    assert.equal((await update('replace', '/schema', '{"type":"array"}')).schema, '{"type":"array"}')
    await refused(
      update('replace', '/name', 'x'),
      bad,
      "Invalid patch path  '/name' specified for op 'replace'. Must be one of: [/description, /schema]",
    )
    await refused(
      update('add', '/wrong-path', 'x'),
      bad,
      "Invalid patch path  '/wrong-path' specified for op 'add'. Please choose supported operations",
    )
    await gateway.updateMethod({
      ...place,
      patchOperations: patch('add', '/requestModels/application~1json', 'testModel'),
    })
    await refused(
      gateway.deleteModel({ restApiId, modelName: 'testModel' }),
      'ConflictException',
      "Cannot delete model 'testModel', is referenced in method request: //GET",
    )
    await gateway.updateMethod({
      ...place,
      patchOperations: patch('remove', '/requestModels/application~1json'),
    })
    await gateway.deleteModel({ restApiId, modelName: 'testModel' })
    await refused(
      gateway.getModel({ restApiId, modelName: 'testModel' }),
      missing,
      'Invalid model name specified: testModel',
    )
    await refused(
      gateway.getModels({ restApiId: 'fake' }),
      missing,
      `Invalid API identifier specified ${account.id}:fake`,
    )
  })
})

describe('request validators', () => {
  it('are made, changed and deleted', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId } = await account.api('validators')
    const {
      $metadata,
      id: requestValidatorId,
      ...made
    } = await gateway.createRequestValidator({
      restApiId,
      name: 'v',
    })
    assert.deepEqual(made, { name: 'v', validateRequestBody: false, validateRequestParameters: false })
    const update = (op: string, path: string, value?: string) =>
      gateway.updateRequestValidator({
        restApiId,
        requestValidatorId,
        patchOperations: patch(op, path, value),
      })
    assert.equal((await update('replace', '/validateRequestBody', 'true')).validateRequestBody, true)
    assert.equal((await update('replace', '/validateRequestBody')).validateRequestBody, false)
    await refused(
      update('replace', '/invalidPath', 'x'),
      bad,
      "Invalid patch path  '/invalidPath' specified for op 'replace'. Must be one of: [/name, /validateRequestParameters, /validateRequestBody]",
    )
    await refused(update('replace', '/name', ''), bad, 'Request Validator name cannot be blank')
    await refused(
      gateway.createRequestValidator({ restApiId: 'fake', name: 'v' }),
      bad,
      'Invalid REST API identifier specified',
    )
    await gateway.deleteRequestValidator({ restApiId, requestValidatorId })
    await refused(
      gateway.getRequestValidator({ restApiId, requestValidatorId }),
      missing,
      'Invalid Request Validator identifier specified',
    )
  })
})

describe('authorizers', () => {
  it('are made, changed and held against their kind', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId } = await account.api('authorizers')
    const token = {
      restApiId,
      name: 'token',
      type: 'TOKEN' as const,
      authorizerUri: account.functionUri('auth'),
      identitySource: 'method.request.header.Authorization',
    }
    const { $metadata, id: authorizerId, ...made } = await gateway.createAuthorizer(token)
    const { restApiId: _api, ...given } = token
    assert.deepEqual(made, { ...given, authType: 'custom', authorizerResultTtlInSeconds: 300 })
    await refused(gateway.createAuthorizer(token), 'ConflictException')
    for (const more of [
      { authorizerUri: 'nowhere' },
      { identitySource: undefined },
      { identitySource: 'method.request.header.A,method.request.header.B' },
      { authorizerResultTtlInSeconds: 3601 },
      { type: 'REQUEST' as const, identitySource: undefined },
      { type: 'COGNITO_USER_POOLS' as const },
      { name: '' },
    ])
      await refused(gateway.createAuthorizer({ ...token, name: 'other', ...more }), bad)
    const changed = await gateway.updateAuthorizer({
      restApiId,
      authorizerId,
      patchOperations: [
        { op: 'replace', path: '/authorizerResultTtlInSeconds', value: '0' },
        { op: 'replace', path: '/identitySource', value: 'method.request.header.X' },
      ],
    })
    assert.deepEqual(
      [changed.authorizerResultTtlInSeconds, changed.identitySource],
      [0, 'method.request.header.X'],
    )
    await gateway.deleteAuthorizer({ restApiId, authorizerId })
    await refused(
      gateway.getAuthorizer({ restApiId, authorizerId }),
      missing,
      'Invalid Authorizer identifier specified',
    )
  })
})

describe('gateway responses', () => {
  const message = { 'application/json': '{"message":$context.error.messageString}' }

  it('are as AWS has them until others are put', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId } = await account.api('responses')
    const { items = [] } = await gateway.getGatewayResponses({ restApiId })
    assert.equal(items.length, 21)
    assert.deepEqual(items[0], {
      defaultResponse: true,
      responseParameters: {},
      responseTemplates: message,
      responseType: 'ACCESS_DENIED',
      statusCode: '403',
    })
    assert.equal(items.find(({ responseType }) => responseType === 'DEFAULT_5XX')?.statusCode, undefined)
    const parameters = { 'gatewayresponse.header.x-request-header': 'method.request.header.Accept' }
    await gateway.putGatewayResponse({
      restApiId,
      responseType: 'DEFAULT_5XX',
      statusCode: '599',
      responseParameters: parameters,
    })
    const general = await gateway.getGatewayResponse({ restApiId, responseType: 'INTEGRATION_FAILURE' })
    assert.deepEqual(
      [general.statusCode, general.responseParameters, general.defaultResponse],
      ['599', parameters, true],
    )
    const put = await gateway.putGatewayResponse({
      restApiId,
      responseType: 'AUTHORIZER_FAILURE',
      responseParameters: { 'gatewayresponse.header.foo': "'bar'" },
    })
    assert.deepEqual([put.statusCode, put.defaultResponse, put.responseTemplates], ['500', false, message])
    const update = (op: string, path: string, value?: string) =>
      gateway.updateGatewayResponse({
        restApiId,
        responseType: 'DEFAULT_4XX',
        patchOperations: patch(op, path, value),
      })
    const changed = await update('replace', '/statusCode', '444')
    assert.deepEqual([changed.statusCode, changed.defaultResponse], ['444', false])
    await refused(update('add', '/statusCode', '444'), bad, 'Invalid patch path /statusCode')
    await refused(update('replace', '/wrongPath', 'x'), bad, 'Invalid patch path /wrongPath')
    await refused(
      update('replace', '/responseParameters/gatewayresponse.header.absent', "'x'"),
      missing,
      'Invalid parameter name specified',
    )
    await refused(
      update('add', '/responseTemplates/application~1json'),
      bad,
      'Invalid null or empty value in responseTemplates',
    )
    await gateway.deleteGatewayResponse({ restApiId, responseType: 'DEFAULT_4XX' })
    await refused(
      gateway.deleteGatewayResponse({ restApiId, responseType: 'DEFAULT_4XX' }),
      missing,
      'Gateway response type not defined on api',
    )
  })
})

describe('documentation', () => {
  it('has parts, one for a place, and versions of them', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId } = await account.deployedApi('documented')
    const properties = '{"description": "Sample"}'
    const {
      $metadata,
      id: documentationPartId,
      ...made
    } = await gateway.createDocumentationPart({
      restApiId,
      location: { type: 'API', method: '', name: '', path: '', statusCode: '' },
      properties,
    })
    assert.deepEqual(made, { location: { type: 'API' }, properties })
    await refused(
      gateway.createDocumentationPart({ restApiId, location: { type: 'API' }, properties }),
      'ConflictException',
    )
    await refused(
      gateway.createDocumentationPart({ restApiId, location: { type: 'API', path: '/' }, properties }),
      bad,
    )
    await refused(
      gateway.createDocumentationPart({ restApiId, location: { type: 'MODEL' }, properties }),
      bad,
    )
    const update = (op: string, path: string, value: string) =>
      gateway.updateDocumentationPart({
        restApiId,
        documentationPartId,
        patchOperations: patch(op, path, value),
      })
    assert.equal((await update('replace', '/properties', '{"a":1}')).properties, '{"a":1}')
    await refused(
      update('replace', '/invalidPath', 'x'),
      bad,
      "Invalid patch path  '/invalidPath' specified for op 'replace'. Must be one of: [/properties]",
    )
    const version = await gateway.createDocumentationVersion({
      restApiId,
      documentationVersion: 'v1',
      stageName: 'dev',
    })
    assert.equal(version.version, 'v1')
    assert.equal((await gateway.getStage({ restApiId, stageName: 'dev' })).documentationVersion, 'v1')
    await refused(gateway.deleteDocumentationVersion({ restApiId, documentationVersion: 'v1' }), bad)
    await gateway.deleteDocumentationPart({ restApiId, documentationPartId })
    await refused(
      gateway.getDocumentationPart({ restApiId, documentationPartId }),
      missing,
      'Invalid Documentation part identifier specified',
    )
    const { body } = await gateway.getExport({
      restApiId,
      stageName: 'dev',
      exportType: 'swagger',
      parameters: { extensions: 'documentation' },
    })
    assert.match(Buffer.from(body ?? []).toString(), /"version": "v1"/)
  })
})

describe('what stands beside APIs', () => {
  it('client certificates are real', async () => {
    const { gateway } = new Account(server)
    const made = await gateway.generateClientCertificate({ description: 'ours' })
    const certificate = new X509Certificate(made.pemEncodedCertificate ?? '')
    assert.ok(certificate.verify(certificate.publicKey))
    assert.match(certificate.subject, /CN=ApiGateway/)
    assert.equal(Date.parse(certificate.validTo), made.expirationDate?.getTime())
    const clientCertificateId = made.clientCertificateId
    const changed = await gateway.updateClientCertificate({
      clientCertificateId,
      patchOperations: patch('replace', '/description', 'theirs'),
    })
    assert.equal(changed.description, 'theirs')
    await gateway.deleteClientCertificate({ clientCertificateId })
    await refused(gateway.getClientCertificate({ clientCertificateId }), missing)
  })

  it('VPC links are records', async () => {
    const { gateway, id } = new Account(server)
    const targetArns = [`arn:aws:elasticloadbalancing:us-east-1:${id}:loadbalancer/net/a/1`]
    const made = await gateway.createVpcLink({ name: 'link', targetArns })
    assert.equal(made.status, 'PENDING')
    const { $metadata, ...shown } = await gateway.getVpcLink({ vpcLinkId: made.id })
    assert.deepEqual(shown, {
      id: made.id,
      name: 'link',
      targetArns,
      status: 'AVAILABLE',
      statusMessage: 'Your vpc link is ready for use',
      tags: {},
    })
    await refused(
      gateway.createVpcLink({ name: 'x', targetArns: ['invalid-arn'] }),
      bad,
      'Invalid ARN. ARN is not well formed invalid-arn',
    )
    await refused(gateway.createVpcLink({ name: '', targetArns }), bad, 'Name cannot be empty')
    await gateway.deleteVpcLink({ vpcLinkId: made.id })
    await refused(
      gateway.getVpcLink({ vpcLinkId: made.id }),
      missing,
      'Invalid Vpc Link identifier specified',
    )
  })

  it('kinds of SDKs are listed, and none is made', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId } = await account.deployedApi('sdk')
    const { items = [] } = await gateway.getSdkTypes({})
    assert.ok(items.some(({ id }) => id === 'javascript'))
    assert.equal((await gateway.getSdkType({ id: 'java' })).friendlyName, 'Java')
    await refused(gateway.getSdk({ restApiId, stageName: 'dev', sdkType: 'javascript' }), 'NotImplemented')
  })

  it('names of one’s own are shared with HTTP APIs, and lead to APIs of both kinds', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId } = await account.deployedApi('named')
    const http = new ApiGatewayV2(server.config({ account: account.id }))
    const domainName = `a${account.id}.example.com`
    const regionalCertificateArn = `arn:aws:acm:us-east-1:${account.id}:certificate/1`
    const made = await gateway.createDomainName({
      domainName,
      regionalCertificateArn,
      endpointConfiguration: { types: ['REGIONAL'] },
      securityPolicy: 'TLS_1_2',
    })
    assert.match(made.regionalDomainName ?? '', /^d-/)
    const shown = await http.getDomainName({ DomainName: domainName })
    assert.equal(shown.DomainNameConfigurations?.[0]?.CertificateArn, regionalCertificateArn)
    await refused(
      gateway.createDomainName({ domainName }),
      bad,
      'The domain name you provided already exists.',
    )
    const mapping = await gateway.createBasePathMapping({ domainName, restApiId, basePath: 'v1' })
    assert.deepEqual([mapping.basePath, mapping.restApiId, mapping.stage], ['v1', restApiId, undefined])
    await refused(
      gateway.createBasePathMapping({ domainName, restApiId, basePath: 'v1' }),
      'ConflictException',
      'Base path already exists for this domain name',
    )
    await refused(
      gateway.createBasePathMapping({ domainName, restApiId, basePath: 'a/b' }),
      bad,
      /^API Gateway V1 doesn't support the slash character/,
    )
    await refused(
      gateway.createBasePathMapping({ domainName, restApiId: 'fake' }),
      bad,
      'Invalid REST API identifier specified',
    )
    await refused(
      gateway.createBasePathMapping({ domainName, restApiId, stage: 'fake' }),
      bad,
      'Invalid stage identifier specified',
    )
    const { ApiMappingId } = await http.createApiMapping({
      DomainName: domainName,
      ApiId: restApiId,
      Stage: 'dev',
      ApiMappingKey: 'v2/deep',
    })
    assert.ok(ApiMappingId)
    const { items = [] } = await gateway.getBasePathMappings({ domainName })
    assert.deepEqual(
      items.map(({ basePath }) => basePath),
      ['v1', 'v2/deep'],
    )
    const changed = await gateway.updateBasePathMapping({
      domainName,
      basePath: 'v1',
      patchOperations: [
        { op: 'replace', path: '/basePath', value: '(none)' },
        { op: 'replace', path: '/stage', value: 'dev' },
      ],
    })
    assert.deepEqual([changed.basePath, changed.stage], ['(none)', 'dev'])
    await refused(gateway.deleteRestApi({ restApiId }), bad, /base path mappings/)
    await gateway.deleteBasePathMapping({ domainName, basePath: '(none)' })
    await refused(
      gateway.getBasePathMapping({ domainName, basePath: '(none)' }),
      missing,
      'Invalid base path mapping identifier specified',
    )
    await gateway.deleteDomainName({ domainName })
    await refused(gateway.getDomainName({ domainName }), missing, 'Invalid domain name identifier specified')
    const edge = await gateway.createDomainName({ domainName })
    assert.match(edge.distributionDomainName ?? '', /\.cloudfront\.net$/)
    const moved = await gateway.updateDomainName({
      domainName,
      patchOperations: [
        { op: 'replace', path: '/endpointConfiguration/types/EDGE', value: 'REGIONAL' },
        { op: 'replace', path: '/regionalCertificateArn', value: regionalCertificateArn },
      ],
    })
    assert.deepEqual(
      [moved.endpointConfiguration?.types, moved.distributionDomainName, moved.regionalCertificateArn],
      [['REGIONAL'], undefined, regionalCertificateArn],
    )
  })
})
