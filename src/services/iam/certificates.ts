import { createPrivateKey, X509Certificate } from 'node:crypto'
import { AwsError } from '../../aws/aws-error.ts'

/**
 * When a certificate ends. Fails with MalformedCertificate for what is none, and with KeyPairMismatch when the private
 * key is not its own. UNVERIFIED: the words. Unit: milliseconds since the epoch.
 */
export function readCertificate(body: string, privateKey: string): number {
  let certificate: X509Certificate
  let key: ReturnType<typeof createPrivateKey>
  try {
    certificate = new X509Certificate(body)
    key = createPrivateKey(privateKey)
  } catch (cause) {
    const message = 'Unable to parse certificate. Please ensure the certificate is in PEM format.'
    throw new AwsError('MalformedCertificateException', message, { cause })
  }
  if (!certificate.checkPrivateKey(key))
    throw new AwsError('KeyPairMismatchException', 'Certificate and private key do not match.')
  return certificate.validToDate.getTime()
}
