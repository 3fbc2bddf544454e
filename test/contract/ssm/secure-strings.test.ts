import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SSM } from '@aws-sdk/client-ssm'
import { testServer } from '../../support/server.ts'

const server = testServer()
let accounts = 400_000_000_000
const fresh = () => new SSM(server.config({ account: String(accounts++) }))

describe('secure strings', () => {
  it('are decrypted only on demand', async () => {
    const ssm = fresh()
    const Value = 'geheim ✓'.repeat(100)
    await ssm.putParameter({ Name: '/s/secret', Value, Type: 'SecureString' })
    const read = async (WithDecryption: boolean) => {
      const one = await ssm.getParameter({ Name: '/s/secret', WithDecryption })
      const some = await ssm.getParameters({ Names: ['/s/secret'], WithDecryption })
      const below = await ssm.getParametersByPath({ Path: '/s', WithDecryption })
      const history = await ssm.getParameterHistory({ Name: '/s/secret', WithDecryption })
      return [
        one.Parameter?.Value,
        some.Parameters?.[0]?.Value,
        below.Parameters?.[0]?.Value,
        history.Parameters?.[0]?.Value,
      ]
    }
    assert.deepEqual(await read(true), [Value, Value, Value, Value])
    const [ciphertext = '', ...others] = await read(false)
    assert.match(ciphertext, /^[A-Za-z0-9+/]+={0,2}$/)
    assert.ok(!Buffer.from(ciphertext, 'base64').includes('geheim'))
    assert.deepEqual(others, [ciphertext, ciphertext, ciphertext])
  })

  it('say which key they are under', async () => {
    const ssm = fresh()
    await ssm.putParameter({ Name: 's', Value: 'v', Type: 'SecureString' })
    await ssm.putParameter({ Name: 'p', Value: 'v', Type: 'String', KeyId: 'alias/mine' })
    const { Parameters } = await ssm.describeParameters({})
    assert.deepEqual(
      Parameters?.map(({ Name, KeyId }) => [Name, KeyId]),
      [
        ['p', undefined],
        ['s', 'alias/aws/ssm'],
      ],
    )
  })

  it('have another ciphertext each time', async () => {
    const ssm = fresh()
    const ciphertexts = new Set<string | undefined>()
    for (const Name of ['a', 'b', 'b']) {
      await ssm.putParameter({ Name, Value: 'same', Type: 'SecureString', Overwrite: true })
      ciphertexts.add((await ssm.getParameter({ Name })).Parameter?.Value)
    }
    assert.equal(ciphertexts.size, 3)
  })

  it('change their type when they are overwritten so', async () => {
    const ssm = fresh()
    await ssm.putParameter({ Name: 'n', Value: 'hidden', Type: 'SecureString' })
    await ssm.putParameter({ Name: 'n', Value: 'plain', Type: 'String', Overwrite: true })
    assert.equal((await ssm.getParameter({ Name: 'n' })).Parameter?.Value, 'plain')
    assert.equal((await ssm.getParameter({ Name: 'n:1', WithDecryption: true })).Parameter?.Value, 'hidden')
  })

  it('under a key that does not exist are refused in KMS’s words', async () => {
    const ssm = fresh()
    const put = (KeyId: string) => ssm.putParameter({ Name: 'n', Value: 'v', Type: 'SecureString', KeyId })
    await assert.rejects(put('alias/none'), {
      name: 'InvalidKeyId',
      message:
        /^Alias arn:aws:kms:us-east-1:\d{12}:alias\/none is not found\. \(Service: AWSKMS; Status Code: 400; Error Code: NotFoundException; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
    })
    await assert.rejects(put('0f9b04ee-ab13-4f35-a2b2-d0902bfe6a1e'), {
      name: 'InvalidKeyId',
      message: /^Key 'arn:aws:kms:us-east-1:\d{12}:key\/0f9b04ee-ab13-4f35-a2b2-d0902bfe6a1e' does not exist/,
    })
    await assert.rejects(ssm.getParameter({ Name: 'n' }), { name: 'ParameterNotFound' })
  })
})
