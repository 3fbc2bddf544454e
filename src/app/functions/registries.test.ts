import assert from 'node:assert/strict'
import { it } from 'node:test'
import { readLogin, registryAccess } from './registries.ts'

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

it('lets another registry stand in for ECR alone', () => {
  const { mirror } = registryAccess({ LAMBENT_ECR_REGISTRY: 'localhost:5000' })
  assert.equal(mirror?.('123456789012.dkr.ecr.eu-west-1.amazonaws.com'), 'localhost:5000')
  assert.equal(mirror?.('registry.example'), undefined)
})
