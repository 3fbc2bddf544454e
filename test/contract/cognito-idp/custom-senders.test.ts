/** Codes for a pool's own senders. Source: Cognito Developer Guide, "Custom email sender Lambda trigger"; AWS Encryption SDK Developer Guide, "Message format reference". */
import assert from 'node:assert/strict'
import { createDecipheriv, hkdfSync, randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { KMS } from '@aws-sdk/client-kms'
import { testServer } from '../../support/server.ts'
import { Account, password, refused } from './support.ts'

const server = testServer()

/** Opens a message of one data key and one frame, as the format's reference describes it. */
async function openMessage(kms: KMS, message: Buffer): Promise<string> {
  let at = 0
  const take = (count: number) => {
    at += count
    return message.subarray(at - count, at)
  }
  const counted = () => take(take(2).readUInt16BE())
  assert.deepEqual([...take(2)], [1, 0x80], 'version and type')
  const algorithm = take(2)
  assert.equal(algorithm.readUInt16BE(), 0x0178)
  const messageId = take(16)
  const contextBytes = counted()
  const context: Record<string, string> = {}
  let place = 2
  for (let count = contextBytes.readUInt16BE(0); count > 0; count--) {
    const texts = [0, 1].map(() => {
      const length = contextBytes.readUInt16BE(place)
      const text = contextBytes.subarray(place + 2, place + 2 + length).toString()
      place += 2 + length
      return text
    })
    context[texts[0] ?? ''] = texts[1] ?? ''
  }
  assert.equal(take(2).readUInt16BE(), 1, 'one data key')
  assert.equal(counted().toString(), 'aws-kms')
  const KeyId = counted().toString()
  const { Plaintext = new Uint8Array() } = await kms.decrypt({
    KeyId,
    CiphertextBlob: counted(),
    EncryptionContext: context,
  })
  assert.equal(take(1)[0], 2, 'framed')
  take(4)
  assert.equal(take(1)[0], 12)
  take(4)
  const header = message.subarray(0, at)
  const key = Buffer.from(
    hkdfSync('sha256', Plaintext, Buffer.alloc(0), Buffer.concat([algorithm, messageId]), 32),
  )
  const open = (iv: Buffer, bound: Buffer, bytes: Buffer, tag: Buffer) => {
    const cipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 })
    cipher.setAAD(bound)
    cipher.setAuthTag(tag)
    return Buffer.concat([cipher.update(bytes), cipher.final()])
  }
  const headerIv = take(12)
  open(headerIv, header, Buffer.alloc(0), take(16))
  assert.equal(take(4).readUInt32BE(), 0xffffffff, 'the last frame')
  const sequence = take(4)
  const iv = take(12)
  const length = take(4)
  const bytes = take(length.readUInt32BE())
  const bound = Buffer.concat([
    messageId,
    Buffer.from('AWSKMSEncryptionClient Final Frame'),
    sequence,
    Buffer.alloc(4),
    length,
  ])
  const text = open(iv, bound, bytes, take(16)).toString()
  assert.equal(at, message.length)
  return text
}

describe('custom senders', () => {
  it("get codes encrypted under the pool's key", async () => {
    const account = new Account(server)
    const kms = new KMS(account.config)
    const LambdaArn = await account.makeFunction(
      'sender',
      'import json\n\ndef handler(event, context):\n    raise Exception(json.dumps(event))\n',
    )
    const { KeyMetadata } = await kms.createKey({})
    const sender = { CustomEmailSender: { LambdaVersion: 'V1_0' as const, LambdaArn } }
    await refused(
      account.cognito.createUserPool({
        PoolName: 'x',
        LambdaConfig: {
          ...sender,
          KMSKeyID: KeyMetadata?.Arn?.replace(KeyMetadata.KeyId ?? '', randomUUID()),
        },
      }),
      'InvalidParameterException',
      /cannot be used/,
    )
    const { UserPool } = await account.cognito.createUserPool({
      PoolName: 'sending',
      AutoVerifiedAttributes: ['email'],
      LambdaConfig: { ...sender, KMSKeyID: KeyMetadata?.Arn },
    })
    const ClientId = await account.client(UserPool?.Id ?? '')
    const error = await account.browser
      .signUp({
        ClientId,
        Username: 'ann',
        Password: password,
        UserAttributes: [{ Name: 'email', Value: 'ann@example.com' }],
      })
      .then(
        () => assert.fail('the function fails'),
        (reason: Error) => reason,
      )
    assert.equal(error.name, 'UserLambdaValidationException', error.message)
    const event = JSON.parse(error.message.slice('CustomEmailSender failed with error '.length, -1)) as {
      triggerSource: string
      request: { type: string; code: string }
    }
    assert.deepEqual(
      [event.triggerSource, event.request.type],
      ['CustomEmailSender_SignUp', 'customEmailSenderRequestV1'],
    )
    const code = await openMessage(kms, Buffer.from(event.request.code, 'base64'))
    await account.browser.confirmSignUp({ ClientId, Username: 'ann', ConfirmationCode: code })
  })
})
