/**
 * REST APIs and their resources. Answers and errors are AWS's own, as they were published (localstack/localstack:tests/aws/services/apigateway,
 * recorded on AWS 2023 to 2026); the rest is of the API Reference.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { Account, patch, refused } from './support.ts'

const server = testServer()

describe('REST APIs', () => {
  it('are made, read, listed, changed, tagged and deleted', async () => {
    const { gateway, id: account } = new Account(server)
    const made = await gateway.createRestApi({ name: 'one', description: 'this is my api' })
    const restApiId = made.id ?? ''
    const { createdDate, id, rootResourceId, $metadata, ...shown } = made
    assert.equal($metadata.httpStatusCode, 201)
    assert.match(restApiId, /^[a-z0-9]{10}$/)
    assert.deepEqual(shown, {
      name: 'one',
      description: 'this is my api',
      apiKeySource: 'HEADER',
      disableExecuteApiEndpoint: false,
      endpointConfiguration: { types: ['EDGE'], ipAddressType: 'ipv4' },
    })
    const changed = await gateway.updateRestApi({
      restApiId,
      patchOperations: [
        { op: 'add', path: '/binaryMediaTypes/image~1png' },
        { op: 'add', path: '/binaryMediaTypes/image~1jpeg' },
        { op: 'replace', path: '/minimumCompressionSize', value: '0' },
        { op: 'replace', path: '/name', value: 'two' },
      ],
    })
    assert.deepEqual(
      [changed.name, changed.binaryMediaTypes, changed.minimumCompressionSize, changed.tags],
      ['two', ['image/png', 'image/jpeg'], 0, {}],
    )
    const replaced = await gateway.updateRestApi({
      restApiId,
      patchOperations: [
        { op: 'replace', path: '/binaryMediaTypes/image~1png', value: 'image/gif' },
        { op: 'replace', path: '/description', value: '' },
      ],
    })
    assert.deepEqual(
      [replaced.binaryMediaTypes, replaced.description],
      [['image/jpeg', 'image/gif'], undefined],
    )
    const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${restApiId}`
    await gateway.tagResource({ resourceArn, tags: { a: '1', b: '2' } })
    await gateway.untagResource({ resourceArn, tagKeys: ['a'] })
    assert.deepEqual((await gateway.getTags({ resourceArn })).tags, { b: '2' })
    assert.deepEqual((await gateway.getRestApi({ restApiId })).tags, { b: '2' })
    const { items = [] } = await gateway.getRestApis({})
    assert.deepEqual(
      items.map((api) => api.id),
      [restApiId],
    )
    await gateway.deleteRestApi({ restApiId })
    await refused(
      gateway.getRestApi({ restApiId }),
      'NotFoundException',
      `Invalid API identifier specified ${account}:${restApiId}`,
    )
  })

  it('refuse settings that cannot be, in the words of AWS', async () => {
    const account = new Account(server)
    const { gateway } = account
    const bad = 'BadRequestException'
    await refused(
      gateway.createRestApi({ name: 'x', description: '' }),
      bad,
      'Description cannot be an empty string',
    )
    await refused(
      gateway.createRestApi({ name: 'x', endpointConfiguration: { types: [] } }),
      bad,
      'REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.',
    )
    await refused(
      gateway.createRestApi({ name: 'x', endpointConfiguration: { types: ['EDGE', 'REGIONAL'] } }),
      bad,
      'Cannot create an api with multiple Endpoint Types.',
    )
    await refused(
      gateway.createRestApi({
        name: 'x',
        endpointConfiguration: { types: ['PRIVATE'], ipAddressType: 'ipv4' },
      }),
      bad,
      'Only dualstack ipAddressType is supported for Private APIs.',
    )
    await refused(gateway.createRestApi({ name: 'x', policy: '{"Statement":' }), bad)
    const { restApiId } = await account.api('x')
    const size = 'Invalid minimum compression size, must be between 0 and 10485760'
    for (const value of ['-1', 'ten', '10485761'])
      await refused(
        gateway.updateRestApi({
          restApiId,
          patchOperations: patch('replace', '/minimumCompressionSize', value),
        }),
        bad,
        size,
      )
    await refused(
      gateway.updateRestApi({ restApiId, patchOperations: patch('add', '/minimumCompressionSize', '1') }),
      bad,
      'Invalid patch operation specified. Must be one of: [replace]',
    )
    for (const op of ['add', 'replace', 'remove'])
      await refused(
        gateway.updateRestApi({ restApiId, patchOperations: patch(op, '/binaryMediaTypes', 'a/b') }),
        bad,
        'Invalid patch path /binaryMediaTypes',
      )
    await refused(
      gateway.updateRestApi({
        restApiId,
        patchOperations: patch('replace', '/endpointConfiguration/types/EDGE', 'wrong'),
      }),
      bad,
      'Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE',
    )
    const became = await gateway.updateRestApi({
      restApiId,
      patchOperations: patch('replace', '/endpointConfiguration/types/EDGE', 'PRIVATE'),
    })
    assert.deepEqual(became.endpointConfiguration, { types: ['PRIVATE'], ipAddressType: 'dualstack' })
  })

  it('keep a policy, in which execute-api:/ stands for the API, and show it with escaped quotes', async () => {
    const { gateway, id } = new Account(server)
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' },
      ],
    })
    const made = await gateway.createRestApi({ name: 'policy', policy })
    const shown = JSON.parse(JSON.parse(`"${made.policy}"`) as string) as {
      Statement: [{ Resource: string }]
    }
    assert.equal(shown.Statement[0].Resource, `arn:aws:execute-api:us-east-1:${id}:${made.id}/*`)
    const without = await gateway.updateRestApi({
      restApiId: made.id,
      patchOperations: patch('replace', '/policy', ''),
    })
    assert.equal(without.policy, undefined)
  })

  it('may be made as another one is', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId } = await account.deployedApi('original')
    await gateway.createResource({
      restApiId,
      parentId: (await gateway.getRestApi({ restApiId })).rootResourceId,
      pathPart: 'pets',
    })
    const copy = await gateway.createRestApi({ name: 'copy', cloneFrom: restApiId })
    const { items = [] } = await gateway.getResources({ restApiId: copy.id, embed: ['methods'] })
    assert.deepEqual(
      items.map(({ path, resourceMethods }) => [path, resourceMethods?.GET?.methodIntegration?.type]),
      [
        ['/', 'MOCK'],
        ['/pets', undefined],
      ],
    )
    assert.deepEqual((await gateway.getStages({ restApiId: copy.id })).item, [])
    assert.equal(copy.name, 'copy')
  })

  it('are listed a page at a time', async () => {
    const account = new Account(server)
    const made = await Promise.all(['a', 'b', 'c'].map((name) => account.api(name)))
    const { gateway } = account
    const first = await gateway.getRestApis({ limit: 2 })
    const second = await gateway.getRestApis({ limit: 2, position: first.position })
    assert.equal(first.items?.length, 2)
    assert.deepEqual([second.items?.length, second.position], [1, undefined])
    assert.equal(made.length, 3)
    await refused(gateway.getRestApis({ position: 'nowhere' }), 'BadRequestException')
  })
})

describe('resources', () => {
  it('are a tree, whose paths follow its changes', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId, root } = await account.api('tree')
    const pets = await gateway.createResource({ restApiId, parentId: root, pathPart: 'pets' })
    const { $metadata, ...shown } = pets
    assert.deepEqual(shown, { id: pets.id, parentId: root, path: '/pets', pathPart: 'pets' })
    const sub = await gateway.createResource({ restApiId, parentId: pets.id, pathPart: 'subpets' })
    const low = await gateway.createResource({ restApiId, parentId: sub.id, pathPart: 'pets' })
    const renamed = await gateway.updateResource({
      restApiId,
      resourceId: pets.id,
      patchOperations: patch('replace', '/pathPart', 'dogs'),
    })
    assert.equal(renamed.path, '/dogs')
    assert.equal((await gateway.getResource({ restApiId, resourceId: low.id })).path, '/dogs/subpets/pets')
    await refused(
      gateway.updateResource({
        restApiId,
        resourceId: pets.id,
        patchOperations: patch('replace', '/parentId', low.id),
      }),
      'BadRequestException',
      'Resources cannot be cyclical.',
    )
    const moved = await gateway.updateResource({
      restApiId,
      resourceId: sub.id,
      patchOperations: patch('replace', '/parentId', root),
    })
    assert.equal(moved.path, '/subpets')
    await refused(
      gateway.updateResource({
        restApiId,
        resourceId: sub.id,
        patchOperations: patch('replace', '/pathPart', 'dogs'),
      }),
      'ConflictException',
      'Another resource with the same parent already has this name: dogs',
    )
    await gateway.deleteResource({ restApiId, resourceId: sub.id })
    const { items = [] } = await gateway.getResources({ restApiId })
    assert.deepEqual(
      items.map(({ path }) => path),
      ['/', '/dogs'],
    )
    await refused(
      gateway.deleteResource({ restApiId, resourceId: low.id }),
      'NotFoundException',
      'Invalid Resource identifier specified',
    )
  })

  it('refuse names and places that cannot be', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId, root } = await account.api('places')
    const proxy = await gateway.createResource({ restApiId, parentId: root, pathPart: '{proxy+}' })
    await refused(
      gateway.createResource({ restApiId, parentId: root, pathPart: '{dynamic}' }),
      'BadRequestException',
      'A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed',
    )
    await refused(
      gateway.createResource({ restApiId, parentId: proxy.id, pathPart: 'child' }),
      'BadRequestException',
      'Cannot create a child of a resource with a greedy path variable: {proxy+}',
    )
    for (const pathPart of ['a/b', 'a b', '{a', 'a}', '{a}b', ''])
      await refused(gateway.createResource({ restApiId, parentId: root, pathPart }), 'BadRequestException')
    await refused(
      gateway.createResource({ restApiId, parentId: 'fake', pathPart: 'a' }),
      'NotFoundException',
      'Invalid Resource identifier specified',
    )
    const update = (resourceId: string | undefined, op: string, path: string, value?: string) =>
      gateway.updateResource({ restApiId, resourceId, patchOperations: patch(op, path, value) })
    await refused(
      update(proxy.id, 'replace', '/invalid', 'x'),
      'BadRequestException',
      "Invalid patch path  '/invalid' specified for op 'replace'. Must be one of: [/parentId, /pathPart]",
    )
    await refused(
      update(proxy.id, 'remove', '/pathPart'),
      'BadRequestException',
      "Invalid patch path  '/pathPart' specified for op 'remove'. Please choose supported operations",
    )
    await refused(
      update(root, 'replace', '/pathPart', 'x'),
      'BadRequestException',
      'Root resource cannot update its pathPart.',
    )
    await refused(
      update(root, 'replace', '/parentId', proxy.id),
      'BadRequestException',
      'Root resource cannot update its parentId.',
    )
  })

  it('of one name are made once, however many ask at the same time', async () => {
    const account = new Account(server)
    const { restApiId, root } = await account.api('at once')
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, () =>
        account.gateway.createResource({ restApiId, parentId: root, pathPart: 'one' }),
      ),
    )
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
  })
})

describe('accounts', () => {
  it('have a throttle, and a role for logs', async () => {
    const { gateway, id } = new Account(server)
    const { throttleSettings, cloudwatchRoleArn } = await gateway.getAccount({})
    assert.deepEqual(throttleSettings, { burstLimit: 5000, rateLimit: 10_000 })
    assert.equal(cloudwatchRoleArn, undefined)
    const arn = `arn:aws:iam::${id}:role/logs`
    const changed = await gateway.updateAccount({
      patchOperations: patch('replace', '/cloudwatchRoleArn', arn),
    })
    assert.equal(changed.cloudwatchRoleArn, arn)
  })
})
