/** How the SDK's clients reach what is measured. */

/** The settings of a client of what listens on a port of this machine; a request is made once. */
export function clientSettings(port: number) {
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: '000000000000', secretAccessKey: 'secret' },
    maxAttempts: 1,
  }
}
