/**
 * Methods, integrations and what they answer. Answers and errors are AWS's own, as they were published
 * (localstack/localstack:tests/aws/services/apigateway, recorded on AWS 2023 to 2026), and of the API Reference.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { Account, patch, refused } from './support.ts'

const server = testServer()
const bad = 'BadRequestException'
const missing = 'NotFoundException'

describe('methods', () => {
  it('are put, read, changed and deleted', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId, root: resourceId } = await account.api('methods')
    const place = { restApiId, resourceId, httpMethod: 'ANY' }
    const { $metadata, ...made } = await gateway.putMethod({ ...place, authorizationType: 'NONE' })
    assert.equal($metadata.httpStatusCode, 201)
    assert.deepEqual(made, { apiKeyRequired: false, authorizationType: 'NONE', httpMethod: 'ANY' })
    await refused(gateway.putMethod({ ...place, authorizationType: 'NONE' }), 'ConflictException')
    const added = await gateway.updateMethod({
      ...place,
      patchOperations: [
        { op: 'add', path: '/requestParameters/method.request.querystring.optional', value: 'true' },
        { op: 'add', path: '/requestModels/application~1json', value: 'Empty' },
        { op: 'replace', path: '/operationName', value: 'Named' },
        { op: 'replace', path: '/authorizationType', value: 'AWS_IAM' },
        { op: 'replace', path: '/apiKeyRequired', value: 'true' },
      ],
    })
    assert.deepEqual(
      [added.requestParameters, added.requestModels, added.operationName, added.authorizationType],
      [{ 'method.request.querystring.optional': true }, { 'application/json': 'Empty' }, 'Named', 'AWS_IAM'],
    )
    const removed = await gateway.updateMethod({
      ...place,
      patchOperations: [
        { op: 'remove', path: '/requestParameters/method.request.querystring.optional' },
        { op: 'remove', path: '/requestModels/application~1json' },
        { op: 'replace', path: '/apiKeyRequired', value: 'whatever' },
      ],
    })
    assert.deepEqual(
      [removed.requestParameters, removed.requestModels, removed.apiKeyRequired],
      [undefined, undefined, false],
    )
    const { items = [] } = await gateway.getResources({ restApiId })
    assert.deepEqual(items[0]?.resourceMethods, { ANY: {} })
    await gateway.deleteMethod(place)
    await refused(gateway.getMethod(place), missing, 'Invalid Method identifier specified')
    await refused(gateway.deleteMethod(place), missing, 'Invalid Method identifier specified')
  })

  it('are held against what the API has', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId, root: resourceId } = await account.api('held')
    const place = { restApiId, resourceId, httpMethod: 'GET' }
    const put = (more: object) => gateway.putMethod({ ...place, authorizationType: 'NONE', ...more })
    await refused(
      put({ httpMethod: 'FETCH' }),
      bad,
      'Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY',
    )
    const authorizer =
      'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.'
    await refused(put({ authorizationType: 'CUSTOM' }), bad, authorizer)
    await refused(put({ authorizationType: 'CUSTOM', authorizerId: 'absent' }), bad, authorizer)
    await refused(
      put({ requestValidatorId: 'absent' }),
      bad,
      'Invalid Request Validator identifier specified',
    )
    await refused(
      put({ requestModels: { 'application/json': 'petModel' } }),
      bad,
      'Invalid model identifier specified: petModel',
    )
    await refused(
      put({
        requestParameters: { 'method.request.querystring.q': true, 'method.request.header.q': true },
      }),
      bad,
      'Parameter names must be unique across querystring, header and path',
    )
    await refused(put({ resourceId: 'fake' }), missing, 'Invalid Resource identifier specified')
    await put({})
    const update = (op: string, path: string, value?: string) =>
      gateway.updateMethod({ ...place, patchOperations: patch(op, path, value) })
    await refused(
      update('add', '/authorizationType', 'AWS_IAM'),
      bad,
      'Invalid patch operation specified. Must be one of: [replace]',
    )
    await refused(update('replace', '/httpMethod', 'POST'), bad, 'Invalid patch path /httpMethod')
    await refused(update('add', '/requestParameters', 'x'), bad, 'Invalid patch path /requestParameters')
    await refused(
      update('add', '/requestModels/application/json', 'Empty'),
      bad,
      'Invalid patch path /requestModels/application/json',
    )
    await refused(update('replace', '/authorizationType', 'CUSTOM'), bad, authorizer)
    // An authorizer's id is of no account while nothing asks for one.
    assert.equal((await update('replace', '/authorizerId', 'absent')).authorizerId, undefined)
    const { id: authorizerId } = await gateway.createAuthorizer({
      restApiId,
      name: 'token',
      type: 'TOKEN',
      authorizerUri: account.functionUri('auth'),
      identitySource: 'method.request.header.Authorization',
    })
    const custom = await gateway.updateMethod({
      ...place,
      patchOperations: [
        { op: 'replace', path: '/authorizationType', value: 'CUSTOM' },
        { op: 'replace', path: '/authorizerId', value: authorizerId },
      ],
    })
    assert.deepEqual([custom.authorizationType, custom.authorizerId], ['CUSTOM', authorizerId])
    await refused(gateway.deleteAuthorizer({ restApiId, authorizerId }), 'ConflictException')
  })

  it('answer with what their responses say', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { place } = await account.mockApi('responses')
    const at = { ...place, statusCode: '200' }
    const { $metadata, ...made } = await gateway.putMethodResponse(at)
    assert.deepEqual(made, { statusCode: '200' })
    const changed = await gateway.updateMethodResponse({
      ...at,
      patchOperations: [
        { op: 'add', path: '/responseParameters/method.response.header.my-header', value: 'true' },
        { op: 'add', path: '/responseModels/application~1json', value: 'Empty' },
      ],
    })
    assert.deepEqual(
      [changed.responseParameters, changed.responseModels],
      [{ 'method.response.header.my-header': true }, { 'application/json': 'Empty' }],
    )
    const update = (op: string, path: string, value?: string) =>
      gateway.updateMethodResponse({ ...at, patchOperations: patch(op, path, value) })
    await refused(
      update('remove', '/responseParameters/method.response.header.other'),
      missing,
      'Invalid parameter name specified',
    )
    await refused(
      update('replace', '/responseModels/text~1html', 'Empty'),
      missing,
      'Content-Type specified was not found',
    )
    await refused(
      update('add', '/wrong/method.response.header.my-header', 'true'),
      bad,
      'Invalid patch path /wrong/method.response.header.my-header',
    )
    await refused(
      gateway.getMethodResponse({ ...place, statusCode: '404' }),
      missing,
      'Invalid Response status code specified',
    )
    await gateway.deleteMethodResponse(at)
    await refused(gateway.getMethodResponse(at), missing, 'Invalid Response status code specified')
  })
})

describe('integrations', () => {
  it('are put, read and changed', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId, root: resourceId } = await account.api('integrations')
    const place = { restApiId, resourceId, httpMethod: 'GET' }
    await gateway.putMethod({
      ...place,
      authorizationType: 'NONE',
      requestParameters: { 'method.request.querystring.page': false },
    })
    const { $metadata, ...http } = await gateway.putIntegration({
      ...place,
      type: 'HTTP',
      integrationHttpMethod: 'GET',
      uri: 'http://example.com/pets',
      requestParameters: { 'integration.request.querystring.page': 'method.request.querystring.page' },
    })
    assert.deepEqual(http, {
      type: 'HTTP',
      httpMethod: 'GET',
      uri: 'http://example.com/pets',
      connectionType: 'INTERNET',
      requestParameters: { 'integration.request.querystring.page': 'method.request.querystring.page' },
      passthroughBehavior: 'WHEN_NO_MATCH',
      timeoutInMillis: 29_000,
      cacheNamespace: resourceId,
      cacheKeyParameters: [],
    })
    const proxy = await gateway.putIntegration({
      ...place,
      type: 'AWS_PROXY',
      integrationHttpMethod: 'POST',
      uri: account.functionUri('f'),
    })
    assert.deepEqual([proxy.connectionType, proxy.requestParameters], [undefined, undefined])
    const changed = await gateway.updateIntegration({
      ...place,
      patchOperations: [
        { op: 'replace', path: '/timeoutInMillis', value: '3000' },
        { op: 'add', path: '/requestTemplates/application~1json', value: '$input.body' },
        { op: 'add', path: '/cacheKeyParameters/method.request.querystring.page' },
      ],
    })
    assert.deepEqual(
      [changed.timeoutInMillis, changed.requestTemplates, changed.cacheKeyParameters],
      [3000, { 'application/json': '$input.body' }, ['method.request.querystring.page']],
    )
    await gateway.deleteIntegration(place)
    await refused(gateway.getIntegration(place), missing, 'Invalid Integration identifier specified')
  })

  it('refuse what cannot be', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { place } = await account.mockApi('refused')
    const put = (more: object) =>
      gateway.putIntegration({ ...place, type: 'AWS_PROXY', integrationHttpMethod: 'POST', ...more })
    await refused(
      put({ integrationHttpMethod: undefined, uri: account.functionUri('f') }),
      bad,
      'Enumeration value for HttpMethod must be non-empty',
    )
    await refused(put({ type: 'HTTP', uri: 'not-valid' }), bad, 'Invalid HTTP endpoint specified for URI')
    await refused(put({ type: 'AWS', uri: 'no arn' }), bad, 'Invalid ARN specified in the request')
    await refused(
      put({ type: 'AWS', uri: 'arn:aws:apigateway:us-east-1:sqs:nothing' }),
      bad,
      'AWS ARN for integration must contain path or action',
    )
    await refused(
      put({
        uri: 'arn:aws:apigateway:us-east-1:sqs:action/SendMessage',
        credentials: 'arn:aws:iam::1:role/x',
      }),
      bad,
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    )
    await refused(
      put({ type: 'AWS', uri: 'arn:aws:apigateway:us-east-1:sqs:action/SendMessage' }),
      bad,
      'Role ARN must be specified for AWS integrations',
    )
    await refused(put({ uri: account.functionUri('f'), timeoutInMillis: 49 }), bad)
    await refused(
      put({ uri: account.functionUri('f'), requestParameters: { 'integration.request.path.a': 'true' } }),
      bad,
      'Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: true]',
    )
    await refused(
      put({
        uri: account.functionUri('f'),
        requestParameters: { 'integration.request.header.a': 'method.request.header.undeclared' },
      }),
      bad,
      /Invalid mapping expression parameter specified: method.request.header.undeclared/,
    )
    await refused(
      gateway.putIntegration({ ...place, httpMethod: 'POST', type: 'MOCK' }),
      missing,
      'Invalid Method identifier specified',
    )
    await refused(gateway.putIntegration({ ...place, type: 'HTTPS_PROXY' as 'HTTP' }), 'ValidationException')
  })

  it('answer with what their responses say', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { place } = await account.mockApi('answers')
    const at = { ...place, statusCode: '200' }
    await gateway.putMethodResponse({ ...at, responseParameters: { 'method.response.header.X': false } })
    const { $metadata, ...made } = await gateway.putIntegrationResponse({
      ...at,
      selectionPattern: '',
      responseTemplates: { 'application/json': '"created"' },
    })
    assert.deepEqual(made, {
      statusCode: '200',
      selectionPattern: '',
      responseTemplates: { 'application/json': '"created"' },
    })
    const changed = await gateway.updateIntegrationResponse({
      ...at,
      patchOperations: [
        { op: 'replace', path: '/selectionPattern', value: 'updated-pattern' },
        { op: 'add', path: '/responseParameters/method.response.header.X', value: "'y'" },
      ],
    })
    assert.deepEqual(
      [changed.selectionPattern, changed.responseParameters],
      ['updated-pattern', { 'method.response.header.X': "'y'" }],
    )
    const { methodIntegration } = await gateway.getMethod(place)
    assert.deepEqual(Object.keys(methodIntegration?.integrationResponses ?? {}), ['200'])
    await refused(
      gateway.putIntegrationResponse({ ...at, responseParameters: { 'method.response.header.Z': "'y'" } }),
      bad,
      /Invalid mapping expression parameter specified: method.response.header.Z/,
    )
    await refused(
      gateway.putIntegrationResponse({ ...at, responseTemplates: { '123': 'x' } }),
      bad,
      'Validation Result: warnings : [], errors : [Invalid content type specified: 123]',
    )
    await refused(
      gateway.getIntegrationResponse({ ...place, statusCode: '404' }),
      missing,
      'Invalid Response status code specified',
    )
    await refused(
      gateway.deleteIntegrationResponse({ ...at, httpMethod: 'PUT' }),
      missing,
      'Invalid Integration identifier specified',
    )
    await gateway.deleteIntegrationResponse(at)
    await gateway.deleteIntegration(place)
    await refused(gateway.putIntegrationResponse(at), missing, 'No integration defined for method')
  })
})
