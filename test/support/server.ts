import { type AddressInfo, createServer } from 'node:net'
import { after, before } from 'node:test'
import { type Lambent, type LambentOptions, startLambent } from '../../src/index.ts'

import { freshStore } from './test-stores.ts'

/** What every SDK client of a test is made with. */
export interface ClientConfig {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
  readonly maxAttempts: number
}

/** A server for the tests of one file. */
export interface TestServer {
  readonly endpoint: string
  readonly port: number
  /** The server itself. */
  readonly lambent: Lambent
  /** Client settings for an account (twelve digits; default 000000000000) and region (default us-east-1). */
  config(options?: { account?: string; region?: string }): ClientConfig
}

/**
 * Starts one server before the tests of this file (or of the suite it is called in) and stops it after them. Each call
 * to `config` may name another account: accounts are separate worlds, so tests that do not share one do not meet.
 */
export function testServer(options: LambentOptions = {}): TestServer {
  let lambent: Lambent | undefined
  before(async () => {
    const chosen = options.store !== undefined || options.dataDir !== undefined
    lambent = await startLambent(chosen ? options : { ...options, ...(await freshStore()) })
  })
  after(async () => {
    await lambent?.stop()
  })
  const running = () => {
    if (!lambent) throw new Error('The test server runs only while tests run')
    return lambent
  }
  return {
    get endpoint() {
      return running().endpoint
    },
    get port() {
      return running().port
    },
    get lambent() {
      return running()
    },
    config: ({ account = '000000000000', region = 'us-east-1' } = {}) => ({
      endpoint: running().endpoint,
      region,
      credentials: { accessKeyId: account, secretAccessKey: 'secret' },
      maxAttempts: 1,
    }),
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
