import { STS } from '@aws-sdk/client-sts'

/**
 * Requests as the SDK puts them on the wire: it is asked to send them, and stopped at the last moment. GetCallerIdentity
 * goes as a form, signed with Signature Version 4; each has its own invocation id.
 */
export async function callerIdentityRequests(port: number, count: number): Promise<Buffer[]> {
  const caught: Buffer[] = []
  const sts = new STS({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: {
        method: string
        path: string
        headers: Record<string, string>
        body: string
      }) => {
        const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}\r\n`)
        caught.push(
          Buffer.from(`${request.method} ${request.path} HTTP/1.1\r\n${headers.join('')}\r\n${request.body}`),
        )
        throw new Error('caught')
      },
    },
  })
  for (let index = 0; index < count; index++) {
    await sts.getCallerIdentity({}).catch((error: Error) => {
      if (error.message !== 'caught') throw error
    })
  }
  sts.destroy()
  return caught
}
