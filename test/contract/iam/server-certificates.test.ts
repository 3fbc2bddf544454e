import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, it } from 'node:test'
import { IAM } from '@aws-sdk/client-iam'
import { testServer } from '../../support/server.ts'
import { accounts, refuses } from './support.ts'

const server = testServer()
const newAccount = accounts()

/** Made for this test with `openssl req -x509 -newkey ec -nodes`; protects nothing. */
const CertificateBody = `-----BEGIN CERTIFICATE-----
MIIBgjCCASegAwIBAgIUOlRreHCelxOZDHWYqR//xy0q8/YwCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLZXhhbXBsZS5jb20wHhcNMjYxMTI0MTQyNjQ4WhcNNDYxMTE5
MTQyNjQ4WjAWMRQwEgYDVQQDDAtleGFtcGxlLmNvbTBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABNdOKZQXZ1rq5mzf8JusgDsBQ8T9YLDZscto4JS0bIKTvR+/ZQ+/
sp/cfCEx31XRkNzpK84dEmtFJtUwlXftJ8ejUzBRMB0GA1UdDgQWBBSCeiPT0+hu
Ud572cRm1U+Ybgqb7DAfBgNVHSMEGDAWgBSCeiPT0+huUd572cRm1U+Ybgqb7DAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQDbyq+ytUtw7n+IL+78
v0wiaR8mbO27Yfvret7qFHwKKQIhAPHyuKJvUCUK77ivuU797o6O0yo/DB1Sn87T
6L0EHaaR
-----END CERTIFICATE-----`
const PrivateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgoCnpj8ORr0Dc/JmI
9TwtfjHiM14nAWpKeIGF08vCSR2hRANCAATXTimUF2da6uZs3/CbrIA7AUPE/WCw
2bHLaOCUtGyCk70fv2UPv7Kf3HwhMd9V0ZDc6SvOHRJrRSbVMJV37SfH
-----END PRIVATE KEY-----`
const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
})

describe('server certificates', () => {
  it('are uploaded, read, renamed, listed and deleted', async () => {
    const account = newAccount()
    const iam = new IAM(server.config({ account }))
    const name = { ServerCertificateName: 'web' }
    const { ServerCertificateMetadata: made } = await iam.uploadServerCertificate({
      ...name,
      CertificateBody,
      PrivateKey,
    })
    assert.match(made?.ServerCertificateId ?? '', /^ASCA[A-Z2-7]{17}$/)
    assert.equal(made?.Arn, `arn:aws:iam::${account}:server-certificate/web`)
    assert.equal(made?.Expiration?.toISOString(), '2046-11-19T14:26:48.000Z')
    const { ServerCertificate: found } = await iam.getServerCertificate(name)
    assert.deepEqual(found, { ServerCertificateMetadata: made, CertificateBody, Tags: [] })
    await refuses(iam.uploadServerCertificate({ ...name, CertificateBody, PrivateKey }), {
      code: 'EntityAlreadyExists',
      message: 'The Server Certificate with name web already exists.',
      status: 409,
    })
    await iam.tagServerCertificate({ ...name, Tags: [{ Key: 'k', Value: 'v' }] })
    assert.equal((await iam.listServerCertificateTags(name)).Tags?.length, 1)
    await iam.untagServerCertificate({ ...name, TagKeys: ['k'] })
    await iam.updateServerCertificate({ ...name, NewServerCertificateName: 'edge', NewPath: '/a/' })
    const { ServerCertificateMetadataList: listed } = await iam.listServerCertificates({ PathPrefix: '/a/' })
    assert.deepEqual(
      listed?.map((certificate) => [certificate.ServerCertificateName, certificate.ServerCertificateId]),
      [['edge', made?.ServerCertificateId]],
    )
    const absent = {
      code: 'NoSuchEntity',
      message: 'The Server Certificate with name web cannot be found.',
      status: 404,
    }
    await refuses(iam.getServerCertificate(name), absent)
    await refuses(iam.deleteServerCertificate(name), absent)
    await iam.deleteServerCertificate({ ServerCertificateName: 'edge' })
  })

  it('must be certificates, and their keys their own', async () => {
    const iam = new IAM(server.config({ account: newAccount() }))
    const upload = (body: string, key: string) =>
      iam.uploadServerCertificate({ ServerCertificateName: 'web', CertificateBody: body, PrivateKey: key })
    await refuses(upload('nonsense', PrivateKey), { code: 'MalformedCertificate', status: 400 })
    await refuses(upload(CertificateBody, 'nonsense'), { code: 'MalformedCertificate' })
    await refuses(upload(CertificateBody, String(otherKey)), { code: 'KeyPairMismatch', status: 400 })
  })
})
