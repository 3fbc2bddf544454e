/** The real clients of the AWS SDK, pointed at a port of this machine whatever host name they make up. */
import { Agent } from 'node:http'
import type { LookupFunction } from 'node:net'
import type { OperationModel, ServiceModel } from '../../../src/models/index.ts'
import type { Values } from './arbitraries.ts'

/** A client of one service, for any of its operations. */
export class SdkClient {
  readonly #commands: Readonly<Record<string, unknown>>
  readonly #client: Client
  readonly #agent: Agent

  private constructor(commands: Readonly<Record<string, unknown>>, client: Client, agent: Agent) {
    this.#commands = commands
    this.#client = client
    this.#agent = agent
  }

  /** `protocol` is a protocol class of the SDK, to speak another than the client's own. */
  static async connect(model: ServiceModel, port: number, protocol?: unknown): Promise<SdkClient> {
    const exported: Record<string, unknown> = await import(`@aws-sdk/client-${model.name}`)
    const Client = Object.entries(exported).find(
      ([name]) => name.endsWith('Client') && name !== '__Client',
    )?.[1]
    if (!isConstructor<Client>(Client)) throw new Error(`The package of ${model.name} exports no client`)
    const agent = new Agent({ keepAlive: true, lookup: lookupHere })
    const client = new Client({
      endpoint: `http://localhost:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: '000000000000', secretAccessKey: 'secret' },
      maxAttempts: 1,
      logger: silent,
      requestHandler: await handler(agent),
      // Host names are the front door's business; the codecs go by the path.
      forcePathStyle: true,
      ...(protocol === undefined ? {} : { protocol }),
    })
    return new SdkClient(exported, client, agent)
  }

  /** Sends one request; the answer has `$metadata` beside the output's members. */
  async send(operation: OperationModel, input: Values): Promise<Values> {
    const Command = this.#commands[`${operation.name}Command`]
    if (!isConstructor<object>(Command)) throw new Error(`The SDK has no ${operation.name}Command`)
    return this.#client.send(new Command(input))
  }

  close(): void {
    this.#client.destroy()
    this.#agent.destroy()
  }
}

interface Client {
  send(command: object): Promise<Values>
  destroy(): void
}

function isConstructor<T>(value: unknown): value is new (argument: object) => T {
  return typeof value === 'function'
}

async function handler(httpAgent: Agent): Promise<object> {
  const { NodeHttpHandler } = await import('@smithy/node-http-handler')
  return new NodeHttpHandler({ httpAgent })
}

const nothing = () => {}
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing }

/** Every name is this machine: operations with a host prefix make up their own. */
const lookupHere: LookupFunction = (_name, options, callback) => {
  if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }])
  else callback(null, '127.0.0.1', 4)
}
