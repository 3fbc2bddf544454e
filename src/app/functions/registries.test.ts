import assert from 'node:assert/strict'
import { it } from 'node:test'
import { readLogin, registryAccess } from './registries.ts'

const nothing = { find: async () => undefined, credentials: async () => undefined }

it('finds the logins of Docker', () => {
  const auth = Buffer.from('me:a:secret').toString('base64')
  const text = JSON.stringify({ auths: { 'registry.example:5000': { auth }, other: {} } })
  assert.deepEqual(readLogin(text, 'registry.example:5000'), { username: 'me', password: 'a:secret' })
  for (const [config, host] of [
    [text, 'other'],
    [text, 'unknown'],
    ['nonsense', 'other'],
    ['{}', 'other'],
  ] as const)
    assert.equal(readLogin(config, host), undefined)
})

it('lets another registry stand in for ECR alone', async () => {
  const { mirror } = registryAccess({ LAMBENT_ECR_REGISTRY: 'localhost:5000' }, nothing)
  const stand = { host: 'localhost:5000', repository: 'app' }
  assert.deepEqual(await mirror?.('123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'app'), stand)
  assert.equal(await mirror?.('registry.example', 'app'), undefined)
})

it("looks for ECR's repositories on this server, unless another registry stands in", async () => {
  const here = { host: '127.0.0.1:4566', repository: 'here' }
  const own = { find: async () => here, credentials: async () => undefined }
  const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com'
  const local = '123456789012.dkr.ecr.eu-west-1.localhost:4566'
  assert.deepEqual(await registryAccess({}, own).mirror?.(host, 'app'), here)
  assert.equal(await registryAccess({}, nothing).mirror?.(host, 'app'), undefined)
  const { mirror } = registryAccess({ LAMBENT_ECR_REGISTRY: 'localhost:5000' }, own)
  assert.deepEqual(await mirror?.(host, 'app'), { host: 'localhost:5000', repository: 'app' })
  assert.deepEqual(await mirror?.(local, 'app'), here)
})
