/**
 * Environment variables under a customer's key. Source: Lambda Developer Guide, "Securing Lambda environment variables"; API
 * Reference, Invoke, the errors that begin with KMS.
 */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { KMS } from '@aws-sdk/client-kms'
import { testServer } from '../../support/server.ts'
import {
  type Account,
  jsonOf,
  makeActive,
  makeFunction,
  newAccount,
  refused,
  untilUpdated,
} from './support.ts'

const source = 'import os\ndef handler(event, context):\n    return os.environ.get("SECRET")\n'

describe('environment variables under a key', () => {
  const server = testServer()
  let account: Account
  let kms: KMS
  before(() => {
    account = newAccount(server)
    kms = new KMS(server.config({ account: account.id }))
  })

  async function newKey(): Promise<string> {
    return (await kms.createKey({})).KeyMetadata?.Arn ?? ''
  }

  it('reach the function, and nobody when the key is disabled, deleted or denied', async () => {
    const { lambda } = account
    const key = await newKey()
    const Variables = { SECRET: 'hushed' }
    await makeActive(account, 'keyed', source, { Environment: { Variables }, KMSKeyArn: key })
    const invoke = async () => jsonOf((await lambda.invoke({ FunctionName: 'keyed' })).Payload)
    assert.equal(await invoke(), 'hushed')
    const shown = await lambda.getFunctionConfiguration({ FunctionName: 'keyed' })
    assert.deepEqual([shown.Environment, shown.KMSKeyArn], [{ Variables }, key])
    const { Grants = [] } = await kms.listGrants({ KeyId: key })
    assert.deepEqual(
      Grants.map(({ GranteePrincipal, Constraints }) => [
        GranteePrincipal,
        Constraints?.EncryptionContextEquals,
      ]),
      [[`arn:aws:iam::${account.id}:role/worker`, { 'aws:lambda:FunctionArn': account.arn('keyed') }]],
    )
    await kms.disableKey({ KeyId: key })
    await refused(invoke(), 'KMSDisabledException')
    const hidden = await lambda.getFunctionConfiguration({ FunctionName: 'keyed' })
    assert.equal(hidden.Environment?.Variables, undefined)
    assert.equal(hidden.Environment?.Error?.ErrorCode, 'DisabledException')
    await kms.enableKey({ KeyId: key })
    assert.equal(await invoke(), 'hushed')
    await kms.scheduleKeyDeletion({ KeyId: key, PendingWindowInDays: 7 })
    await refused(invoke(), 'KMSInvalidStateException')
    await kms.cancelKeyDeletion({ KeyId: key })
    await kms.enableKey({ KeyId: key })
    const deny = { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }
    const allow = { Effect: 'Allow', Principal: { AWS: account.id }, Action: 'kms:*', Resource: '*' }
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [allow, deny] })
    await kms.putKeyPolicy({ KeyId: key, Policy: policy })
    await refused(invoke(), 'KMSAccessDeniedException')
  })

  it('change, and change their key', async () => {
    const { lambda } = account
    const [first, second] = [await newKey(), await newKey()]
    await makeActive(account, 'moved', source, {
      Environment: { Variables: { SECRET: 'one' } },
      KMSKeyArn: first,
    })
    const invoke = async () => jsonOf((await lambda.invoke({ FunctionName: 'moved' })).Payload)
    const update = async (more: object) => {
      await lambda.updateFunctionConfiguration({ FunctionName: 'moved', ...more })
      await untilUpdated(account, 'moved')
    }
    await update({ KMSKeyArn: second })
    await kms.disableKey({ KeyId: first })
    assert.equal(await invoke(), 'one')
    await update({ Environment: { Variables: { SECRET: 'two' } } })
    assert.equal(await invoke(), 'two')
    await update({ Timeout: 9 })
    assert.equal(await invoke(), 'two')
    // Without a key of its own Lambda's own holds again.
    await update({ KMSKeyArn: '' })
    await kms.disableKey({ KeyId: second })
    assert.equal(await invoke(), 'two')
    const published = await lambda.publishVersion({ FunctionName: 'moved' })
    assert.deepEqual(published.Environment, { Variables: { SECRET: 'two' } })
  })

  it('are refused under a key that cannot be used, and so are keys that nothing is encrypted with', async () => {
    const { lambda } = account
    const absent = `arn:aws:kms:us-east-1:${account.id}:key/12345678-1234-1234-1234-123456789012`
    const disabled = await newKey()
    await kms.disableKey({ KeyId: disabled })
    for (const KMSKeyArn of [absent, disabled])
      await refused(makeFunction(account, 'unkeyed', { KMSKeyArn }), 'InvalidParameterValueException')
    await refused(lambda.getFunction({ FunctionName: 'unkeyed' }), 'ResourceNotFoundException')
    await makeActive(account, 'plain', source)
    await refused(
      lambda.updateFunctionConfiguration({ FunctionName: 'plain', DurableConfig: { KMSKeyArn: absent } }),
      'NotImplemented',
    )
  })
})
