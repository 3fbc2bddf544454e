/**
 * What keys of each kind are for, and by which algorithms. Source: KMS Developer Guide, "Key spec reference"; API Reference,
 * CreateKey, KeyMetadata.
 */
import type {
  AlgorithmSpec,
  EncryptionAlgorithmSpec,
  KeyAgreementAlgorithmSpec,
  KeySpec,
  KeyUsageType,
  MacAlgorithmSpec,
  SigningAlgorithmSpec,
} from '@aws-sdk/client-kms'

/** How a key's material is made. */
export type Material =
  | { readonly type: 'secret'; readonly bytes: number }
  | { readonly type: 'rsa'; readonly bits: number }
  | { readonly type: 'ec'; readonly curve: string }
  | { readonly type: 'ed25519' }
  | {
      readonly type: 'post-quantum'
      readonly name: 'ml-dsa-44' | 'ml-dsa-65' | 'ml-dsa-87' | 'ml-kem-512' | 'ml-kem-768' | 'ml-kem-1024'
    }

/** A kind of key. `usages`: what it may be for, the default first. */
export interface Spec {
  readonly material: Material
  readonly usages: readonly KeyUsageType[]
  readonly encryption?: readonly EncryptionAlgorithmSpec[]
  readonly signing?: readonly SigningAlgorithmSpec[]
  readonly mac?: readonly MacAlgorithmSpec[]
  readonly agreement?: readonly KeyAgreementAlgorithmSpec[]
  readonly encapsulation?: readonly string[]
}

const rsaSigning: readonly SigningAlgorithmSpec[] = [
  'RSASSA_PKCS1_V1_5_SHA_256',
  'RSASSA_PKCS1_V1_5_SHA_384',
  'RSASSA_PKCS1_V1_5_SHA_512',
  'RSASSA_PSS_SHA_256',
  'RSASSA_PSS_SHA_384',
  'RSASSA_PSS_SHA_512',
]

function rsa(bits: number): Spec {
  return {
    material: { type: 'rsa', bits },
    usages: ['ENCRYPT_DECRYPT', 'SIGN_VERIFY'],
    encryption: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'],
    signing: rsaSigning,
  }
}

function ec(curve: string, hash: string, agrees: boolean): Spec {
  return {
    material: { type: 'ec', curve },
    usages: agrees ? ['SIGN_VERIFY', 'KEY_AGREEMENT'] : ['SIGN_VERIFY'],
    signing: [`ECDSA_${hash}` as SigningAlgorithmSpec],
    ...(agrees ? { agreement: ['ECDH'] } : {}),
  }
}

function hmac(hash: string, bytes: number): Spec {
  return {
    material: { type: 'secret', bytes },
    usages: ['GENERATE_VERIFY_MAC'],
    mac: [`HMAC_${hash}` as MacAlgorithmSpec],
  }
}

function mlDsa(name: 'ml-dsa-44' | 'ml-dsa-65' | 'ml-dsa-87'): Spec {
  return { material: { type: 'post-quantum', name }, usages: ['SIGN_VERIFY'], signing: ['ML_DSA_SHAKE_256'] }
}

function mlKem(name: 'ml-kem-512' | 'ml-kem-768' | 'ml-kem-1024'): Spec {
  return {
    material: { type: 'post-quantum', name },
    usages: ['ENCAPSULATE_DECAPSULATE'],
    encapsulation: ['ML_KEM'],
  }
}

/** All kinds but SM2, which AWS has in China alone. */
const specs: Readonly<Record<string, Spec>> = {
  SYMMETRIC_DEFAULT: {
    material: { type: 'secret', bytes: 32 },
    usages: ['ENCRYPT_DECRYPT'],
    encryption: ['SYMMETRIC_DEFAULT'],
  },
  RSA_2048: rsa(2048),
  RSA_3072: rsa(3072),
  RSA_4096: rsa(4096),
  ECC_NIST_P256: ec('P-256', 'SHA_256', true),
  ECC_NIST_P384: ec('P-384', 'SHA_384', true),
  ECC_NIST_P521: ec('P-521', 'SHA_512', true),
  ECC_SECG_P256K1: ec('secp256k1', 'SHA_256', false),
  ECC_NIST_EDWARDS25519: {
    material: { type: 'ed25519' },
    usages: ['SIGN_VERIFY'],
    signing: ['ED25519_SHA_512', 'ED25519_PH_SHA_512'],
  },
  HMAC_224: hmac('SHA_224', 28),
  HMAC_256: hmac('SHA_256', 32),
  HMAC_384: hmac('SHA_384', 48),
  HMAC_512: hmac('SHA_512', 64),
  ML_DSA_44: mlDsa('ml-dsa-44'),
  ML_DSA_65: mlDsa('ml-dsa-65'),
  ML_DSA_87: mlDsa('ml-dsa-87'),
  ML_KEM_512: mlKem('ml-kem-512'),
  ML_KEM_768: mlKem('ml-kem-768'),
  ML_KEM_1024: mlKem('ml-kem-1024'),
}

/** Undefined for what is not here. */
export function findSpec(name: string): Spec | undefined {
  return Object.hasOwn(specs, name) ? specs[name] : undefined
}

/** The algorithms of a key, as its metadata lists them. */
export function algorithmFacts(spec: Spec, usage: string) {
  if (usage === 'ENCRYPT_DECRYPT') return { EncryptionAlgorithms: [...(spec.encryption ?? [])] }
  if (usage === 'SIGN_VERIFY') return { SigningAlgorithms: [...(spec.signing ?? [])] }
  if (usage === 'GENERATE_VERIFY_MAC') return { MacAlgorithms: [...(spec.mac ?? [])] }
  if (usage === 'KEY_AGREEMENT') return { KeyAgreementAlgorithms: [...(spec.agreement ?? [])] }
  return { EncapsulationAlgorithms: [...(spec.encapsulation ?? [])] as never[] }
}

/** Whether material is one secret for both sides: only such keys encrypt data keys or make codes. */
export function isSymmetric(name: KeySpec | string): boolean {
  return name === 'SYMMETRIC_DEFAULT'
}

/** Wrapping algorithms of imports that are here. */
export const wrappingAlgorithms: ReadonlySet<AlgorithmSpec> = new Set<AlgorithmSpec>([
  'RSAES_OAEP_SHA_1',
  'RSAES_OAEP_SHA_256',
  'RSA_AES_KEY_WRAP_SHA_1',
  'RSA_AES_KEY_WRAP_SHA_256',
])
