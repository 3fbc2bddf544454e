import { resolve } from 'node:path'
import type { Logger } from '../../../base/logger.ts'
import { AwsClient } from '../aws/aws-client.ts'
import { readCredentials } from '../aws/find-server.ts'
import { shellWord } from '../command-name.ts'
import { defaultDataFolder } from '../folders.ts'
import type { Terminal } from '../terminal.ts'
import { deployExample } from './deploy-example.ts'
import { exampleLines } from './example-lines.ts'

/** The server that gets the example. */
export interface ExampleServer {
  readonly endpoint: string
  readonly region: string
  readonly account: string
  readonly dataFolder: string
  readonly credentialsFile?: string
}

/** Deploys an example to a server that has just started, and says what to try. A failure is logged; the server goes on. */
export async function startExample(
  folder: string,
  { endpoint, region, account, dataFolder, credentialsFile }: ExampleServer,
  terminal: Terminal,
  logger: Logger,
): Promise<void> {
  const keys =
    credentialsFile === undefined
      ? { accessKeyId: account, secretAccessKey: 'lambent' }
      : readCredentials(credentialsFile)
  const client = new AwsClient({ endpoint, region, ...keys })
  try {
    const example = await deployExample(client, resolve(folder))
    const elsewhere =
      dataFolder === resolve(defaultDataFolder()) ? '' : ` --data-dir ${shellWord(dataFolder)}`
    terminal.out('')
    for (const line of exampleLines(example, elsewhere)) terminal.out(line)
    terminal.out('')
  } catch (error) {
    logger.warn('The example could not be deployed', { folder, error })
  } finally {
    client.close()
  }
}
