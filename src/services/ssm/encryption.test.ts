import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { openTestStore } from '../../../test/support/test-stores.ts'
import { AwsError } from '../../aws/aws-error.ts'
import type { AccountId, Region } from '../../aws/identifiers.ts'
import { silentLogger } from '../../base/logger.ts'
import { systemRandom } from '../../base/system-random.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { type Call, everybodyMay, type OperationContext, silentTrail } from '../../dispatch/index.ts'
import type { Store } from '../../store/index.ts'
import { decrypt, encrypt } from './encryption.ts'

const arn = 'arn:aws:ssm:us-east-1:111122223333:parameter/p'
const clock = new VirtualClock()
let store: Store

before(async () => {
  store = await openTestStore(clock)
})
after(() => store.close())

function context(call: Call = noKms, account = '111122223333'): OperationContext {
  const accountId = account as AccountId
  return {
    store,
    clock,
    random: systemRandom,
    logger: silentLogger,
    call,
    settings: { identity: 'local', endpoint: '' },
    trail: silentTrail,
    identityPolicies: everybodyMay,
    principal: { type: 'root', accountId, arn: `arn:aws:iam::${account}:root`, userId: account },
    accountId,
    region: 'us-east-1' as Region,
    partition: 'aws',
    now: clock.now(),
    requestId: 'r',
    signal: new AbortController().signal,
  }
}

const noKms: Call = async () => {
  throw new AwsError('NotImplemented', 'not built', { statusCode: 501 })
}

describe('values under the account’s own key', () => {
  it('come back as they were', async () => {
    for (const text of ['v', 'ünïcödé ✓', 'x'.repeat(8192)]) {
      const kept = await encrypt(context(), arn, 'alias/aws/ssm', 'Standard', text)
      assert.equal(kept.kind, 'own-key')
      assert.equal(await decrypt(context(), arn, 'alias/aws/ssm', kept), text)
    }
  })

  it('are bound to their parameter and their account', async () => {
    const kept = await encrypt(context(), arn, 'alias/aws/ssm', 'Standard', 'v')
    await assert.rejects(decrypt(context(), `${arn}x`, undefined, kept))
    await assert.rejects(decrypt(context(noKms, '444455556666'), arn, undefined, kept))
  })

  it('cannot be changed unnoticed', async () => {
    const kept = await encrypt(context(), arn, 'alias/aws/ssm', 'Standard', 'value')
    assert.ok(kept.kind !== 'plain')
    const sealed = Buffer.from(kept.ciphertext, 'base64')
    sealed.writeUInt8(sealed.readUInt8(sealed.length - 1) ^ 1, sealed.length - 1)
    await assert.rejects(
      decrypt(context(), arn, undefined, { ...kept, ciphertext: sealed.toString('base64') }),
    )
  })

  it('have one key, also when many ask for it at first', async () => {
    const many = Array.from({ length: 5 }, (_, index) => `secret ${index}`)
    const first = context(noKms, '777788889999')
    const kept = await Promise.all(
      many.map((text) =>
        encrypt(first, arn, 'arn:aws:kms:us-east-1:777788889999:alias/aws/ssm', 'Standard', text),
      ),
    )
    assert.deepEqual(await Promise.all(kept.map((value) => decrypt(first, arn, undefined, value))), many)
  })
})

describe('values under a key of KMS', () => {
  /** What KMS promises, in short: what it encrypted it decrypts in the same encryption context alone. */
  function smallKms(): { call: Call; operations: string[] } {
    const held = new Map<string, { plaintext: Uint8Array; bound: string }>()
    const operations: string[] = []
    const keep = (plaintext: Uint8Array, bound: unknown) => {
      const blob = randomBytes(40)
      held.set(blob.toString('hex'), { plaintext, bound: JSON.stringify(bound) })
      return blob
    }
    const answers = (operation: string, input: Record<string, unknown>): object => {
      const bound = input.EncryptionContext
      if (operation === 'kms:Encrypt') return { CiphertextBlob: keep(input.Plaintext as Uint8Array, bound) }
      if (operation === 'kms:GenerateDataKey') {
        const key = randomBytes(32)
        return { CiphertextBlob: keep(key, bound), Plaintext: key }
      }
      const found = held.get(Buffer.from(input.CiphertextBlob as Uint8Array).toString('hex'))
      if (found?.bound !== JSON.stringify(bound)) throw new AwsError('InvalidCiphertextException', '')
      return { Plaintext: found.plaintext }
    }
    const call: Call = async <Output>(operation: string, input: object) => {
      operations.push(operation)
      return answers(operation, input as Record<string, unknown>) as Output
    }
    return { call, operations }
  }

  it('are encrypted by KMS in the standard tier, with a data key in the advanced', async () => {
    for (const [tier, operation, kind] of [
      ['Standard', 'kms:Encrypt', 'kms'],
      ['Advanced', 'kms:GenerateDataKey', 'kms-envelope'],
    ] as const) {
      const { call, operations } = smallKms()
      const kept = await encrypt(context(call), arn, 'alias/mine', tier, 'geheim')
      assert.equal(kept.kind, kind)
      assert.equal(await decrypt(context(call), arn, 'alias/mine', kept), 'geheim')
      assert.deepEqual(operations, [operation, 'kms:Decrypt'])
      await assert.rejects(decrypt(context(call), `${arn}x`, 'alias/mine', kept), { code: 'InvalidKeyId' })
    }
  })

  it('are refused in KMS’s words', async () => {
    const call: Call = async () => {
      throw new AwsError('DisabledException', 'arn:aws:kms:...:key/k is disabled.')
    }
    await assert.rejects(encrypt(context(call), arn, 'k', 'Standard', 'v'), {
      code: 'InvalidKeyId',
      message:
        'arn:aws:kms:...:key/k is disabled. (Service: AWSKMS; Status Code: 400; Error Code: DisabledException; Request ID: r; Proxy: null)',
    })
  })
})
