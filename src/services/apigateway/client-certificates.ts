/** Certificates that API Gateway shows to who it calls. Source: API Reference, GenerateClientCertificate; Developer Guide, "Generate a client certificate". */
import { createSign, generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import type * as Api from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { newId } from '../../gateway/index.ts'
import type { Stored } from '../../store/index.ts'
import { bodyOf, shapeOf } from './bodies.ts'
import { change } from './changing.ts'
import { instant } from './deployed.ts'
import { commonName, country, locality, organization, selfSigned, state } from './domain/certificate.ts'
import { patched } from './domain/patch.ts'
import { clientCertificatePatches } from './domain/patch-tables.ts'
import { badRequest, limitExceeded, noPart } from './errors.ts'
import { certificateDays, certificatesPerRegion } from './limits.ts'
import { listEntries, type Where } from './lookups.ts'
import { pageOf } from './paging.ts'
import { certificates, entries, type KeptCertificate } from './records.ts'
import { checkedTags } from './tag-rules.ts'

/** The id of a certificate. Unit: characters. */
export const certificateIdLength = 6

async function requireCertificate(
  { store, accountId, region }: Where,
  id: string | undefined,
): Promise<Stored<KeptCertificate>> {
  const found = await certificates.get(store, [accountId, region, id ?? ''])
  if (!found) throw noPart('Client Certificate')
  return found
}

function answer(kept: KeptCertificate, withTags: boolean): Api.ClientCertificate {
  const { tags, ...rest } = shapeOf<Api.ClientCertificate>(kept)
  return {
    ...rest,
    createdDate: instant(kept.createdAt),
    expirationDate: instant(kept.expiresAt),
    ...(withTags ? { tags: tags ?? {} } : tags === undefined ? {} : { tags }),
  }
}

/** Makes a key, and a certificate for it that it signs itself. */
export async function generateClientCertificate(
  { description, tags }: Api.GenerateClientCertificateRequest,
  context: OperationContext,
): Promise<Api.ClientCertificate> {
  const { store, accountId, region, now, random } = context
  const { items } = await certificates.list(store, { prefix: [accountId, region] })
  if (items.length >= certificatesPerRegion)
    throw limitExceeded('Maximum number of client certificates reached')
  const clientCertificateId = newId(random, certificateIdLength)
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const expiresAt = now + certificateDays * 86_400_000
  const serial = Uint8Array.from(random.bytes(8), (byte, index) =>
    index === 0 ? (byte & 0x3f) | 0x40 : byte,
  )
  const certificate = selfSigned(
    {
      serial,
      // UNVERIFIED: the name.
      name: [
        [country, 'US'],
        [state, 'Washington'],
        [locality, 'Seattle'],
        [organization, 'Amazon.com'],
        [commonName, 'ApiGateway'],
      ],
      notBefore: now,
      notAfter: expiresAt,
      subjectKey: publicKey.export({ type: 'spki', format: 'der' }),
    },
    (bytes) => createSign('sha256').update(bytes).sign(privateKey),
  )
  const lines = Buffer.from(certificate).toString('base64').replace(/.{64}/g, '$&\n').trimEnd()
  const kept: KeptCertificate = {
    accountId,
    region,
    id: clientCertificateId,
    body: bodyOf({
      clientCertificateId,
      description,
      pemEncodedCertificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----`,
      ...(tags === undefined ? {} : { tags: checkedTags({}, tags) }),
    }),
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    createdAt: now,
    expiresAt,
  }
  await change(context, async (commit) => certificates.put(commit, kept, undefined))
  return answer(kept, false)
}

/** A certificate. */
export async function getClientCertificate(
  { clientCertificateId }: Api.GetClientCertificateRequest,
  context: OperationContext,
): Promise<Api.ClientCertificate> {
  return answer((await requireCertificate(context, clientCertificateId)).value, true)
}

/** The certificates of the account and region. */
export async function getClientCertificates(
  input: Api.GetClientCertificatesRequest,
  context: OperationContext,
): Promise<Api.ClientCertificates> {
  const { store, accountId, region } = context
  const { items } = await certificates.list(store, { prefix: [accountId, region] })
  const page = pageOf(items, input, `apigateway certificates ${accountId} ${region}`)
  return { ...page, items: page.items.map(({ value }) => answer(value, false)) }
}

/** Changes a certificate's description. */
export async function updateClientCertificate(
  { clientCertificateId, patchOperations }: Api.UpdateClientCertificateRequest,
  context: OperationContext,
): Promise<Api.ClientCertificate> {
  return change(context, async (commit) => {
    const stored = await requireCertificate(context, clientCertificateId)
    const body = patched(clientCertificatePatches, stored.value.body, patchOperations)
    const kept = { ...stored.value, body }
    certificates.put(commit, kept, stored)
    return answer(kept, true)
  })
}

/** Deletes a certificate that no stage shows. */
export async function deleteClientCertificate(
  { clientCertificateId }: Api.DeleteClientCertificateRequest,
  context: OperationContext,
): Promise<object> {
  const { store, accountId, region } = context
  await change(context, async (commit) => {
    const stored = await requireCertificate(context, clientCertificateId)
    const { items: apis } = await entries.listBy(store, 'home', { prefix: [accountId, region] })
    for (const { value } of apis) {
      const stages = await listEntries(context, value, value.apiId, 'stage')
      const user = stages.find((stage) => stage.value.body.clientCertificateId === clientCertificateId)
      // UNVERIFIED: the words.
      if (user)
        throw badRequest(
          `Cannot delete client certificate ${clientCertificateId}: stage ${user.value.id} of API ${value.apiId} uses it`,
        )
    }
    certificates.remove(commit, stored)
  })
  return {}
}
