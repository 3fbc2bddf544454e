import assert from 'node:assert/strict'
import {
  constants,
  createCipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  decapsulate,
  diffieHellman,
  encapsulate,
  generateKeyPairSync,
  publicEncrypt,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import { describe, it } from 'node:test'
import type { KeySpec, SigningAlgorithmSpec } from '@aws-sdk/client-kms'
import fc from 'fast-check'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { bytes, newAccount, refused, text } from './support.ts'

describe('cryptography', () => {
  const clock = new VirtualClock()
  const server = testServer({ clock })

  it('encrypts and decrypts, bound to the encryption context', async () => {
    const { kms, make } = newAccount(server)
    const KeyId = await make()
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), {
          maxKeys: 4,
          noNullPrototype: true,
        }),
        async (Plaintext, EncryptionContext) => {
          const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext, EncryptionContext })
          const turned = Object.fromEntries(Object.entries(EncryptionContext).reverse())
          const opened = await kms.decrypt({ CiphertextBlob, EncryptionContext: turned })
          assert.deepEqual([...(opened.Plaintext ?? [])], [...Plaintext])
          assert.equal(opened.KeyId, KeyId)
          const other = { ...EncryptionContext, more: 'x' }
          await refused(
            kms.decrypt({ CiphertextBlob, EncryptionContext: other }),
            'InvalidCiphertextException',
          )
        },
      ),
      { numRuns: 20 },
    )
  })

  it('refuses what is no ciphertext of the key', async () => {
    const { kms, make } = newAccount(server)
    const [KeyId, other] = [await make(), await make()]
    const { CiphertextBlob = new Uint8Array() } = await kms.encrypt({ KeyId, Plaintext: bytes('x') })
    for (let at = 0; at < CiphertextBlob.length; at += 7) {
      const broken = Buffer.from(CiphertextBlob)
      broken[at] = (broken[at] ?? 0) ^ 1
      await assert.rejects(kms.decrypt({ CiphertextBlob: broken }), /InvalidCiphertext|does not exist/)
    }
    await refused(kms.decrypt({ CiphertextBlob: bytes('nonsense') }), 'InvalidCiphertextException')
    await refused(
      kms.decrypt({ CiphertextBlob, KeyId: other }),
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    )
    await refused(kms.encrypt({ KeyId, Plaintext: new Uint8Array(4097) }), 'ValidationException', /4096/)
    await refused(
      kms.sign({ KeyId, Message: bytes('x'), SigningAlgorithm: 'ECDSA_SHA_256' }),
      'InvalidKeyUsageException',
      `${KeyId} key usage is ENCRYPT_DECRYPT which is not valid for Sign.`,
    )
    await refused(
      kms.encrypt({ KeyId, Plaintext: bytes('x'), DryRun: true }),
      'DryRunOperationException',
      'The request would have succeeded, but the DryRun option is set.',
    )
  })

  it('encrypts again under another key', async () => {
    const { kms, make } = newAccount(server)
    const [from, to] = [await make(), await make()]
    const { CiphertextBlob } = await kms.encrypt({
      KeyId: from,
      Plaintext: bytes('x'),
      EncryptionContext: { a: '1' },
    })
    const again = await kms.reEncrypt({
      CiphertextBlob,
      SourceEncryptionContext: { a: '1' },
      DestinationKeyId: to,
      DestinationEncryptionContext: { b: '2' },
    })
    assert.deepEqual([again.SourceKeyId, again.KeyId], [from, to])
    const opened = await kms.decrypt({ CiphertextBlob: again.CiphertextBlob, EncryptionContext: { b: '2' } })
    assert.deepEqual([text(opened.Plaintext), opened.KeyId], ['x', to])
  })

  it('makes data keys and pairs of them', async () => {
    const { kms, make } = newAccount(server)
    const KeyId = await make()
    const key = await kms.generateDataKey({ KeyId, KeySpec: 'AES_256', EncryptionContext: { a: '1' } })
    assert.equal(key.Plaintext?.length, 32)
    const opened = await kms.decrypt({ CiphertextBlob: key.CiphertextBlob, EncryptionContext: { a: '1' } })
    assert.deepEqual(opened.Plaintext, key.Plaintext)
    const hidden = await kms.generateDataKeyWithoutPlaintext({ KeyId, NumberOfBytes: 64 })
    assert.equal((await kms.decrypt({ CiphertextBlob: hidden.CiphertextBlob })).Plaintext?.length, 64)
    assert.ok(!('Plaintext' in hidden))
    await refused(
      kms.generateDataKey({ KeyId }),
      'ValidationException',
      'Please specify either number of bytes or key spec.',
    )
    for (const KeyPairSpec of [
      'RSA_2048',
      'ECC_NIST_P384',
      'ECC_SECG_P256K1',
      'ECC_NIST_EDWARDS25519',
    ] as const) {
      const pair = await kms.generateDataKeyPair({ KeyId, KeyPairSpec })
      const { Plaintext } = await kms.decrypt({ CiphertextBlob: pair.PrivateKeyCiphertextBlob })
      assert.deepEqual(Plaintext, pair.PrivateKeyPlaintext)
      const privateKey = createPrivateKey({ key: Buffer.from(Plaintext ?? []), format: 'der', type: 'pkcs8' })
      assert.deepEqual(
        createPublicKey(privateKey).export({ format: 'der', type: 'spki' }),
        Buffer.from(pair.PublicKey ?? []),
      )
    }
    const only = await kms.generateDataKeyPairWithoutPlaintext({ KeyId, KeyPairSpec: 'ECC_NIST_P256' })
    assert.ok(only.PrivateKeyCiphertextBlob && !('PrivateKeyPlaintext' in only))
    assert.equal((await kms.generateRandom({ NumberOfBytes: 100 })).Plaintext?.length, 100)
  })

  it('encrypts with RSA as openssl does', async () => {
    const { kms, make } = newAccount(server)
    const KeyId = await make({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' })
    const { PublicKey = new Uint8Array() } = await kms.getPublicKey({ KeyId })
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' })
    for (const [algorithm, oaepHash] of [
      ['RSAES_OAEP_SHA_1', 'sha1'],
      ['RSAES_OAEP_SHA_256', 'sha256'],
    ] as const) {
      const ours = await kms.encrypt({ KeyId, Plaintext: bytes('x'), EncryptionAlgorithm: algorithm })
      const theirs = publicEncrypt(
        { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
        bytes('x'),
      )
      for (const CiphertextBlob of [ours.CiphertextBlob, theirs]) {
        const opened = await kms.decrypt({ KeyId, CiphertextBlob, EncryptionAlgorithm: algorithm })
        assert.equal(text(opened.Plaintext), 'x')
      }
    }
    await refused(
      kms.encrypt({ KeyId, Plaintext: new Uint8Array(191), EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' }),
      'ValidationException',
      'Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes.',
    )
    await refused(
      kms.encrypt({ KeyId, Plaintext: bytes('x') }),
      'InvalidKeyUsageException',
      'Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.',
    )
    await refused(
      kms.decrypt({ KeyId, CiphertextBlob: randomBytes(256), EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' }),
      'InvalidCiphertextException',
    )
  })

  const kinds: ReadonlyArray<readonly [KeySpec, readonly SigningAlgorithmSpec[]]> = [
    [
      'RSA_2048',
      [
        'RSASSA_PKCS1_V1_5_SHA_256',
        'RSASSA_PKCS1_V1_5_SHA_384',
        'RSASSA_PKCS1_V1_5_SHA_512',
        'RSASSA_PSS_SHA_256',
        'RSASSA_PSS_SHA_384',
        'RSASSA_PSS_SHA_512',
      ],
    ],
    ['ECC_NIST_P256', ['ECDSA_SHA_256']],
    ['ECC_NIST_P384', ['ECDSA_SHA_384']],
    ['ECC_NIST_P521', ['ECDSA_SHA_512']],
    ['ECC_SECG_P256K1', ['ECDSA_SHA_256']],
    ['ECC_NIST_EDWARDS25519', ['ED25519_SHA_512']],
    ['ML_DSA_44', ['ML_DSA_SHAKE_256']],
    ['ML_DSA_65', ['ML_DSA_SHAKE_256']],
    ['ML_DSA_87', ['ML_DSA_SHAKE_256']],
  ]
  for (const [KeySpec, algorithms] of kinds) {
    it(`signs with ${KeySpec}; node:crypto verifies with its public key`, async () => {
      const { kms, make } = newAccount(server)
      const KeyId = await make({ KeySpec, KeyUsage: 'SIGN_VERIFY' })
      const answer = await kms.getPublicKey({ KeyId })
      assert.deepEqual([answer.KeySpec, answer.KeyUsage], [KeySpec, 'SIGN_VERIFY'])
      const key = createPublicKey({ key: Buffer.from(answer.PublicKey ?? []), format: 'der', type: 'spki' })
      const message = bytes('What is signed.')
      for (const SigningAlgorithm of algorithms) {
        const whole = KeySpec.startsWith('ML_') || KeySpec === 'ECC_NIST_EDWARDS25519'
        const hash = whole ? null : `sha${SigningAlgorithm.slice(-3)}`
        const options = SigningAlgorithm.startsWith('RSASSA_PSS')
          ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
          : { key }
        const types = hash === null ? (['RAW'] as const) : (['RAW', 'DIGEST'] as const)
        for (const MessageType of types) {
          const digest = hash === null ? message : createHash(hash).update(message).digest()
          const Message = MessageType === 'RAW' ? message : digest
          const { Signature = new Uint8Array() } = await kms.sign({
            KeyId,
            SigningAlgorithm,
            Message,
            MessageType,
          })
          assert.ok(verify(hash, message, options, Signature), `${SigningAlgorithm} ${MessageType}`)
          for (const other of types) {
            const asked = {
              KeyId,
              SigningAlgorithm,
              MessageType: other,
              Message: other === 'RAW' ? message : digest,
            }
            assert.equal((await kms.verify({ ...asked, Signature })).SignatureValid, true)
            const broken = Buffer.from(Signature)
            broken[broken.length - 3] = (broken[broken.length - 3] ?? 0) ^ 1
            await refused(kms.verify({ ...asked, Signature: broken }), 'KMSInvalidSignatureException')
          }
        }
        if (hash !== null)
          await refused(
            kms.sign({ KeyId, SigningAlgorithm, Message: bytes('short'), MessageType: 'DIGEST' }),
            'ValidationException',
            `Digest is invalid length for algorithm ${SigningAlgorithm}.`,
          )
      }
    })
  }

  it('makes authentication codes', async () => {
    const { kms, make } = newAccount(server)
    for (const bits of ['224', '256', '384', '512'] as const) {
      const KeyId = await make({ KeySpec: `HMAC_${bits}`, KeyUsage: 'GENERATE_VERIFY_MAC' })
      const input = { KeyId, Message: bytes('m'), MacAlgorithm: `HMAC_SHA_${bits}` } as const
      const { Mac } = await kms.generateMac(input)
      assert.equal(Mac?.length, Number(bits) / 8)
      assert.equal((await kms.verifyMac({ ...input, Mac })).MacValid, true)
      await refused(kms.verifyMac({ ...input, Message: bytes('n'), Mac }), 'KMSInvalidMacException')
    }
  })

  it('derives the secret that both sides share', async () => {
    const { kms, make } = newAccount(server)
    const KeyId = await make({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' })
    const { PublicKey = new Uint8Array() } = await kms.getPublicKey({ KeyId })
    const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { SharedSecret } = await kms.deriveSharedSecret({
      KeyId,
      KeyAgreementAlgorithm: 'ECDH',
      PublicKey: own.publicKey.export({ format: 'der', type: 'spki' }),
    })
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' })
    assert.deepEqual(
      Buffer.from(SharedSecret ?? []),
      diffieHellman({ privateKey: own.privateKey, publicKey }),
    )
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' })
    await refused(
      kms.deriveSharedSecret({
        KeyId,
        KeyAgreementAlgorithm: 'ECDH',
        PublicKey: other.publicKey.export({ format: 'der', type: 'spki' }),
      }),
      'ValidationException',
    )
  })

  it('encapsulates secrets', async () => {
    const { kms, make } = newAccount(server)
    const KeyId = await make({ KeySpec: 'ML_KEM_768', KeyUsage: 'ENCAPSULATE_DECAPSULATE' })
    const made = await kms.encapsulate({ KeyId, EncapsulationAlgorithm: 'ML_KEM' })
    const { PublicKey = new Uint8Array() } = await kms.getPublicKey({ KeyId })
    const theirs = encapsulate(createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' }))
    for (const [blob, secret] of [
      [made.SharedSecretCiphertextBlob, made.SharedSecret],
      [theirs.ciphertext, theirs.sharedKey],
    ] as const) {
      const opened = await kms.decapsulate({
        KeyId,
        EncapsulationAlgorithm: 'ML_KEM',
        SharedSecretCiphertextBlob: blob,
      })
      assert.deepEqual(Buffer.from(opened.SharedSecret ?? []), Buffer.from(secret ?? []))
    }
    assert.ok(decapsulate)
  })

  describe('imported material', () => {
    async function prepare(
      algorithm: 'RSAES_OAEP_SHA_1' | 'RSAES_OAEP_SHA_256' | 'RSA_AES_KEY_WRAP_SHA_256',
      spec: { KeySpec?: KeySpec; KeyUsage?: 'SIGN_VERIFY' | 'GENERATE_VERIFY_MAC' } = {},
    ) {
      const account = newAccount(server)
      const KeyId = await account.make({ Origin: 'EXTERNAL', ...spec })
      const wrap = async (material: Uint8Array) => {
        const parameters = await account.kms.getParametersForImport({
          KeyId,
          WrappingAlgorithm: algorithm,
          WrappingKeySpec: 'RSA_2048',
        })
        const key = createPublicKey({
          key: Buffer.from(parameters.PublicKey ?? []),
          format: 'der',
          type: 'spki',
        })
        const oaepHash = algorithm.endsWith('SHA_1') ? 'sha1' : 'sha256'
        const seal = (data: Uint8Array) =>
          publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, data)
        if (!algorithm.startsWith('RSA_AES'))
          return { KeyId, ImportToken: parameters.ImportToken, EncryptedKeyMaterial: seal(material) }
        const inner = randomBytes(32)
        const cipher = createCipheriv('id-aes256-wrap-pad', inner, Buffer.from('a65959a6', 'hex'))
        const EncryptedKeyMaterial = Buffer.concat([seal(inner), cipher.update(material), cipher.final()])
        return { KeyId, ImportToken: parameters.ImportToken, EncryptedKeyMaterial }
      }
      return { ...account, KeyId, wrap }
    }

    for (const algorithm of ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'RSA_AES_KEY_WRAP_SHA_256'] as const) {
      it(`encrypts, is deleted and imported again (${algorithm})`, async () => {
        const { kms, KeyId, wrap } = await prepare(algorithm)
        await refused(
          kms.encrypt({ KeyId, Plaintext: bytes('x') }),
          'KMSInvalidStateException',
          `${KeyId} is pending import.`,
        )
        const material = randomBytes(32)
        const never = { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' } as const
        await kms.importKeyMaterial({ ...(await wrap(material)), ...never })
        const { KeyMetadata } = await kms.describeKey({ KeyId })
        assert.deepEqual(
          [KeyMetadata?.KeyState, KeyMetadata?.ExpirationModel],
          ['Enabled', never.ExpirationModel],
        )
        const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext: bytes('x') })
        await kms.deleteImportedKeyMaterial({ KeyId })
        await refused(kms.decrypt({ CiphertextBlob }), 'KMSInvalidStateException')
        await refused(
          kms.importKeyMaterial({ ...(await wrap(randomBytes(32))), ...never }),
          'IncorrectKeyMaterialException',
        )
        await kms.importKeyMaterial({ ...(await wrap(material)), ...never })
        assert.equal(text((await kms.decrypt({ CiphertextBlob })).Plaintext), 'x')
      })
    }

    it('makes the codes that others make with it', async () => {
      const { kms, KeyId, wrap } = await prepare('RSAES_OAEP_SHA_256', {
        KeySpec: 'HMAC_256',
        KeyUsage: 'GENERATE_VERIFY_MAC',
      })
      const material = randomBytes(32)
      await kms.importKeyMaterial({
        ...(await wrap(material)),
        ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
      })
      const { Mac } = await kms.generateMac({ KeyId, Message: bytes('m'), MacAlgorithm: 'HMAC_SHA_256' })
      assert.deepEqual(Buffer.from(Mac ?? []), createHmac('sha256', material).update('m').digest())
    })

    it('verifies what its private key has signed elsewhere', async () => {
      const { kms, KeyId, wrap } = await prepare('RSA_AES_KEY_WRAP_SHA_256', {
        KeySpec: 'RSA_2048',
        KeyUsage: 'SIGN_VERIFY',
      })
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const material = privateKey.export({ format: 'der', type: 'pkcs8' })
      await kms.importKeyMaterial({
        ...(await wrap(material)),
        ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
      })
      const { SignatureValid } = await kms.verify({
        KeyId,
        Message: bytes('m'),
        SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
        Signature: sign('sha256', bytes('m'), privateKey),
      })
      assert.equal(SignatureValid, true)
    })

    it('expires, and is refused when it is of another kind or late', async () => {
      const { kms, KeyId, wrap } = await prepare('RSAES_OAEP_SHA_256')
      const expires = {
        ExpirationModel: 'KEY_MATERIAL_EXPIRES',
        ValidTo: new Date(clock.now() + 3_600_000),
      } as const
      await refused(
        kms.importKeyMaterial({ ...(await wrap(randomBytes(16))), ...expires }),
        'IncorrectKeyMaterialException',
      )
      const late = await wrap(randomBytes(32))
      await refused(
        kms.importKeyMaterial({ ...late, ImportToken: bytes('x'), ...expires }),
        'InvalidImportTokenException',
      )
      await kms.importKeyMaterial({ ...(await wrap(randomBytes(32))), ...expires })
      await kms.encrypt({ KeyId, Plaintext: bytes('x') })
      await clock.advance(3_600_000, () => server.lambent.idle())
      assert.equal((await kms.describeKey({ KeyId })).KeyMetadata?.KeyState, 'PendingImport')
      await clock.advance(86_400_000, () => server.lambent.idle())
      await refused(
        kms.importKeyMaterial({ ...late, ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }),
        'ExpiredImportTokenException',
      )
    })
  })
})
