import { STS } from '@aws-sdk/client-sts'
import { CaughtRequests } from './caught-requests.ts'

/**
 * Requests as the SDK puts them on the wire: it is asked to send them, and stopped at the last moment. GetCallerIdentity
 * goes as a form, signed with Signature Version 4; each has its own invocation id.
 */
export async function callerIdentityRequests(port: number, count: number): Promise<Buffer[]> {
  const caught = new CaughtRequests()
  const sts = new STS({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: caught.requestHandler,
  })
  for (let index = 0; index < count; index++) await caught.send(sts.getCallerIdentity({}))
  sts.destroy()
  return caught.requests
}
