/** A small client of the AWS API for commands: signs requests and reads JSON. Source: IAM User Guide, "Create a signed AWS API request". */
import { createHmac, hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { systemClock } from '../../../base/system-clock.ts'
import { nodeHttp } from '../../../http/index.ts'
import { canonicalRequest, hmacAlgorithm } from '../../../protocol/index.ts'
import { CommandError } from '../command-error.ts'

/** Where requests go, and who signs them. */
export interface ClientFacts {
  readonly endpoint: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A request. `path` and the values of `query` are not escaped yet. */
export interface AwsRequest {
  readonly service: string
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: readonly string[]
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
}

/** An answer that is none of success. */
export class AwsFailure extends CommandError {
  readonly code: string

  constructor(code: string, message: string) {
    super(`${message} (${code})`)
    this.code = code
  }
}

/** An answer. */
export interface AwsAnswer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

export class AwsClient {
  readonly facts: ClientFacts
  readonly #agent = new nodeHttp.Agent({ keepAlive: true, maxSockets: 8 })

  constructor(facts: ClientFacts) {
    this.facts = facts
  }

  /** Sends a request. Fails with an AwsFailure for an error of AWS's, and with a CommandError when nobody answers. */
  async send(asked: AwsRequest): Promise<AwsAnswer> {
    const answer = await this.#exchange(asked)
    if (answer.status < 300) return answer
    const { code, message } = readError(answer)
    throw new AwsFailure(code, message)
  }

  /** Sends a request to an operation of a JSON service, as `Logs_20140328.FilterLogEvents`. */
  async json<Output>(service: string, target: string, input: object): Promise<Output> {
    const answer = await this.send({
      service,
      method: 'POST',
      path: [],
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
      body: JSON.stringify(input),
    })
    return JSON.parse(answer.body.toString('utf8')) as Output
  }

  close(): void {
    this.#agent.destroy()
  }

  #exchange(asked: AwsRequest): Promise<AwsAnswer> {
    const { endpoint } = this.facts
    const path = `/${asked.path.map(encodeURIComponent).join('/')}`
    const query = Object.entries(asked.query ?? {})
      .filter((pair): pair is [string, string] => pair[1] !== undefined)
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&')
    const body = Buffer.from(asked.body ?? '')
    const headers = this.#sign(asked, path, query, body)
    return new Promise((resolve, reject) => {
      const sent = nodeHttp.request(
        `${endpoint}${path}${query === '' ? '' : `?${query}`}`,
        { method: asked.method, headers, agent: this.#agent },
        (answer) => {
          const pieces: Buffer[] = []
          answer.on('data', (piece: Buffer) => pieces.push(piece))
          answer.on('error', reject)
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              body: Buffer.concat(pieces),
            }),
          )
        },
      )
      sent.on('error', (error: NodeJS.ErrnoException) =>
        reject(
          new CommandError(`The server at ${endpoint} does not answer (${error.code ?? error.message}).`),
        ),
      )
      sent.end(body)
    })
  }

  #sign({ method, service, headers: own = {} }: AwsRequest, path: string, query: string, body: Buffer) {
    const { endpoint, region, accessKeyId, secretAccessKey } = this.facts
    const instant = new Date(systemClock.now()).toISOString().replace(/[:-]|\.\d{3}/g, '')
    const date = instant.slice(0, 8)
    const payloadHash = hash('sha256', body, 'hex')
    const headers: Record<string, string> = {
      ...own,
      host: new URL(endpoint).host,
      'x-amz-date': instant,
      'x-amz-content-sha256': payloadHash,
    }
    const signed = Object.keys(headers).sort()
    const canonical = canonicalRequest({ method, path, query, headers }, signed, payloadHash, 'other')
    const scope = `${date}/${region}/${service}/aws4_request`
    const text = `${hmacAlgorithm}\n${instant}\n${scope}\n${hash('sha256', canonical, 'hex')}`
    let key: string | Buffer = `AWS4${secretAccessKey}`
    for (const part of [...scope.split('/'), text]) key = createHmac('sha256', key).update(part).digest()
    const signature = Buffer.from(key).toString('hex')
    return {
      ...headers,
      'content-length': String(body.length),
      authorization: `${hmacAlgorithm} Credential=${accessKeyId}/${scope}, SignedHeaders=${signed.join(';')}, Signature=${signature}`,
    }
  }
}

function readError({ status, headers, body }: AwsAnswer): { code: string; message: string } {
  const text = body.toString('utf8')
  const inXml = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]
  const xmlCode = inXml('Code')
  if (xmlCode !== undefined) return { code: xmlCode, message: inXml('Message') ?? xmlCode }
  try {
    const value = JSON.parse(text) as { message?: string; Message?: string; __type?: string }
    const type = String(headers['x-amzn-errortype'] ?? value.__type ?? `HTTP ${status}`)
    const code = type.split('#').at(-1)?.split(':')[0] ?? type
    return { code, message: value.message ?? value.Message ?? code }
  } catch {
    return { code: `HTTP ${status}`, message: text.slice(0, 500) }
  }
}
