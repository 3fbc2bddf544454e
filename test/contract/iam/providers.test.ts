import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IAM } from '@aws-sdk/client-iam'
import { testServer } from '../../support/server.ts'
import { accounts, refuses } from './support.ts'

const server = testServer()
const newAccount = accounts()

describe('OpenID Connect providers', () => {
  it('are made, read, changed, listed and deleted', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    const thumbprint = 'a'.repeat(40)
    const { OpenIDConnectProviderArn } = await iam.createOpenIDConnectProvider({
      Url: 'https://token.example.com/id/x',
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: [thumbprint],
    })
    assert.equal(OpenIDConnectProviderArn, `arn:aws:iam::${account}:oidc-provider/token.example.com/id/x`)
    await iam.addClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID: 'app' })
    await iam.addClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID: 'app' })
    await iam.removeClientIDFromOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID: 'none' })
    const found = await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn })
    assert.deepEqual(
      [found.Url, found.ClientIDList, found.ThumbprintList, found.Tags],
      ['token.example.com/id/x', ['sts.amazonaws.com', 'app'], [thumbprint], []],
    )
    await iam.updateOpenIDConnectProviderThumbprint({
      OpenIDConnectProviderArn,
      ThumbprintList: ['b'.repeat(40)],
    })
    const changed = await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn })
    assert.deepEqual(changed.ThumbprintList, ['b'.repeat(40)])
    assert.deepEqual((await iam.listOpenIDConnectProviders({})).OpenIDConnectProviderList, [
      { Arn: OpenIDConnectProviderArn },
    ])
    await iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn })
    await refuses(iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn }), {
      code: 'NoSuchEntity',
      message: `OpenIDConnect Provider not found for arn ${OpenIDConnectProviderArn}`,
      status: 404,
    })
    await refuses(iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn }), {
      code: 'NoSuchEntity',
      message: `OpenId connect Provider ${OpenIDConnectProviderArn} cannot be found.`,
    })
  })

  it('are refused when they are there already, malformed or too large', async () => {
    const iam = new IAM(server.config({ account: newAccount() }))
    const Url = 'https://token.example.com'
    await iam.createOpenIDConnectProvider({ Url })
    await refuses(iam.createOpenIDConnectProvider({ Url }), {
      code: 'EntityAlreadyExists',
      message: 'Provider with url https://token.example.com already exists.',
      status: 409,
    })
    await refuses(iam.createOpenIDConnectProvider({ Url: 'token.example.com' }), {
      code: 'ValidationError',
      message: 'Invalid Open ID Connect Provider URL',
    })
    const ThumbprintList = Array.from({ length: 6 }, (_, index) => String(index).repeat(40))
    await refuses(iam.createOpenIDConnectProvider({ Url, ThumbprintList }), {
      code: 'InvalidInput',
      message: 'Thumbprint list must contain fewer than 5 entries.',
    })
    const ClientIDList = Array.from({ length: 101 }, (_, index) => `client${index}`)
    await refuses(iam.createOpenIDConnectProvider({ Url, ClientIDList }), {
      code: 'LimitExceeded',
      message: 'Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100',
      status: 409,
    })
  })

  it('have tags', async () => {
    const iam = new IAM(server.config({ account: newAccount() }))
    const { OpenIDConnectProviderArn } = await iam.createOpenIDConnectProvider({
      Url: 'https://a.example.com',
    })
    await iam.tagOpenIDConnectProvider({ OpenIDConnectProviderArn, Tags: [{ Key: 'k', Value: 'v' }] })
    const { Tags } = await iam.listOpenIDConnectProviderTags({ OpenIDConnectProviderArn })
    assert.deepEqual(Tags, [{ Key: 'k', Value: 'v' }])
    await iam.untagOpenIDConnectProvider({ OpenIDConnectProviderArn, TagKeys: ['k'] })
    assert.deepEqual((await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn })).Tags, [])
  })
})

describe('SAML providers', () => {
  const metadata = (validUntil = '') =>
    `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com"${validUntil}>${' '.repeat(1000)}</EntityDescriptor>`

  it('are made, read, changed, listed and deleted', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    const { SAMLProviderArn } = await iam.createSAMLProvider({
      Name: 'idp',
      SAMLMetadataDocument: metadata(' validUntil="2030-01-01T00:00:00Z"'),
    })
    assert.equal(SAMLProviderArn, `arn:aws:iam::${account}:saml-provider/idp`)
    const found = await iam.getSAMLProvider({ SAMLProviderArn })
    assert.equal(found.ValidUntil?.toISOString(), '2030-01-01T00:00:00.000Z')
    assert.deepEqual([found.Tags, found.PrivateKeyList, found.AssertionEncryptionMode], [[], [], 'Allowed'])
    await iam.updateSAMLProvider({
      SAMLProviderArn,
      SAMLMetadataDocument: metadata(),
      AssertionEncryptionMode: 'Required',
    })
    const changed = await iam.getSAMLProvider({ SAMLProviderArn })
    assert.deepEqual(
      [changed.SAMLMetadataDocument, changed.AssertionEncryptionMode],
      [metadata(), 'Required'],
    )
    await iam.tagSAMLProvider({ SAMLProviderArn, Tags: [{ Key: 'k', Value: 'v' }] })
    assert.equal((await iam.listSAMLProviderTags({ SAMLProviderArn })).Tags?.length, 1)
    await iam.untagSAMLProvider({ SAMLProviderArn, TagKeys: ['k'] })
    const { SAMLProviderList } = await iam.listSAMLProviders({})
    assert.deepEqual(
      SAMLProviderList?.map((provider) => provider.Arn),
      [SAMLProviderArn],
    )
    await iam.deleteSAMLProvider({ SAMLProviderArn })
    const absent = {
      code: 'NoSuchEntity',
      message: `Manifest not found for arn ${SAMLProviderArn}`,
      status: 404,
    }
    await refuses(iam.getSAMLProvider({ SAMLProviderArn }), absent)
    await refuses(iam.deleteSAMLProvider({ SAMLProviderArn }), absent)
  })

  it('need metadata', async () => {
    const iam = new IAM(server.config({ account: newAccount() }))
    await refuses(iam.createSAMLProvider({ Name: 'idp', SAMLMetadataDocument: 'x'.repeat(1000) }), {
      code: 'InvalidInput',
    })
    await refuses(iam.createSAMLProvider({ Name: 'idp', SAMLMetadataDocument: 'x' }), {
      code: 'ValidationError',
    })
  })
})
